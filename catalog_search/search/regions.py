"""The regions of a photo that show products: boxes of the detector, classified by the encoder.

The detector only proposes boxes. Each box is cut out and encoded, and its vector is compared with
the names of the store's categories and with labels for things that are not products.
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
from catalog_search.text import labels as zero_shot
from catalog_search.types import Box, Vector, Vectors

MAX_REGIONS = 8
MAX_PROPOSED = 60
"""Boxes to ask the detector for."""
MAX_CROPS = 20
"""Boxes to encode. Encoding them takes most of a page's time."""
MAX_PER_CATEGORY = 2
MAX_OVERLAP = 0.35
CERTAIN = 0.5
"""Probability from which a region is named after its category."""
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
    """Path of the store's category that it shows, "" if that is uncertain."""
    probability: float
    """Of its most likely category among all and NO_PRODUCT_LABELS; 0 without categories."""
    vector: Vector
    """The vector of the picture inside the box."""
    products_category: str = ""
    """Path of the category that the most similar products share, if `category` is uncertain."""

    @property
    def label(self) -> str:
        """The name of the region's category, else of its products' category, else ""."""
        return Category(path=self.category or self.products_category).leaf


@dataclass(frozen=True, slots=True)
class CategoryMatch:
    """The most likely category of a picture, by its path, and the probability."""

    path: str
    probability: float


def find(store: Store, image: Image, max_regions: int = MAX_REGIONS) -> tuple[Region, ...]:
    """Return the regions that show products of the store's categories, the most likely first.

    They overlap little. If no box shows a product, the whole photo may be the only region.
    Raises EncoderUnavailable and the detector's errors.
    """
    return detect(list(store.categories.all()), image, conf.get_detector(), max_regions)


def of_query_photo(store: Store, photo: QueryPhoto) -> tuple[Region, ...]:
    """Return find() for a shopper's photo. The result is cached with the photo."""
    source = repr((store.pk, conf.get_encoder().model_id, conf.settings().detector))
    name = f"regions.{hashlib.sha256(source.encode()).hexdigest()[:16]}"
    rows = uploads.beside(
        photo, name, lambda: [to_plain(region) for region in find(store, photo.image())]
    )
    return tuple(Region(**{**row, "box": Box(*row["box"])}) for row in rows)


def to_plain(region: Region) -> dict[str, Any]:
    """Return the region as plain data for the cache, which another release can read."""
    box = region.box
    return {
        "box": (box.left, box.top, box.right, box.bottom),
        "category": region.category,
        "probability": region.probability,
        "vector": region.vector,
    }


def detect(
    categories: Sequence[Category],
    image: Image,
    detector: Detector,
    max_regions: int = MAX_REGIONS,
) -> tuple[Region, ...]:
    """Return the regions that show products of these categories; see find()."""
    for candidates in (proposals(image, detector), [boxes.WHOLE]):
        crops = [boxes.crop(image, box) for box in candidates]
        vectors = conf.get_encoder().encode_images(crops)
        matches = likely_categories(vectors, categories)
        if rows := best_rows(candidates, matches, max_regions):
            return tuple(region_of(candidates[row], matches[row], vectors[row]) for row in rows)
    return ()


def proposals(image: Image, detector: Detector) -> list[Box]:
    """Return up to MAX_CROPS likely boxes: first those that overlap little, then those in them.

    Of boxes that overlap one region is shown at most, so encoding them all is of little use. They
    are encoded where there is room, because a box around several things hides each of them.
    """
    proposed = list(filter(boxes.shows_something, detector.propose(image, MAX_PROPOSED)))
    rest, chosen = list(range(len(proposed))), list[int]()
    while rest and len(chosen) < MAX_CROPS:
        layer = boxes.apart(proposed, rest, MAX_OVERLAP, MAX_CROPS - len(chosen))
        chosen += layer
        rest = [row for row in rest if row not in layer]
    return [proposed[row] for row in chosen]


def region_of(box: Box, match: CategoryMatch | None, vector: Vector) -> Region:
    if match is None:
        return Region(box, "", 0.0, vector)
    certain = match.probability >= CERTAIN
    return Region(box, match.path if certain else "", match.probability, vector)


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


def best_rows(
    candidates: Sequence[Box], matches: dict[int, CategoryMatch | None], max_regions: int
) -> list[int]:
    """Return the rows of the most likely boxes, with little overlap and varied categories."""
    order = sorted(matches, key=lambda row: -match.probability if (match := matches[row]) else 0.0)
    counts: Counter[str] = Counter()
    chosen = []
    for row in boxes.apart(candidates, order, MAX_OVERLAP, len(order)):
        match = matches[row]
        counts[match.path if match else ""] += 1
        if match is None or counts[match.path] <= MAX_PER_CATEGORY:
            chosen.append(row)
    return chosen[:max_regions]
