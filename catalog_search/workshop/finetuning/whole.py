"""Trains a whole CLIP or SigLIP model further with torch, with the loss of adapters.py.

Imported only for such a training.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL.Image import Image
from torch import Tensor
from torch.nn.functional import normalize

from catalog_search import conf
from catalog_search.backends.sentence_transformers import SentenceTransformersEncoder
from catalog_search.exceptions import CannotTrain
from catalog_search.indexing.stages import reading
from catalog_search.workshop.finetuning import encoding, measures, verdict
from catalog_search.workshop.finetuning.examples import TRAIN, VALIDATION, Examples
from catalog_search.workshop.finetuning.order import Order
from catalog_search.workshop.losses import contrast

BATCH = 64
RATE = 1e-5
"""The order of magnitude used for CLIP in Wortsman et al. 2022, arXiv:2109.01903."""
DECAY = 0.1
DISTORTED = 0.5
"""Share of training photos that are distorted."""
BACKEND = "catalog_search.backends.sentence_transformers.SentenceTransformersEncoder"


def named_model(entry: Mapping[str, Any]) -> str:
    """Return the model named in the encoder's settings.

    Raises CannotTrain if it is not a SentenceTransformersEncoder.
    """
    if entry.get("BACKEND") != BACKEND:
        raise CannotTrain(
            f"--whole trains a model of {BACKEND}, and CATALOG_SEARCH['ENCODER'] names "
            f"{entry.get('BACKEND')}. Leave --whole out to train adapters behind it."
        )
    if entry["OPTIONS"].get("text_model"):
        raise CannotTrain(
            "--whole trains both towers of one model, and ENCODER's option text_model names "
            "another for texts. Leave --whole out to train adapters behind them."
        )
    return str(entry["OPTIONS"]["model"])


class WholeTrainee:
    """Trains a second copy of the running model; the running model does not change."""

    def __init__(self, examples: Examples, scale: float, order: Order) -> None:
        options = conf.settings().encoder["OPTIONS"]
        self.encoder = SentenceTransformersEncoder(**{**options, "device": "cpu"})
        self.model = self.encoder.loaded.float()
        self.order, self.examples = order, examples
        self.validation = examples.only(VALIDATION)
        self.before = self.measure()
        self.scale = float(np.clip(scale, 10, 100))
        rate = order.rate or RATE
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=rate, weight_decay=DECAY)

    def run_epoch(self, epoch: int) -> None:
        random = np.random.default_rng([self.order.seed, epoch])
        self.model.train()
        for photos, texts in self.batches(random):
            drawn = [self.picture(photo, random) for photo in photos]
            readable = [i for i, picture in enumerate(drawn) if picture is not None]
            pictures = [picture for picture in drawn if picture is not None]
            if len(readable) < 2:
                continue
            owners = self.examples.owners[photos[readable]]
            texts = texts[readable]
            product_texts = [self.examples.product_texts[owner] for owner in owners]
            fits = torch.tensor([[text in own for own in product_texts] for text in texts])
            photo_vectors = self.vectors(pictures)
            text_vectors = self.vectors([self.examples.texts[text] for text in texts])
            loss = contrast(self.scale * text_vectors @ photo_vectors.T, fits)
            self.optimizer.zero_grad()
            torch.autograd.backward(loss)
            self.optimizer.step()

    def batches(self, random: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield batches of photo numbers and text numbers, with each product once per epoch."""
        products = random.permutation(np.flatnonzero(self.examples.parts == TRAIN))
        for start in range(0, len(products), min(self.order.batch, BATCH)):
            drawn = products[start : start + min(self.order.batch, BATCH)]
            own = [np.flatnonzero(self.examples.owners == product) for product in drawn]
            photos = np.array([random.choice(numbers) for numbers in own])
            texts = np.array(
                [random.choice(self.examples.product_texts[product]) for product in drawn]
            )
            yield photos, texts

    def picture(self, number: int, random: np.random.Generator) -> Image | None:
        """Return the photo, distorted half the time; None if it has become unreadable."""
        photo = self.examples.photos[number]
        distort, view = random.random() < DISTORTED, int(random.integers(1, 2**31))
        image = reading.read(photo)
        if not isinstance(image, Image):
            return None
        return encoding.distorted(image, photo.key, view, self.order.seed) if distort else image

    def vectors(self, items: Sequence[Any]) -> Tensor:
        rows: Tensor = self.model(self.model.preprocess(list(items)))["sentence_embedding"]
        return normalize(rows, dim=1)

    def measure(self) -> dict[str, measures.Values]:
        encoded = encoding.encoded_now(self.validation, self.encoder, self.order)
        return measures.measure(self.validation, encoded, VALIDATION)

    def score(self) -> float:
        return verdict.guarded_gain(self.before, self.measure())

    def saved(self) -> bytes:
        file = io.BytesIO()
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save(state, file)
        return file.getvalue()

    def load(self, saved: bytes) -> None:
        state = torch.load(io.BytesIO(saved), weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])

    def write(self, folder: Path) -> None:
        self.model.save_pretrained(str(folder))


def load(folder: Path) -> SentenceTransformersEncoder:
    """Return the encoder for a written directory. Raises EncoderUnavailable."""
    encoder = SentenceTransformersEncoder(str(folder), device="cpu")
    encoder.encode_texts(["a product"])
    return encoder


def entry(out: Path) -> dict[str, Any]:
    """Return the value of CATALOG_SEARCH['ENCODER'] for the trained model."""
    options = {
        name: value
        for name, value in conf.settings().encoder.get("OPTIONS", {}).items()
        if name in ("device", "batch_size")
    }
    return {"BACKEND": BACKEND, "OPTIONS": {"model": str(out), **options}}
