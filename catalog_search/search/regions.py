"""What things a photo shows: the detector's boxes, judged by the encoder, that lie apart.

The detector only says where something may be. Each box is cut out and encoded, and its vector is
compared with the words of the store's categories and with words for what is no product.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL.Image import Image

from catalog_search import conf
from catalog_search.models import Category, Store
from catalog_search.photos import boxes, uploads
from catalog_search.photos.uploads import QueryPhoto
from catalog_search.protocols import Detector
from catalog_search.text import labels as zeroshot
from catalog_search.types import Box, Vector, Vectors

MOST = 8
CROPS = 24
"""Boxes that are encoded; they are what a page waits for."""
MOST_OF_A_KIND = 2
OVERLAP = 0.35
SURE = 0.5
"""From this probability on a region has a name; below it is just an item."""
OTHER = ("a wall", "a floor", "the sky", "an empty room", "a blurred background", "a landscape")
"""What a part of a photo shows where no product is."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A part of a photo that shows goods."""

    box: Box
    category: str
    """Path of the store's category it shows; "" where that is not sure."""
    probability: float
    """Of its likeliest category, among the store's and what is no product; 0 without categories."""
    vector: Vector
    """Of what is inside the box: to search the index with."""
    called: str = ""
    """Path of the category that the products it looks like lie in, for want of a surer one."""

    @property
    def label(self) -> str:
        """The category's own name; "" where neither it nor its products tell one."""
        return Category(path=self.category or self.called).leaf


@dataclass(frozen=True, slots=True)
class Kind:
    """What a box shows most likely: a category's path, and its probability."""

    path: str
    probability: float


def find(store: Store, image: Image, most: int = MOST) -> tuple[Region, ...]:
    """Return at most `most` regions that show goods of the store, surest first.

    They overlap little. Where no box does, the whole photo may be the one region.
    Raises EncoderUnavailable and what the detector raises.
    """
    return among(list(store.categories.all()), image, conf.get_detector(), most)


def of_query_photo(store: Store, photo: QueryPhoto) -> tuple[Region, ...]:
    """Return find() of a shopper's photo, kept beside it: looked for once, however often asked."""
    made_by = repr((store.pk, conf.get_encoder().model_id, conf.settings().detector))
    name = f"regions.{hashlib.sha256(made_by.encode()).hexdigest()[:16]}"
    kept = uploads.beside(
        photo, name, lambda: [plain(region) for region in find(store, photo.image())]
    )
    return tuple(Region(**{**one, "box": Box(*one["box"])}) for one in kept)


def plain(region: Region) -> dict[str, Any]:
    """Return the region without classes of our own: a newer release reads what an older kept."""
    box = region.box
    return {
        "box": (box.left, box.top, box.right, box.bottom),
        "category": region.category,
        "probability": region.probability,
        "vector": region.vector,
    }


def among(
    categories: Sequence[Category], image: Image, detector: Detector, most: int = MOST
) -> tuple[Region, ...]:
    """Return the regions of goods of these categories, surest first; see find()."""
    proposed = list(detector.propose(image, CROPS))
    for candidates in (proposed, [boxes.WHOLE]):
        crops = [boxes.crop(image, box) for box in candidates]
        vectors = conf.get_encoder().encode_images(crops)
        kinds = kinds_of(vectors, categories)
        if chosen := choose(candidates, kinds, most):
            return tuple(region(candidates[i], kinds[i], vectors[i]) for i in chosen)
    return ()


def region(box: Box, kind: Kind | None, vector: Vector) -> Region:
    if kind is None:
        return Region(box, "", 0.0, vector)
    sure = kind.probability >= SURE
    return Region(box, kind.path if sure else "", kind.probability, vector)


def kinds_of(vectors: Vectors, categories: Sequence[Category]) -> dict[int, Kind | None]:
    """Return what each row shows, by its number, without those that show no product.

    A store without categories cannot tell: each row stays, as None.
    """
    if not categories:
        return dict.fromkeys(range(len(vectors)))
    kinds = zeroshot.shared_label_vectors([category.words for category in categories])
    labels = np.concatenate([kinds, zeroshot.label_vectors(OTHER)])
    chances = zeroshot.probabilities(vectors, labels, conf.get_encoder().logit_scale)
    return {
        row: Kind(categories[column].path, float(chances[row, column]))
        for row, column in enumerate(chances.argmax(axis=1))
        if column < len(categories)
    }


def choose(candidates: Sequence[Box], kinds: dict[int, Kind | None], most: int) -> list[int]:
    """Return the surest boxes that lie apart, not too many of one category."""
    order = sorted(kinds, key=lambda row: -one.probability if (one := kinds[row]) else 0.0)
    met: Counter[str] = Counter()
    chosen = []
    for row in boxes.apart(candidates, order, OVERLAP, len(order)):
        kind = kinds[row]
        met[kind.path if kind else ""] += 1
        if kind is None or met[kind.path] <= MOST_OF_A_KIND:
            chosen.append(row)
    return chosen[:most]
