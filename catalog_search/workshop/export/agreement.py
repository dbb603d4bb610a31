"""Compares an exported model's vectors and search results with those of the original model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from catalog_search.protocols import Encoder
from catalog_search.types import Vectors
from catalog_search.workshop.export.samples import Samples

NEAREST = 10
ROUNDS = 3
TIMED_PHOTOS = 32
"""Photos encoded per timed round."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors of the samples' photos, crops and titles."""

    photos: Vectors
    crops: Vectors
    titles: Vectors


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cosines with the original model's vectors, and shares in [0, 1] of successful searches."""

    photo_mean: float
    photo_worst: float
    title_mean: float
    title_worst: float
    same_nearest: float
    """Share of the ten photos nearest to each title that stay among its ten nearest."""
    title_finds_photo: float
    """Title finds its own photo, recall@10."""
    crop_finds_photo: float
    """Cropped photo finds the whole photo, recall@1."""


def encode(encoder: Encoder, samples: Samples) -> Encoded:
    """Return the encoder's vectors of the samples."""
    return Encoded(
        photos=encoder.encode_images(samples.photos),
        crops=encoder.encode_images(samples.crops),
        titles=encoder.encode_texts(samples.titles),
    )


def compare(model: Encoded, exported: Encoded, titles: Sequence[str]) -> Agreement:
    """Return how well the exported model's vectors agree with the original model's."""
    photos = (model.photos * exported.photos).sum(axis=1)
    texts = (model.titles * exported.titles).sum(axis=1)
    return Agreement(
        photo_mean=float(photos.mean()),
        photo_worst=float(photos.min()),
        title_mean=float(texts.mean()),
        title_worst=float(texts.min()),
        same_nearest=overlap(nearest(model), nearest(exported)),
        title_finds_photo=recall(exported.titles, exported.photos, titles, NEAREST),
        crop_finds_photo=recall(exported.crops, exported.photos, range(len(titles)), 1),
    )


def drop(model: Agreement, exported: Agreement) -> float:
    """Return the largest share of right answers that the export loses; 0 if it loses none."""
    pairs = [
        (model.title_finds_photo, exported.title_finds_photo),
        (model.crop_finds_photo, exported.crop_finds_photo),
    ]
    return max((before - after) / before if before else 0.0 for before, after in [*pairs, (1, 1)])


def recall(queries: Vectors, photos: Vectors, names: Sequence[object], depth: int) -> float:
    """Return the share of queries with a photo of their own name among the first `depth`."""
    scores = queries @ photos.T
    numbers = np.unique(np.array([str(name) for name in names]), return_inverse=True)[1]
    own = np.where(numbers[:, None] == numbers[None], scores, -2).max(axis=1)
    return float(((scores > own[:, None] + 1e-6).sum(axis=1) < depth).mean())


def nearest(encoded: Encoded) -> list[set[int]]:
    order = np.argsort(-(encoded.titles @ encoded.photos.T), axis=1)[:, :NEAREST]
    return [set(row) for row in order.tolist()]


def overlap(before: Sequence[set[int]], after: Sequence[set[int]]) -> float:
    shares = [len(old & new) / len(old) for old, new in zip(before, after, strict=True)]
    return sum(shares) / len(shares)


def speeds(encoders: Mapping[str, Encoder], samples: Samples) -> dict[str, float]:
    """Return photos per second, from decoded pixels: the median over rounds.

    The encoders take turns, so that other load on the machine slows all of them equally.
    """
    photos = (samples.photos * TIMED_PHOTOS)[:TIMED_PHOTOS]
    seconds: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(ROUNDS):
        for name, encoder in encoders.items():
            started = perf_counter()
            encoder.encode_images(photos)
            seconds[name].append(perf_counter() - started)
    return {name: len(photos) / float(np.median(times)) for name, times in seconds.items()}
