"""Adapters behind the running model: learned, chosen by the validation part, written."""

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
    """Return the vectors as the adapted model would make them."""
    photo, text = adapters["photo"], adapters["text"]
    spoiled = [photo.apply(view) for view in encoded.spoiled]
    return Encoded(
        photos=photo.apply(encoded.photos),
        spoiled=np.stack(spoiled) if spoiled else encoded.spoiled,
        texts=text.apply(encoded.texts),
    )


class AdapterTrainee:
    """A training of adapters, scored at the strength that suits the validation part best."""

    def __init__(self, examples: Examples, encoded: Encoded, scale: float, order: Order) -> None:
        from catalog_search.workshop.finetuning.adapters import Training

        self.examples, self.encoded = examples, encoded
        self.before = measures.measure(examples, encoded, VALIDATION)
        self.training = Training(examples, encoded, scale, order)

    def run_epoch(self, epoch: int) -> None:
        self.training.run_epoch(epoch)

    def score(self) -> float:
        return self.strongest()[0]

    def strongest(self) -> tuple[float, float]:
        """Return the best score and the strength that has it; the weaker one of equals."""
        return max(
            ((self.score_of(one), one) for one in STRENGTHS), key=lambda pair: (pair[0], -pair[1])
        )

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
    """Return the adapters and their strength, None where no epoch was better than none."""
    trainee = AdapterTrainee(examples, encoded, encoder.logit_scale, order)
    course = epochs.run(trainee, order, work, progress)
    if not course.best:
        return None, 0.0, course
    strength = trainee.strongest()[1]
    return trainee.training.adapters(strength), strength, course


def write(
    folder: Path, adapters: Adapters, base: Encoder, scale: float, told: Mapping[str, Any]
) -> None:
    """Write the directory that AdaptedEncoder loads; `told` is kept beside for people."""
    arrays = {
        f"{side}_{name}": getattr(adapter, name)
        for side, adapter in adapters.items()
        for name in ARRAYS
    }
    file = io.BytesIO()
    np.savez(file, **arrays)
    described = {
        "name": folder.name,
        "base": base.model_id,
        "dimension": base.dimension,
        "logit_scale": scale,
        "files": {WEIGHTS: hashlib.sha256(file.getvalue()).hexdigest()},
        "training": told,
    }
    folder.mkdir()
    (folder / WEIGHTS).write_bytes(file.getvalue())
    (folder / DESCRIPTION).write_text(json.dumps(described, indent=2), encoding="utf-8")


def opened(folder: Path) -> AdaptedEncoder:
    """Return the encoder on a directory behind the running model. Raises EncoderUnavailable."""
    encoder = AdaptedEncoder(folder, conf.get("ENCODER"))
    encoder.encode_texts(["a product"])
    return encoder


def entry(out: Path) -> dict[str, Any]:
    """Return the entry of settings that names the adapted model."""
    return {
        "BACKEND": BACKEND,
        "OPTIONS": {"directory": str(out), "encoder": dict(conf.get("ENCODER"))},
    }
