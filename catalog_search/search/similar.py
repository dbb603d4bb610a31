"""What else a shopper may like: similar products, more and less like some of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.exceptions import PhotoGone
from catalog_search.models import Photo, Product, Store
from catalog_search.retrieval import database
from catalog_search.retrieval.candidates import gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.subqueries import (
    QueryPlan,
    calibration_of,
    similar_judge,
    similar_plan,
)
from catalog_search.search.paging import Found, PageRequest, paged
from catalog_search.search.results import Result, Results, results_of
from catalog_search.types import Point, Vector

MAX_PHOTOS = 8
POOL = 60
"""Candidates that a shelf is chosen from."""
RELEVANCE = 0.7
"""Weight of similarity to the product; the rest is that of being unlike what is shown already."""
MAX_PER_BRAND = 3
LIKED, UNLIKED = 0.75, 0.25
"""Weights of what is liked and of what is not: Rocchio's beta and gamma, as usually set."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Products that more is wanted of, and products that less is wanted of."""

    liked: Sequence[Product]
    unliked: Sequence[Product] = ()


def similar_to(product: Product, limit: int = 12) -> tuple[Result, ...]:
    """Return other products that look and are called alike, not all of them the same.

    In stock first, then the same category; among these a brand's fourth product comes last. For a
    product that is not in the index yet, its category's newest. Raises IndexUnavailable.
    """
    points = points_of([product])
    if not points:
        return newest_of_category(product, limit)
    store = product.store
    plan = plan_of(store, points, [], [product.pk])
    found = gather(store, plan, Filters()).candidates
    return results_of(diverse(store, found.take(slice(POOL)), product.category, limit))


def by_examples(
    store: Store,
    examples: Examples,
    filters: Filters | None = None,
    page: PageRequest | None = None,
) -> Results:
    """Return products more like the liked and less like the unliked ones, none of them itself.

    Raises PhotoGone where none of the liked is in the index yet, and IndexUnavailable.
    """
    filters = filters or Filters()
    keys = [[product.pk for product in some] for some in (examples.liked, examples.unliked)]

    def search() -> Found:
        near, far = points_of(examples.liked), points_of(examples.unliked)
        if not near:
            raise PhotoGone("This product cannot be compared yet. Try again in a few minutes.")
        plan = plan_of(store, near, far, [*keys[0], *keys[1]])
        return Found(gather(store, plan, filters), filters)

    key = ("like", store.slug, keys, filters)
    results = paged(page or PageRequest(), key, similar_judge(store), search)
    return replace(results, filters=filters)


def points_of(products: Sequence[Product]) -> list[Point]:
    """Return the points of the products' photos, MAX_PHOTOS each at most."""
    ids: list[str] = []
    for product in products:
        photos = product.photos.filter(state=Photo.State.LIVE)[:MAX_PHOTOS]
        ids += [photo.point_id for photo in photos]
    return list(conf.get_index().fetch(ids).values()) if ids else []


def plan_of(
    store: Store, near: Sequence[Point], far: Sequence[Point], exclude: Sequence[int]
) -> QueryPlan:
    """Return the plan for products towards `near` and away from `far`, in photos and titles."""
    photo = rocchio([point.photo for point in near], [point.photo for point in far])
    title = rocchio([point.title for point in near], [point.title for point in far])
    return similar_plan(store, photo, title, exclude)


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


def diverse(store: Store, pool: Candidates, category: str, limit: int) -> Candidates:
    """Return `limit` of the candidates: relevant, and unlike each other.

    Within equals (stock, category, brand) by maximal marginal relevance: J. Carbonell and
    J. Goldstein, SIGIR 1998, https://doi.org/10.1145/290941.291025, both similarities in
    deviations above chance.
    """
    similarity = photo_similarity(store, pool)
    tiers, names = tiers_of(pool, category), [str(name or "") for name in pool.column("brand")]
    nearest = np.zeros(len(pool))
    brands: Counter[str] = Counter()
    left = list(range(len(pool)))
    chosen: list[int] = []
    while left and len(chosen) < limit:
        best = min(
            left,
            key=lambda row: (
                tiers[row],
                brands[names[row]] >= MAX_PER_BRAND,
                (1 - RELEVANCE) * nearest[row] - RELEVANCE * pool.scores[row],
            ),
        )
        left.remove(best)
        chosen.append(best)
        if names[best]:
            brands[names[best]] += 1
        nearest = np.maximum(nearest, similarity[best])
    return pool.take(np.array(chosen, np.intp))


def photo_similarity(store: Store, pool: Candidates) -> NDArray[np.float64]:
    """Return [n, n]: how alike the candidates' photos are, in deviations above chance."""
    photos = Photo.objects.in_bulk(pool.photos.tolist())
    ids = [photos[key].point_id if key in photos else "" for key in pool.photos.tolist()]
    points = conf.get_index().fetch([point_id for point_id in ids if point_id])
    none = np.zeros(conf.get_encoder().dimension, np.float32)
    vectors = np.stack([points[each].photo if each in points else none for each in ids or [""]])
    cosines: NDArray[np.float64] = vectors.astype(np.float64) @ vectors.T
    return calibration_of(store).photo_photo.z_scores(cosines)


def tiers_of(pool: Candidates, category: str) -> list[tuple[bool, bool]]:
    """Return for each candidate what is less if it comes first: in stock, of the category."""
    stock, paths = pool.column("in_stock"), pool.column("category")
    return [
        (not in_stock, bool(category) and category not in (own if isinstance(own, list) else ()))
        for in_stock, own in zip(stock, paths, strict=True)
    ]


def newest_of_category(product: Product, limit: int) -> tuple[Result, ...]:
    """Return what stands in the same category, by the database: in stock first, then newest."""
    if not product.category:
        return ()
    others = database.searchable(product.store).exclude(pk=product.pk)
    same = others.filter(category=product.category).order_by("-in_stock", "-pk")
    return results_of(database.candidates_of(same[:limit]))
