"""Shop the look: a scene is split into regions, and each shows the products it looks like."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from catalog_search import calibration, conf, regions, zeroshot
from catalog_search.candidates import Leg, gather_each
from catalog_search.filters import Filters
from catalog_search.models import Category, Store
from catalog_search.search import Result, results
from catalog_search.types import Box, Vectors

MOST_REGIONS = 6
MOST_OF_A_KIND = 2
OVERLAP = 0.35
Scores = NDArray[np.float64]
OTHER = ("a wall", "a floor", "the sky", "an empty room", "a blurred background", "a landscape")
"""What a part of a scene shows where no product is."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the scene, the category it shows and the products it looks like."""

    box: Box
    label: str
    score: float
    """Probability of the category among the store's and some that are no product."""
    items: tuple[Result, ...]


def shop_the_look(store: Store, image: Image, limit: int = 6) -> tuple[Region, ...]:
    """Return the regions of the scene that show goods of the store, surest first.

    Each region shows products of its own category, and a product only where it fits best.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    boxes = regions.windows(*image.size)
    vectors = conf.get_encoder().encode_images([regions.crop(image, box) for box in boxes])
    labels, scores = label(store, vectors)
    chosen = choose(boxes, labels, scores)
    found = look_up(store, vectors[chosen], [labels[number] for number in chosen], limit)
    return tuple(
        Region(boxes[number], labels[number].leaf, float(scores[number]), items)
        for number, items in zip(chosen, found, strict=True)
        if items
    )


def label(store: Store, vectors: Vectors) -> tuple[dict[int, Category], Scores]:
    """Return the likeliest category by row, of rows that show one, and its probability [n]."""
    categories = list(store.categories.all())
    words = [category.words for category in categories]
    chances = zeroshot.probabilities(
        vectors, zeroshot.label_vectors([*words, *OTHER]), conf.get_encoder().logit_scale
    )
    best = enumerate(chances.argmax(axis=1))
    labels = {row: categories[column] for row, column in best if column < len(categories)}
    return labels, chances.max(axis=1)


def choose(boxes: Sequence[Box], labels: Mapping[int, Category], scores: Scores) -> list[int]:
    """Return the surest boxes that lie apart, not too many of one category."""
    order = [int(row) for row in np.argsort(-scores) if row in labels]
    kinds: Counter[int] = Counter()
    chosen = []
    for row in regions.apart(boxes, order, OVERLAP, len(order)):
        kinds[labels[row].pk] += 1
        if kinds[labels[row].pk] <= MOST_OF_A_KIND:
            chosen.append(row)
    return chosen[:MOST_REGIONS]


def look_up(
    store: Store, vectors: Vectors, labels: Sequence[Category], limit: int
) -> list[tuple[Result, ...]]:
    """Return the products of its category for each vector, none of them twice."""
    spread = calibration.of_store(store, conf.get_encoder().model_id).photo_photo
    asked = [
        (Leg(vector, "photo", spread), Filters(category=(category.path,)))
        for vector, category in zip(vectors, labels, strict=True)
    ]
    sets = gather_each(store, asked)
    best: dict[int, tuple[float, int]] = {}
    for number, candidates in enumerate(sets):
        for one in candidates[: limit * 2]:
            best[one.product] = max(best.get(one.product, (-np.inf, 0)), (one.score, number))
    return [
        results([one for one in candidates if best.get(one.product, (0, -1))[1] == number][:limit])
        for number, candidates in enumerate(sets)
    ]
