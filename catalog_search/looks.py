"""Shop the look: a scene is taken apart into regions, and each shows the products it looks like."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL.Image import Image

from catalog_search import calibration, conf, regions
from catalog_search.candidates import Candidate, Leg, gather_each
from catalog_search.filters import Filters
from catalog_search.legs import bar_of_photo
from catalog_search.models import Store
from catalog_search.query_photos import QueryPhoto
from catalog_search.regions import Region
from catalog_search.search import Result, results

PRODUCTS = 6
"""Shown for each region."""


@dataclass(frozen=True, slots=True)
class Part:
    """A region of the scene and the products it looks like, the nearest first."""

    region: Region
    items: tuple[Result, ...]


def shop_the_look(store: Store, image: Image, limit: int = PRODUCTS) -> tuple[Part, ...]:
    """Return the parts of the scene that show goods of the store, surest first.

    A part with a name shows products of that category only, and a product stands only where it
    fits best. Raises EncoderUnavailable, IndexUnavailable.
    """
    return with_products(store, regions.find(store, image), limit)


def of_query_photo(store: Store, photo: QueryPhoto) -> tuple[Part, ...]:
    """Return the parts of a shopper's photo; its regions are looked for once. Raises the same."""
    return with_products(store, regions.of_query_photo(store, photo), PRODUCTS)


def with_products(store: Store, found: Sequence[Region], limit: int) -> tuple[Part, ...]:
    """Return the regions that products of the store look like, each with `limit` at most."""
    found = worth_showing(store, found)
    if not found:
        return ()
    shown = (results(candidates) for candidates in look_up(store, found, limit))
    return tuple(Part(*pair) for pair in zip(found, shown, strict=True) if pair[1])


def worth_showing(store: Store, found: Sequence[Region]) -> list[Region]:
    """Return the regions with a name, and those without that surely look like some product.

    A bare table's edge is near to something, too. Raises IndexUnavailable.
    """
    measured = calibration.of_store(store, conf.get_encoder().model_id)
    unnamed = [one for one in found if not one.category]
    asked = [(Leg(one.vector, "photo", measured.photo_photo), Filters()) for one in unnamed]
    best = [candidates[:1] for candidates in gather_each(store, asked)] if asked else []
    sure = {
        id(region)
        for region, first in zip(unnamed, best, strict=True)
        if first and first[0].score >= measured.strong_photo
    }
    return [one for one in found if one.category or id(one) in sure]


def look_up(store: Store, found: Sequence[Region], limit: int) -> list[list[Candidate]]:
    """Return the candidates of each region, in one round trip, none of them twice."""
    spread = calibration.of_store(store, conf.get_encoder().model_id).photo_photo
    asked = [
        (
            Leg(one.vector, "photo", spread),
            Filters(category=(one.category,) if one.category else ()),
        )
        for one in found
    ]
    sets = gather_each(store, asked, bar_of_photo(store))
    best: dict[int, tuple[float, int]] = {}
    for number, candidates in enumerate(sets):
        for one in candidates[: limit * 2]:
            best[one.product] = max(best.get(one.product, (-np.inf, 0)), (one.score, number))
    return [
        [one for one in candidates if best.get(one.product, (0, -1))[1] == number][:limit]
        for number, candidates in enumerate(sets)
    ]
