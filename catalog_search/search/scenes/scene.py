"""Shop the look: the regions of a scene, each with the products that it looks like."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL.Image import Image

from catalog_search.models import Store
from catalog_search.photos import boxes
from catalog_search.photos.shoppers import ground, uploads
from catalog_search.photos.shoppers.uploads import QueryPhoto
from catalog_search.retrieval.candidates import gather_each
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates, concatenate
from catalog_search.retrieval.subqueries import calibration_of, photo_cutoff, photo_subquery
from catalog_search.search.results import Result, results_of
from catalog_search.search.scenes import regions
from catalog_search.search.scenes.regions import Region
from catalog_search.search.scenes.scene_shelves import (
    Similar,
    nearest_regions,
    of_category,
    shelves_of,
    without_unsure_category,
)
from catalog_search.types import Box

PRODUCTS = 5
"""Number of products shown for each region at most."""
NEAREST = 48
"""Photos that a region is compared with. A cutoff needs twelve products, which may have several."""
MIN_IN_CATEGORY = 2 * PRODUCTS
"""Products of a region's category, so that some are left when another region has the rest."""
LIKE_ENOUGH = 0.4
"""Share of the strong score of a photo search that a region's nearest product must reach."""

SAME_THING = 0.6
"""Share of a thing's area from which a part counts as the whole thing."""
FILLED = 0.75
"""Share of a photo that a thing fills if there is no empty ground around it."""
HALF = 0.5
MIN_PARTS = 2
"""Parts of one thing, below which none is returned: one shows no more than the whole photo."""
SURE_PRODUCTS = 4
"""Nearest products that must all be of a part's likely category for it to be named on a photo's
page; docs/decisions/2026-11-27-photos-as-shoppers-take-them.md has figures."""


@dataclass(frozen=True, slots=True)
class ScenePart:
    """A region of the scene and similar products, the most similar first."""

    region: Region
    items: tuple[Result, ...]


def shop_the_look(store: Store, image: Image, limit: int = PRODUCTS) -> tuple[ScenePart, ...]:
    """Return the parts of the scene that show products of the store, the most similar first.

    Each has up to `limit` products. A part with a category shows products of that category alone,
    others show different types. A product is shown only for the part that it fits best.
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
    sizes = dict(store.categories.order_by().values_list("path", "size"))
    shelves = shelves_of(similar, sizes, limit)
    results = {result.product.pk: result for result in results_of(store, concatenate(shelves))}
    parts = [
        ScenePart(region, tuple(results[key] for key in keys if key in results))
        for (region, _near), keys in zip(
            similar, (each.products.tolist() for each in shelves), strict=True
        )
    ]
    return tuple(part for part in parts if part.items)


def with_similar(store: Store, detected: Sequence[Region]) -> list[Similar]:
    """Return the regions that look most like products, with the products they look like.

    Even the edge of an empty table is near some product: each must be nearer than that. Takes one
    round trip to the index, or two. Raises IndexUnavailable.
    """
    min_score = LIKE_ENOUGH * calibration_of(store).strong_photo
    sets = nearest(store, [(region, "") for region in detected])
    chosen = nearest_regions(list(zip(detected, sets, strict=True)), min_score)
    similar = [borne_out(*without_unsure_category(*each)) for each in chosen]
    return with_more_of_category(store, similar)


def nearest(store: Store, queries: Sequence[tuple[Region, str]]) -> list[Candidates]:
    """Return the candidates nearest to each region, of the category with this path unless ""."""
    if not queries:
        return []
    subqueries = [
        (photo_subquery(store, region.vector), Filters(category=(path,) if path else ()))
        for region, path in queries
    ]
    return gather_each(store, subqueries, photo_cutoff(store), NEAREST)


def borne_out(region: Region, nearest: Candidates) -> Similar:
    """Return the region with `is_sure` set, from the products nearest to it."""
    first = nearest.take(slice(SURE_PRODUCTS))
    inside = of_category(region.category, first)
    is_likely = region.probability >= regions.CERTAIN
    return replace(region, is_sure=is_likely and len(inside) == SURE_PRODUCTS), nearest


def with_more_of_category(store: Store, chosen: Sequence[Similar]) -> list[Similar]:
    """Return the regions; one with a category has candidates of it alone.

    Where the nearest hold few of them, further ones are looked up. The cutoff stays.
    """
    inside = [
        (region, of_category(region.category, candidates) if region.category else candidates)
        for region, candidates in chosen
    ]
    short = [
        row
        for row, (region, candidates) in enumerate(inside)
        if region.category and len(candidates) < MIN_IN_CATEGORY
    ]
    further = nearest(store, [(inside[row][0], inside[row][0].category) for row in short])
    rule = photo_cutoff(store)
    for row, more in zip(short, further, strict=True):
        region, candidates = inside[row]
        new = more.scores >= rule.cutoff(chosen[row][1].scores)
        new &= ~np.isin(more.products, candidates.products)
        inside[row] = region, concatenate([candidates, more.take(np.flatnonzero(new))])
    return inside


@dataclass(frozen=True, slots=True)
class DetectedItem:
    """A part of a photo that shows a product."""

    box: Box
    label: str
    """The name of its category, "" if that is not sure."""


def detected_items(store: Store, photo: QueryPhoto) -> tuple[DetectedItem, ...]:
    """Return the parts of the photo that look like products of the store, the most likely first.

    The whole photo is not a part. They are cached with the photo until the store is indexed again,
    since comparing each with all photos takes most of a page in a large store.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    name = f"items.{regions.digest_of_source(store, store.indexed_at)}"
    rows = uploads.beside(
        photo,
        name,
        lambda: [(boxes.edges(each.box), each.label) for each in items_of(store, photo)],
        charge=False,
    )
    return tuple(DetectedItem(Box(*box), label) for box, label in rows)


def items_of(store: Store, photo: QueryPhoto) -> tuple[DetectedItem, ...]:
    """Return detected_items() as the index has them now."""
    similar = with_similar(store, regions.of_query_photo(store, photo))
    parts = [
        DetectedItem(region.box, region.label if region.is_sure else "")
        for region, _candidates in similar
        if region.box != boxes.WHOLE and boxes.shows_something(region.box)
    ]
    return parts_of_things(parts, ground.things_on(photo.image())) if parts else ()


def parts_of_things(
    parts: Sequence[DetectedItem], things: Sequence[Box]
) -> tuple[DetectedItem, ...]:
    """Return the parts that are neither most of one of these things nor a second piece of it.

    If the photo shows one thing on empty ground, only parts of it with a name are returned: not
    the legs of a table, nor the ground beside it. Fewer than FEWEST are none at all, because the
    whole photo shows as much.
    """
    is_alone = len(things) == 1 and boxes.area(things[0]) < FILLED
    chosen: list[DetectedItem] = []
    labels_on_things = set[tuple[int, str]]()
    for part in parts:
        on = thing_around(part.box, things)
        if is_alone and (on is None or not part.label):
            continue
        is_second = on is not None and bool(part.label) and (on, part.label) in labels_on_things
        is_whole = on is not None and boxes.area(part.box) >= SAME_THING * boxes.area(things[on])
        if on is not None:
            labels_on_things.add((on, part.label))
        if not is_second and not is_whole:
            chosen.append(part)
    return () if is_alone and len(chosen) < MIN_PARTS else tuple(chosen)


def thing_around(box: Box, things: Sequence[Box]) -> int | None:
    """Return which of the things has most of the box, None if none has half of it."""
    shares = [boxes.common(box, thing) / boxes.area(box) for thing in things]
    best = max(range(len(things)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= HALF else None
