"""Trains adapters for the running model, chooses their strength, and writes their directory."""

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from catalog_search import conf
from catalog_search.backends.adapted.directory import ARRAYS, DESCRIPTION, WEIGHTS, Adapter
from catalog_search.backends.adapted.encoder import AdaptedEncoder
from catalog_search.protocols import Encoder
from catalog_search.workshop.finetuning import epochs, measures, verdict
from catalog_search.workshop.finetuning.encoding import Encoded
from catalog_search.workshop.finetuning.epochs import Course
from catalog_search.workshop.finetuning.examples import VALIDATION, Examples
from catalog_search.workshop.finetuning.order import Order, Progress
from catalog_search.workshop.finetuning.work import Work

STRENGTHS = (0.25, 0.5, 0.75, 1.0)
BACKEND = "catalog_search.backends.adapted.AdaptedEncoder"

Adapters = Mapping[str, Adapter]


def adapted(encoded: Encoded, adapters: Adapters) -> Encoded:
    """Return the vectors of the adapted model."""
    photo, text = adapters["photo"], adapters["text"]
    distorted = [photo.apply(view) for view in encoded.distorted]
    return Encoded(
        photos=photo.apply(encoded.photos),
        distorted=np.stack(distorted) if distorted else encoded.distorted,
        texts=text.apply(encoded.texts),
    )


class AdapterTrainee:
    """A training of adapters, scored at their best strength on the validation part."""

    def __init__(self, examples: Examples, encoded: Encoded, scale: float, order: Order) -> None:
        from catalog_search.workshop.finetuning.adapters import Training

        self.examples, self.encoded = examples, encoded
        self.before = measures.measure(examples, encoded, VALIDATION)
        self.training = Training(examples, encoded, scale, order)

    def run_epoch(self, epoch: int) -> None:
        self.training.run_epoch(epoch)

    def score(self) -> float:
        return self.best_strength()[0]

    def best_strength(self) -> tuple[float, float]:
        """Return the best score and its strength; the lowest strength among equal scores."""
        scores = ((self.score_of(strength), strength) for strength in STRENGTHS)
        return max(scores, key=lambda pair: (pair[0], -pair[1]))

    def score_of(self, strength: float) -> float:
        after = adapted(self.encoded, self.training.adapters(strength))
        return verdict.guarded_gain(self.before, measures.measure(self.examples, after, VALIDATION))

    def saved(self) -> bytes:
        return self.training.saved()

    def load(self, saved: bytes) -> None:
        self.training.load(saved)


def learn(
    examples: Examples,
    encoded: Encoded,
    encoder: Encoder,
    order: Order,
    work: Work,
    progress: Progress,
) -> tuple[Adapters | None, float, Course]:
    """Return adapters, strength and course; None for adapters if no epoch improved the score."""
    trainee = AdapterTrainee(examples, encoded, encoder.logit_scale, order)
    course = epochs.run(trainee, order, work, progress)
    if not course.best:
        return None, 0.0, course
    strength = trainee.best_strength()[1]
    return trainee.training.adapters(strength), strength, course


def write(
    folder: Path, adapters: Adapters, base: Encoder, scale: float, notes: Mapping[str, Any]
) -> None:
    """Write the directory that AdaptedEncoder loads; `notes` are stored for human readers."""
    arrays = {
        f"{side}_{name}": getattr(adapter, name)
        for side, adapter in adapters.items()
        for name in ARRAYS
    }
    file = io.BytesIO()
    np.savez(file, **arrays)
    description = {
        "name": folder.name,
        "base": base.model_id,
        "dimension": base.dimension,
        "logit_scale": scale,
        "files": {WEIGHTS: hashlib.sha256(file.getvalue()).hexdigest()},
        "training": notes,
    }
    folder.mkdir()
    (folder / WEIGHTS).write_bytes(file.getvalue())
    (folder / DESCRIPTION).write_text(json.dumps(description, indent=2), encoding="utf-8")


def load(folder: Path) -> AdaptedEncoder:
    """Return the running model with the adapters in `folder`. Raises EncoderUnavailable."""
    encoder = AdaptedEncoder(folder, conf.settings().encoder)
    encoder.encode_texts(["a product"])
    return encoder


def entry(out: Path) -> dict[str, Any]:
    """Return the value of CATALOG_SEARCH['ENCODER'] for the adapted model."""
    return {
        "BACKEND": BACKEND,
        "OPTIONS": {"directory": str(out), "encoder": dict(conf.settings().encoder)},
    }
