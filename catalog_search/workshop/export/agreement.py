"""How far an exported model's vectors and answers are from those of the model itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from catalog_search.protocols import Encoder
from catalog_search.types import Vectors
from catalog_search.workshop.export.samples import Samples

NEAREST = 10
ROUNDS = 3
TIMED = 32
"""Photos encoded per round when the time is taken."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors of the samples' photos, of their middles, and of their titles."""

    photos: Vectors
    crops: Vectors
    titles: Vectors


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cosines with the model's own vectors, and shares in [0, 1] of searches answered."""

    photo_mean: float
    photo_worst: float
    title_mean: float
    title_worst: float
    same_nearest: float
    """Share of the model's ten photos nearest to each title that are still among the ten."""
    title_finds_photo: float
    """Own title -> photo, recall@10."""
    crop_finds_photo: float
    """Middle of a photo -> the photo, recall@1."""


def encode(encoder: Encoder, samples: Samples) -> Encoded:
    """Return the samples as the encoder sees them."""
    return Encoded(
        photos=encoder.encode_images(samples.photos),
        crops=encoder.encode_images(samples.crops),
        titles=encoder.encode_texts(samples.titles),
    )


def compare(model: Encoded, exported: Encoded, titles: Sequence[str]) -> Agreement:
    """Return how the exported model's vectors agree with the model's own."""
    photos = (model.photos * exported.photos).sum(axis=1)
    texts = (model.titles * exported.titles).sum(axis=1)
    return Agreement(
        photo_mean=float(photos.mean()),
        photo_worst=float(photos.min()),
        title_mean=float(texts.mean()),
        title_worst=float(texts.min()),
        same_nearest=kept(nearest(model), nearest(exported)),
        title_finds_photo=found(exported.titles, exported.photos, titles, NEAREST),
        crop_finds_photo=found(exported.crops, exported.photos, range(len(titles)), 1),
    )


def drop(model: Agreement, exported: Agreement) -> float:
    """Return the largest share of right answers that was lost; 0 where none was."""
    pairs = [
        (model.title_finds_photo, exported.title_finds_photo),
        (model.crop_finds_photo, exported.crop_finds_photo),
    ]
    return max((before - after) / before if before else 0.0 for before, after in [*pairs, (1, 1)])


def found(queries: Vectors, photos: Vectors, names: Sequence[object], within: int) -> float:
    """Return the share of queries whose own photo, or a namesake's, is among the best `within`."""
    scores = queries @ photos.T
    numbers = np.unique(np.array([str(name) for name in names]), return_inverse=True)[1]
    own = np.where(numbers[:, None] == numbers[None], scores, -2).max(axis=1)
    return float(((scores > own[:, None] + 1e-6).sum(axis=1) < within).mean())


def nearest(encoded: Encoded) -> list[set[int]]:
    order = np.argsort(-(encoded.titles @ encoded.photos.T), axis=1)[:, :NEAREST]
    return [set(row) for row in order.tolist()]


def kept(before: Sequence[set[int]], after: Sequence[set[int]]) -> float:
    shares = [len(old & new) / len(old) for old, new in zip(before, after, strict=True)]
    return sum(shares) / len(shares)


def speeds(encoders: Mapping[str, Encoder], samples: Samples) -> dict[str, float]:
    """Return photos a second of each, from decoded pixels: the median of rounds taken in turn.

    In turn, because what else the machine does then slows all of them alike.
    """
    photos = (samples.photos * TIMED)[:TIMED]
    seconds: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(ROUNDS):
        for name, encoder in encoders.items():
            started = perf_counter()
            encoder.encode_images(photos)
            seconds[name].append(perf_counter() - started)
    return {name: len(photos) / float(np.median(took)) for name, took in seconds.items()}
