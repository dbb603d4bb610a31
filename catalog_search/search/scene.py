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
from catalog_search.retrieval.fusion import Candidates, concatenate
from catalog_search.retrieval.subqueries import calibration_of, photo_cutoff, photo_subquery
from catalog_search.search import regions
from catalog_search.search.regions import Region
from catalog_search.search.results import Result, results_of
from catalog_search.types import Box

PRODUCTS = 6
"""Number of products shown for each region."""
NEAREST = 48
"""Photos that a region is compared with. A cutoff needs twelve products, which may have several."""
ENOUGH = 2 * PRODUCTS
"""Products of a region's category, so that some are left when another region has the rest."""
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
    if not similar:
        return ()
    distinct = without_repeats([candidates for _, candidates in similar], limit)
    results = {result.product.pk: result for result in results_of(store, concatenate(distinct))}
    parts = [
        ScenePart(region, tuple(results[key] for key in of_one if key in results))
        for (region, _), of_one in zip(
            similar, (each.products.tolist() for each in distinct), strict=True
        )
    ]
    return tuple(part for part in parts if part.items)


def with_similar(store: Store, detected: Sequence[Region]) -> list[tuple[Region, Candidates]]:
    """Return the regions that look enough like a product, with the products they look like.

    Even the edge of an empty table is near some product, so nearness alone is not enough. Takes
    one round trip to the index, or two. Raises IndexUnavailable.
    """
    min_score = LIKE_ENOUGH * calibration_of(store).strong_photo
    alike = [
        (region, candidates)
        for region, candidates in zip(
            detected, nearest(store, [(region, "") for region in detected]), strict=True
        )
        if len(candidates) and candidates.scores[0] >= min_score
    ]
    return [in_one_category(*each) for each in with_more_of_category(store, alike)]


def nearest(store: Store, queries: Sequence[tuple[Region, str]]) -> list[Candidates]:
    """Return the candidates nearest to each region, of the category with this path unless ""."""
    if not queries:
        return []
    subqueries = [
        (photo_subquery(store, region.vector), Filters(category=(path,) if path else ()))
        for region, path in queries
    ]
    return gather_each(store, subqueries, photo_cutoff(store), NEAREST)


def with_more_of_category(
    store: Store, alike: Sequence[tuple[Region, Candidates]]
) -> list[tuple[Region, Candidates]]:
    """Return the regions with further candidates of their category, if the nearest have few.

    The cutoff stays that of the nearest.
    """
    wanted = {
        row: path
        for row, (region, candidates) in enumerate(alike)
        if (path := region.category or nearest_category(candidates))
        and len(of_category(path, candidates)) < ENOUGH
    }
    further = nearest(store, [(alike[row][0], path) for row, path in wanted.items()])
    rule, enlarged = photo_cutoff(store), list(alike)
    for row, more in zip(wanted, further, strict=True):
        region, candidates = alike[row]
        new = (more.scores >= rule.cutoff(candidates.scores)) & ~np.isin(
            more.products, candidates.products
        )
        enlarged[row] = region, concatenate([candidates, more.take(np.flatnonzero(new))])
    return enlarged


def in_one_category(region: Region, candidates: Candidates) -> tuple[Region, Candidates]:
    """Return the region with the candidates of its category.

    If there are none, return it with the category that the nearest candidates share and the
    candidates of that category. If they share none, the region loses its category and keeps all
    candidates.
    """
    inside = of_category(region.category, candidates)
    if len(inside):
        return region, inside
    if shared := nearest_category(candidates):
        renamed = replace(region, category="", products_category=shared)
        return renamed, of_category(shared, candidates)
    known = any(candidates.cells("category"))
    return replace(region, category="" if known else region.category), candidates


def of_category(category: str, candidates: Candidates) -> Candidates:
    """Return the candidates of the category with this path or of categories in it."""
    cells = candidates.cells("category")
    rows = [row for row, paths in enumerate(cells) if category in paths]
    return candidates.take(np.array(rows, np.intp))


def nearest_category(candidates: Candidates) -> str:
    """Return the narrowest category that the nearest products share, "" if there is none."""
    paths = candidates.take(slice(NAMING_PRODUCTS)).cells("category")
    counts = Counter(path for of_one in paths for path in of_one)
    shared = (path for path, count in counts.items() if count == NAMING_PRODUCTS)
    return max(shared, key=len, default="")


def without_repeats(sets: Sequence[Candidates], limit: int) -> list[Candidates]:
    """Return up to `limit` candidates of each set, each product only where its score is best."""
    best: dict[int, tuple[float, int]] = {}
    for number, candidates in enumerate(sets):
        first = candidates.take(slice(2 * limit))
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
