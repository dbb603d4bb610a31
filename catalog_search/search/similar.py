"""What else a shopper may like: similar products, more and less like some of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.exceptions import PhotoGone
from catalog_search.indexing import calibration
from catalog_search.models import Photo, Product, Store
from catalog_search.retrieval import database
from catalog_search.retrieval.candidates import Candidate, Leg, gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.relevance import Bar
from catalog_search.retrieval.subqueries import SHELF
from catalog_search.search import paging
from catalog_search.search.results import Result, Results, assemble, results, turned
from catalog_search.search.text import PHOTO_WEIGHT, TITLE_WEIGHT
from catalog_search.types import Point, Vector

MOST_VIEWS = 8
POOL = 60
"""Candidates that a shelf is chosen from."""
RELEVANCE = 0.7
"""Weight of likeness to the product; the rest is that of being unlike what is shown already."""
MOST_PER_BRAND = 3
BAR = Bar(least=SHELF)
"""A full shelf, as long as it stands out from chance, however alike the nearest is."""
LIKED, UNLIKED = 0.75, 0.25
"""Weights of what is liked and of what is not: Rocchio's beta and gamma, as usually set."""


def similar_to(product: Product, limit: int = 12) -> tuple[Result, ...]:
    """Return other products that look and are called alike, not all of them the same.

    In stock first, then the same category; among these a brand's fourth product comes last. A
    product that is not in the index yet has its category's newest. Raises IndexUnavailable.
    """
    points = points_of([product])
    if not points:
        return beside(product, limit)
    store = product.store
    found = gather(store, legs(store, points, []), Filters(), besides=product, bar=BAR).found
    return results(diverse(store, found[:POOL], product.category, limit))


def by_examples(
    store: Store,
    liked: Sequence[Product],
    unliked: Sequence[Product],
    filters: Filters | None = None,
    page: int = 1,
    *,
    sort: str = "",
    listing: str = "",
) -> Results:
    """Return products that are more like the first and less like the second, none of them itself.

    Raises PhotoGone where none of the liked is in the index yet, and IndexUnavailable.
    """
    filters, ids = filters or Filters(), [[one.pk for one in some] for some in (liked, unliked)]
    key = paging.digest(store.slug, ids, filters, sort)
    if found := turned(listing, key, page):
        return found
    near, far = points_of(liked), points_of(unliked)
    if not near:
        raise PhotoGone("This product cannot be compared yet. Try again in a few minutes.")
    shown = [photo.point_id for photo in Photo.objects.filter(product__in=[*liked, *unliked])]
    sets = gather(store, legs(store, near, far), filters, besides_points=shown, bar=BAR)
    return assemble(sets, filters, page, sort=sort, asked=key)


def points_of(products: Sequence[Product]) -> list[Point]:
    """Return the points of the products' photos, MOST_VIEWS each at most."""
    ids: list[str] = []
    for product in products:
        photos = product.photos.filter(state=Photo.State.LIVE)[:MOST_VIEWS]
        ids += [photo.point_id for photo in photos]
    return list(conf.get_index().fetch(ids).values()) if ids else []


def legs(store: Store, near: Sequence[Point], far: Sequence[Point]) -> list[Leg]:
    """Return a leg among photos and one among titles, towards `near` and away from `far`."""
    spreads = calibration.of_store(store, conf.get_encoder().model_id)
    photo = rocchio([point.photo for point in near], [point.photo for point in far])
    title = rocchio([point.title for point in near], [point.title for point in far])
    return [
        Leg(photo, "photo", spreads.photo_photo, PHOTO_WEIGHT),
        Leg(title, "title", spreads.text_title, TITLE_WEIGHT),
    ]


def rocchio(near: Sequence[Vector], far: Sequence[Vector]) -> Vector:
    """Return the unit vector of LIKED * mean(near) - UNLIKED * mean(far).

    J. J. Rocchio, Relevance feedback in information retrieval, in: The SMART Retrieval System,
    1971, without the query's own term.
    """
    total = LIKED * np.mean(near, axis=0)
    if far:
        total = total - UNLIKED * np.mean(far, axis=0)
    unit: Vector = (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)
    return unit


def diverse(store: Store, pool: Sequence[Candidate], category: str, limit: int) -> list[Candidate]:
    """Return `limit` of the candidates: relevant, and unlike each other.

    Within equals (stock, category, brand) by maximal marginal relevance: J. Carbonell and
    J. Goldstein, SIGIR 1998, https://doi.org/10.1145/290941.291025, both likenesses in deviations
    above chance.
    """
    alike = likeness(store, pool)
    tiers = [tier(one, category) for one in pool]
    nearest = np.zeros(len(pool))
    brands: Counter[str] = Counter()
    left = list(range(len(pool)))
    chosen: list[Candidate] = []
    while left and len(chosen) < limit:
        best = min(
            left,
            key=lambda row: (
                tiers[row],
                brands[brand(pool[row])] >= MOST_PER_BRAND,
                (1 - RELEVANCE) * nearest[row] - RELEVANCE * pool[row].score,
            ),
        )
        left.remove(best)
        chosen.append(pool[best])
        if name := brand(pool[best]):
            brands[name] += 1
        nearest = np.maximum(nearest, alike[best])
    return chosen


def likeness(store: Store, pool: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return [n, n]: how alike the candidates' photos are, in deviations above chance."""
    photos = Photo.objects.in_bulk([one.photo for one in pool])
    ids = [photos[one.photo].point_id if one.photo in photos else "" for one in pool]
    points = conf.get_index().fetch([point_id for point_id in ids if point_id])
    none = np.zeros(conf.get_encoder().dimension, np.float32)
    vectors = np.stack([points[one].photo if one in points else none for one in ids or [""]])
    spread = calibration.of_store(store, conf.get_encoder().model_id).photo_photo
    cosines: NDArray[np.float64] = vectors.astype(np.float64) @ vectors.T
    return (cosines - spread.mean) / spread.deviation


def tier(one: Candidate, category: str) -> tuple[bool, bool]:
    """Return what is less for those that come first: in stock, then of the same category."""
    categories = one.payload.get("category")
    same = not category or (isinstance(categories, list | tuple) and category in categories)
    return (not one.payload.get("in_stock"), not same)


def brand(one: Candidate) -> str:
    return str(one.payload.get("brand") or "")


def beside(product: Product, limit: int) -> tuple[Result, ...]:
    """Return what stands in the same category, by the database: in stock first, then newest."""
    if not product.category:
        return ()
    others: QuerySet[Any] = database.shown(product.store).exclude(pk=product.pk)
    same = others.filter(category=product.category).order_by("-in_stock", "-pk")
    return results([database.candidate(one) for one in same[:limit]])
