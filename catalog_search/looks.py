"""Shop the look: a scene is split into regions, and each shows the products it looks like."""

from dataclasses import dataclass

import numpy as np
from PIL.Image import Image

from catalog_search import calibration, conf, regions, zeroshot
from catalog_search.candidates import Leg, gather_each
from catalog_search.filters import Filters
from catalog_search.models import Store
from catalog_search.search import Result, results
from catalog_search.types import Box, Vectors

MOST_REGIONS = 6
OVERLAP = 0.35
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

    A product appears under the region it fits best only.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    boxes = regions.windows(*image.size)
    encoder = conf.get_encoder()
    vectors = encoder.encode_images([regions.crop(image, box) for box in boxes])
    labels, scores = label(store, vectors)
    order = [int(number) for number in np.argsort(-scores) if labels[number]]
    chosen = regions.apart(boxes, order, OVERLAP, MOST_REGIONS)
    if not chosen:
        return ()
    found = look_up(store, vectors[chosen], limit)
    return tuple(
        Region(boxes[number], labels[number], float(scores[number]), items)
        for number, items in zip(chosen, found, strict=True)
        if items
    )


def label(store: Store, vectors: Vectors) -> tuple[list[str], np.ndarray]:
    """Return each vector's likeliest category, "" where none is, and its probability [n]."""
    categories = list(store.categories.all())
    words = [category.prompt or category.leaf for category in categories]
    encoder = conf.get_encoder()
    chances = zeroshot.probabilities(
        vectors, zeroshot.label_vectors([*words, *OTHER]), encoder.logit_scale
    )
    best = chances.argmax(axis=1)
    names = [*(category.leaf for category in categories), *("" for _ in OTHER)]
    return [names[number] for number in best], chances.max(axis=1)


def look_up(store: Store, vectors: Vectors, limit: int) -> list[tuple[Result, ...]]:
    """Return the products for each vector, none of them twice."""
    spread = calibration.of_store(store, conf.get_encoder().model_id).photo_photo
    sets = gather_each(store, [Leg(vector, "photo", spread) for vector in vectors], Filters())
    best: dict[int, tuple[float, int]] = {}
    for number, candidates in enumerate(sets):
        for one in candidates[: limit * 2]:
            best[one.product] = max(best.get(one.product, (-np.inf, 0)), (one.score, number))
    return [
        results([one for one in candidates if best.get(one.product, (0, -1))[1] == number][:limit])
        for number, candidates in enumerate(sets)
    ]
