"""Shop the look: a scene is taken apart into regions, and each shows the products it looks like."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from django.utils.translation import gettext as _
from PIL.Image import Image

from catalog_search import conf
from catalog_search.indexing import calibration
from catalog_search.models import Store
from catalog_search.photos import boxes
from catalog_search.photos.uploads import QueryPhoto
from catalog_search.retrieval.candidates import Candidate, Leg, gather_each
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.subqueries import bar_of_photo
from catalog_search.search import regions, scene
from catalog_search.search.regions import Region
from catalog_search.search.results import Result, results
from catalog_search.types import Box

PRODUCTS = 6
"""Shown for each region."""
LIKE_ENOUGH = 0.4
"""Share of what makes a photo's answer strong that a region's nearest product must reach."""
ASKED = 3
"""Nearest products that a region without a name is called by, if they agree."""
Candidates = tuple[Candidate, ...]


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
    shown = (results(candidates) for candidates in each_once([own for _, own in known], limit))
    pairs = zip((region for region, _ in known), shown, strict=True)
    return tuple(ScenePart(region, items) for region, items in pairs if items)


def recognised(store: Store, found: Sequence[Region]) -> list[tuple[Region, Candidates]]:
    """Return the regions that look enough like some product, with what they look like.

    A bare table's edge is near to something, too. One round trip. Raises IndexUnavailable.
    """
    measured = calibration.of_store(store, conf.get_encoder().model_id)
    asked = [(Leg(one.vector, "photo", measured.photo_photo), Filters()) for one in found]
    sets = gather_each(store, asked, bar_of_photo(store)) if asked else []
    enough = LIKE_ENOUGH * measured.strong_photo
    return [
        agreed(region, near)
        for region, near in zip(found, sets, strict=True)
        if near and near[0].score >= enough
    ]


def agreed(region: Region, near: Candidates) -> tuple[Region, Candidates]:
    """Return the region with products of its category, or of the one that the nearest lie in.

    Where they lie in none together it has no name, whatever words said, and shows all.
    """
    inside = within(region.category, near)
    if inside:
        return region, inside
    if told := shared_category(near[:ASKED]):
        return replace(region, category="", called=told), within(told, near)
    sorted_at_all = any(categories_of(one) for one in near)
    return replace(region, category="" if sorted_at_all else region.category), near


def within(category: str, near: Candidates) -> Candidates:
    return tuple(one for one in near if category in categories_of(one))


def categories_of(one: Candidate) -> list[str]:
    return cast(list[str], one.payload["category"])


def shared_category(nearest: Candidates) -> str:
    """Return the narrowest category that all of the nearest lie in; "" where there is none."""
    paths = Counter(path for one in nearest for path in categories_of(one))
    return max((path for path, count in paths.items() if count == ASKED), key=len, default="")


def each_once(sets: Sequence[Candidates], limit: int) -> list[Candidates]:
    """Return `limit` of each region's candidates; one of several stands where it fits best."""
    best: dict[int, tuple[float, int]] = {}
    for number, candidates in enumerate(sets):
        for one in candidates[: limit * 2]:
            best[one.product] = max(best.get(one.product, (-np.inf, 0)), (one.score, number))
    return [
        tuple(one for one in own if best.get(one.product, (0, -1))[1] == number)[:limit]
        for number, own in enumerate(sets)
    ]


@dataclass(frozen=True, slots=True)
class DetectedItem:
    """A part of the photo that shows goods of the store, and what they are called there."""

    box: Box
    label: str


def parts(store: Store, photo: QueryPhoto) -> tuple[DetectedItem, ...]:
    """Return the things on the photo, surest first; none where the whole photo is the one thing.

    Each looks like some product. Raises EncoderUnavailable, IndexUnavailable.
    """
    found = [one for one, _ in scene.recognised(store, regions.of_query_photo(store, photo))]
    shown = [one for one in found if one.box != boxes.WHOLE and boxes.shows_something(one.box)]
    return tuple(DetectedItem(one.box, one.label or _("Item")) for one in shown)
