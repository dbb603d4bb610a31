"""The regions of a photo that show products: boxes of the detector, classified by the encoder.

The detector only proposes boxes. Each box is cut out and encoded, and its vector is compared with
the names of the store's categories and with labels for things that are not products.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL.Image import Image

from catalog_search import conf
from catalog_search.models import Category, Store
from catalog_search.photos import boxes
from catalog_search.photos.shoppers import uploads
from catalog_search.photos.shoppers.uploads import QueryPhoto
from catalog_search.protocols import Detector
from catalog_search.text import labels as zero_shot
from catalog_search.types import Box, Vector, Vectors

MAX_PROPOSED = 60
"""Boxes to ask the detector for."""
MAX_CROPS = 20
"""Boxes to encode. Encoding them takes most of a page's time."""
MAX_OVERLAP = 0.35
CERTAIN = 0.5
"""Probability from which what a camera shows is named after its category."""
LIKELY = 0.3
"""Probability from which a region's category counts, if its nearest products are of it as well."""
NO_PRODUCT_LABELS = (
    "a wall",
    "a floor",
    "the sky",
    "an empty room",
    "a blurred background",
    "a landscape",
)
"""Labels for parts of a photo that show no product."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A part of a photo that shows a product."""

    box: Box
    category: str
    """Path of the store's category that it shows, "" if that is unlikely."""
    probability: float
    """Of its most likely category among all and NO_PRODUCT_LABELS; 0 without categories."""
    vector: Vector
    """The vector of the picture inside the box."""
    is_sure: bool = False
    """Whether its nearest products bear `category` out, so that a shopper may be told it."""

    @property
    def label(self) -> str:
        """The name of the region's category, "" if it has none."""
        return Category(path=self.category).leaf


@dataclass(frozen=True, slots=True)
class CategoryMatch:
    """The most likely category of a picture, by its path, and the probability."""

    path: str
    probability: float


def find(store: Store, image: Image) -> tuple[Region, ...]:
    """Return the boxes that may show products of the store's categories, in the detector's order.

    If no box shows a product, the whole photo may be the only region.
    Raises EncoderUnavailable and the detector's errors.
    """
    return detect(list(store.categories.all()), image, conf.get_detector())


def of_query_photo(store: Store, photo: QueryPhoto) -> tuple[Region, ...]:
    """Return find() for a shopper's photo. The result is cached with the photo."""
    name = f"regions.{digest_of_source(store)}"
    rows = uploads.beside(
        photo, name, lambda: [to_plain(region) for region in find(store, photo.image())]
    )
    return tuple(Region(**{**row, "box": Box(*row["box"])}) for row in rows)


def digest_of_source(store: Store, *more: object) -> str:
    """Return what changes with the store, the model, the detector and `more`, for cached names."""
    source = repr((store.pk, conf.get_encoder().model_id, conf.settings().detector, *more))
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def to_plain(region: Region) -> dict[str, Any]:
    """Return the region as plain data for the cache, which another release can read."""
    box = region.box
    return {
        "box": (box.left, box.top, box.right, box.bottom),
        "category": region.category,
        "probability": region.probability,
        "vector": region.vector,
    }


def detect(categories: Sequence[Category], image: Image, detector: Detector) -> tuple[Region, ...]:
    """Return the boxes that may show products of these categories; see find()."""
    for candidates in (proposals(image, detector), [boxes.WHOLE]):
        crops = [boxes.crop(image, box) for box in candidates]
        vectors = conf.get_encoder().encode_images(crops)
        matches = likely_categories(vectors, categories)
        if matches:
            return tuple(region_of(candidates[row], matches[row], vectors[row]) for row in matches)
    return ()


def proposals(image: Image, detector: Detector) -> list[Box]:
    """Return up to MAX_CROPS likely boxes: first those that overlap little, then those in them.

    Of boxes that overlap one region is shown at most, so encoding them all is of little use. They
    are encoded where there is room, because a box around several things hides each of them.
    """
    proposed = list(filter(boxes.shows_something, detector.propose(image, MAX_PROPOSED)))
    return boxes.in_layers(proposed, MAX_OVERLAP, MAX_CROPS)


def region_of(box: Box, match: CategoryMatch | None, vector: Vector) -> Region:
    if match is None:
        return Region(box, "", 0.0, vector)
    likely = match.probability >= LIKELY
    return Region(box, match.path if likely else "", match.probability, vector)


def likely_categories(
    vectors: Vectors, categories: Sequence[Category]
) -> dict[int, CategoryMatch | None]:
    """Return the most likely category of each vector [n, d] by row, without non-products.

    Without categories, non-products cannot be recognised: every row is returned with None.
    """
    if not categories:
        return dict.fromkeys(range(len(vectors)))
    category_vectors = zero_shot.shared_label_vectors([category.words for category in categories])
    labels = np.concatenate([category_vectors, zero_shot.label_vectors(NO_PRODUCT_LABELS)])
    probabilities = zero_shot.probabilities(vectors, labels, conf.get_encoder().logit_scale)
    return {
        row: CategoryMatch(categories[column].path, float(probabilities[row, column]))
        for row, column in enumerate(probabilities.argmax(axis=1))
        if column < len(categories)
    }
