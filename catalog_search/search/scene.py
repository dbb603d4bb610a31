"""Shop the look: the regions of a scene, each with the products that it looks like."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _
from PIL.Image import Image

from catalog_search.models import Store
from catalog_search.photos import boxes
from catalog_search.photos.uploads import QueryPhoto
from catalog_search.retrieval.candidates import gather_each
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.subqueries import calibration_of, photo_cutoff, photo_subquery
from catalog_search.search import regions
from catalog_search.search.regions import Region
from catalog_search.search.results import Result, results_of
from catalog_search.types import Box

NEAREST = 1000
PRODUCTS = 6
"""Number of products shown for each region."""
LIKE_ENOUGH = 0.4
"""Share of the strong score of a photo search that a region's nearest product must reach."""
NAMING_PRODUCTS = 3
"""Nearest products that must share a category for a region to be named after it."""


@dataclass(frozen=True, slots=True)
class ScenePart:
    """A region of the scene and similar products, the most similar first."""

    region: Region
    items: tuple[Result, ...]


def shop_the_look(store: Store, image: Image, limit: int = PRODUCTS) -> tuple[ScenePart, ...]:
    """Return the parts of the scene that show products of the store, the most likely first.

    Each has up to `limit` products. A part with a category shows only products of that category,
    if it looks like any of them. A product is shown only for the part that it fits best.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    return with_products(store, regions.find(store, image), limit)


def of_query_photo(store: Store, photo: QueryPhoto) -> tuple[ScenePart, ...]:
    """Return shop_the_look() for a shopper's photo. Its regions are cached with the photo."""
    return with_products(store, regions.of_query_photo(store, photo), PRODUCTS)


def with_products(store: Store, detected: Sequence[Region], limit: int) -> tuple[ScenePart, ...]:
    """Return the regions that look like products of the store, each with up to `limit` of them.

    Raises IndexUnavailable.
    """
    similar = with_similar(store, detected)
    distinct = without_repeats([candidates for _, candidates in similar], limit)
    parts = [
        ScenePart(region, results_of(candidates))
        for (region, _), candidates in zip(similar, distinct, strict=True)
    ]
    return tuple(part for part in parts if part.items)


def with_similar(store: Store, detected: Sequence[Region]) -> list[tuple[Region, Candidates]]:
    """Return the regions that look enough like a product, with the products they look like.

    Even the edge of an empty table is near some product, so nearness alone is not enough. Takes
    one round trip to the index. Raises IndexUnavailable.
    """
    queries = [(photo_subquery(store, region.vector), Filters()) for region in detected]
    sets = gather_each(store, queries, photo_cutoff(store), NEAREST) if queries else []
    min_score = LIKE_ENOUGH * calibration_of(store).strong_photo
    return [
        in_one_category(region, candidates)
        for region, candidates in zip(detected, sets, strict=True)
        if len(candidates) and candidates.scores[0] >= min_score
    ]


def in_one_category(region: Region, candidates: Candidates) -> tuple[Region, Candidates]:
    """Return the region with the candidates of its category.

    If there are none, return it with the category that the nearest candidates share and the
    candidates of that category. If they share none, the region loses its category and keeps all
    candidates.
    """
    paths = category_paths(candidates)
    inside = of_category(region.category, candidates, paths)
    if len(inside):
        return region, inside
    if shared := shared_category(paths[:NAMING_PRODUCTS]):
        renamed = replace(region, category="", products_category=shared)
        return renamed, of_category(shared, candidates, paths)
    return replace(region, category="" if any(paths) else region.category), candidates


def of_category(
    category: str, candidates: Candidates, paths: Sequence[Sequence[str]]
) -> Candidates:
    rows = [row for row, of_row in enumerate(paths) if category in of_row]
    return candidates.take(np.array(rows, np.intp))


def category_paths(candidates: Candidates) -> list[list[str]]:
    """Return for each candidate the paths of its category and of the categories above."""
    return candidates.cells("category")


def shared_category(nearest: Sequence[Sequence[str]]) -> str:
    """Return the narrowest category that NAMING_PRODUCTS products share, "" if there is none."""
    counts = Counter(path for paths in nearest for path in paths)
    shared = (path for path, count in counts.items() if count == NAMING_PRODUCTS)
    return max(shared, key=len, default="")


def without_repeats(sets: Sequence[Candidates], limit: int) -> list[Candidates]:
    """Return up to `limit` candidates of each set, each product only where its score is best."""
    best: dict[int, tuple[float, int]] = {}
    for number, candidates in enumerate(sets):
        first = candidates.take(slice(limit * 2))
        for product, score in zip(first.products.tolist(), first.scores.tolist(), strict=True):
            best[product] = max(best.get(product, (-np.inf, 0)), (score, number))
    return [best_here(each, number, best).take(slice(limit)) for number, each in enumerate(sets)]


def best_here(
    candidates: Candidates, number: int, best: Mapping[int, tuple[float, int]]
) -> Candidates:
    """Return the candidates whose best score is in set `number`."""
    products = candidates.products.tolist()
    rows = [row for row, product in enumerate(products) if best.get(product, (0, -1))[1] == number]
    return candidates.take(np.array(rows, np.intp))


@dataclass(frozen=True, slots=True)
class DetectedItem:
    """A part of a photo that shows a product, and the name of its category."""

    box: Box
    label: str


def detected_items(store: Store, photo: QueryPhoto) -> tuple[DetectedItem, ...]:
    """Return the parts of the photo that look like products of the store, the most likely first.

    The whole photo is not a part. Raises EncoderUnavailable, IndexUnavailable.
    """
    similar = with_similar(store, regions.of_query_photo(store, photo))
    parts = [
        region
        for region, _candidates in similar
        if region.box != boxes.WHOLE and boxes.shows_something(region.box)
    ]
    return tuple(DetectedItem(region.box, region.label or _("Item")) for region in parts)
