"""Shop the look: a scene is taken apart into regions, and each shows the products it looks like."""

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

PRODUCTS = 6
"""Shown for each region."""
LIKE_ENOUGH = 0.4
"""Share of what makes a photo's answer strong that a region's nearest product must reach."""
ASKED = 3
"""Nearest products that a region without a name is called by, if they agree."""


@dataclass(frozen=True, slots=True)
class ScenePart:
    """A region of the scene and the products it looks like, the nearest first."""

    region: Region
    items: tuple[Result, ...]


def shop_the_look(store: Store, image: Image, limit: int = PRODUCTS) -> tuple[ScenePart, ...]:
    """Return the parts of the scene that show goods of the store, surest first.

    A part with a name shows products of that category only, where it looks like any, and a
    product stands only where it fits best. Raises EncoderUnavailable, IndexUnavailable.
    """
    return with_products(store, regions.find(store, image), limit)


def of_query_photo(store: Store, photo: QueryPhoto) -> tuple[ScenePart, ...]:
    """Return the parts of a shopper's photo; its regions are looked for once. Raises the same."""
    return with_products(store, regions.of_query_photo(store, photo), PRODUCTS)


def with_products(store: Store, found: Sequence[Region], limit: int) -> tuple[ScenePart, ...]:
    """Return the regions that products of the store look like, each with `limit` at most."""
    known = recognised(store, found)
    shown = [results_of(near) for near in each_once([near for _, near in known], limit)]
    pairs = zip((region for region, _ in known), shown, strict=True)
    return tuple(ScenePart(region, items) for region, items in pairs if items)


def recognised(store: Store, found: Sequence[Region]) -> list[tuple[Region, Candidates]]:
    """Return the regions that look enough like some product, with what they look like.

    A bare table's edge is near to something, too. One round trip. Raises IndexUnavailable.
    """
    queries = [(photo_subquery(store, region.vector), Filters()) for region in found]
    sets = gather_each(store, queries, photo_cutoff(store)) if queries else []
    enough = LIKE_ENOUGH * calibration_of(store).strong_photo
    return [
        agreed(region, near)
        for region, near in zip(found, sets, strict=True)
        if len(near) and near.scores[0] >= enough
    ]


def agreed(region: Region, near: Candidates) -> tuple[Region, Candidates]:
    """Return the region with products of its category, or of the one that the nearest share.

    If they share none, the region has no name, whatever words said, and shows all.
    """
    paths = categories_of(near)
    inside = within(region.category, near, paths)
    if len(inside):
        return region, inside
    if shared := shared_category(paths[:ASKED]):
        return replace(region, category="", called=shared), within(shared, near, paths)
    return replace(region, category="" if any(paths) else region.category), near


def within(category: str, near: Candidates, paths: Sequence[Sequence[str]]) -> Candidates:
    rows = [row for row, own in enumerate(paths) if category in own]
    return near.take(np.array(rows, np.intp))


def categories_of(near: Candidates) -> list[list[str]]:
    """Return for each candidate the paths of all categories that it lies in."""
    return [list(paths) if isinstance(paths, list) else [] for paths in near.column("category")]


def shared_category(nearest: Sequence[Sequence[str]]) -> str:
    """Return the narrowest category that all of the nearest lie in; "" where there is none."""
    counts = Counter(path for own in nearest for path in own)
    return max((path for path, count in counts.items() if count == ASKED), key=len, default="")


def each_once(sets: Sequence[Candidates], limit: int) -> list[Candidates]:
    """Return `limit` of each region's candidates; one of several stands where it fits best."""
    best: dict[int, tuple[float, int]] = {}
    for number, candidates in enumerate(sets):
        first = candidates.take(slice(limit * 2))
        for product, score in zip(first.products.tolist(), first.scores.tolist(), strict=True):
            best[product] = max(best.get(product, (-np.inf, 0)), (score, number))
    return [only_here(own, number, best).take(slice(limit)) for number, own in enumerate(sets)]


def only_here(
    candidates: Candidates, number: int, best: Mapping[int, tuple[float, int]]
) -> Candidates:
    products = candidates.products.tolist()
    rows = [row for row, product in enumerate(products) if best.get(product, (0, -1))[1] == number]
    return candidates.take(np.array(rows, np.intp))


@dataclass(frozen=True, slots=True)
class DetectedItem:
    """A part of the photo that shows goods of the store, and what they are called there."""

    box: Box
    label: str


def detected_items(store: Store, photo: QueryPhoto) -> tuple[DetectedItem, ...]:
    """Return the things on the photo, surest first; none where the whole photo is the one thing.

    Each looks like some product. Raises EncoderUnavailable, IndexUnavailable.
    """
    found = [one for one, _ in recognised(store, regions.of_query_photo(store, photo))]
    shown = [one for one in found if one.box != boxes.WHOLE and boxes.shows_something(one.box)]
    return tuple(DetectedItem(one.box, one.label or _("Item")) for one in shown)
