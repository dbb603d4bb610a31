"""Similar products, and search by liked and unliked examples."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.exceptions import PhotoGone
from catalog_search.models import Photo, Product, Store
from catalog_search.models.catalogue.photos import point_id_of
from catalog_search.retrieval import database
from catalog_search.retrieval.candidates import gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.merchandising.store_rules import decisions, hidden_everywhere
from catalog_search.retrieval.subqueries import (
    QueryPlan,
    calibration_of,
    similar_judge,
    similar_plan,
)
from catalog_search.search.paging import PageRequest, SearchOutcome, paged
from catalog_search.search.results import Result, Results, results_of
from catalog_search.types import Point, Vector

MAX_PHOTOS = 8
MAX_HITS = 300
"""Nearest photos, and nearest titles, among which similar products are."""
POOL = 60
"""Candidates from which similar products are chosen."""
RELEVANCE = 0.7
"""Weight of the similarity to the product. Diversity of the chosen products has the rest."""
MAX_PER_BRAND = 3
LIKED, UNLIKED = 0.75, 0.25
"""Weights of liked and unliked examples: the usual values of Rocchio's beta and gamma."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Products that results should resemble, and products that they should not resemble."""

    liked: Sequence[Product]
    unliked: Sequence[Product] = ()


def similar_to(product: Product, limit: int = 12) -> tuple[Result, ...]:
    """Return varied other products with similar photos and titles.

    Products in stock come first, then those of the same category; among these, all but
    MAX_PER_BRAND products of a brand come last. For a product that is not in the index yet,
    return the newest products of its category. Raises IndexUnavailable.
    """
    points = points_of([product])
    if not points:
        return newest_of_category(product, limit)
    store = product.store
    plan = replace(examples_plan(store, points, [], [product.pk]), limit=MAX_HITS)
    candidates = gather(store, plan, Filters()).candidates
    shelf = diverse(store, candidates.take(slice(POOL)), product.category, limit)
    return results_of(store, shelf)


def by_examples(
    store: Store,
    examples: Examples,
    filters: Filters | None = None,
    page: PageRequest | None = None,
) -> Results:
    """Return products that resemble the liked and not the unliked examples, without the examples.

    Raises PhotoGone if no liked example is in the index yet, and IndexUnavailable.
    """
    filters = filters or Filters()
    keys = [[product.pk for product in products] for products in (examples.liked, examples.unliked)]

    def search() -> SearchOutcome:
        liked, unliked = points_of(examples.liked), points_of(examples.unliked)
        if not liked:
            raise PhotoGone(_("This product cannot be compared yet. Try again in a few minutes."))
        plan = examples_plan(store, liked, unliked, [*keys[0], *keys[1]])
        return SearchOutcome(gather(store, plan, filters), filters)

    key = ("like", store.slug, keys, filters)
    decided = decisions(store, (), filters.category, with_photo=True)
    results = paged(store, page or PageRequest(), key, similar_judge(store), search, decided)
    return replace(results, filters=filters)


def points_of(products: Sequence[Product]) -> list[Point]:
    """Return the points of up to MAX_PHOTOS photos of each product."""
    ids: list[str] = []
    for product in products:
        photos = product.photos.filter(state=Photo.State.LIVE)[:MAX_PHOTOS]
        ids += [photo.point_id for photo in photos]
    return list(conf.get_index().fetch(ids).values()) if ids else []


def examples_plan(
    store: Store, liked: Sequence[Point], unliked: Sequence[Point], exclude: Sequence[int]
) -> QueryPlan:
    """Return the plan for products near the liked points and far from the unliked points."""
    photo = rocchio([point.photo for point in liked], [point.photo for point in unliked])
    title = rocchio([point.title for point in liked], [point.title for point in unliked])
    return similar_plan(store, photo, title, exclude)


def rocchio(liked: Sequence[Vector], unliked: Sequence[Vector]) -> Vector:
    """Return the unit vector of LIKED * mean(liked) - UNLIKED * mean(unliked).

    J. J. Rocchio, Relevance feedback in information retrieval, in: The SMART Retrieval System,
    1971, without the term for the original query.
    """
    total = LIKED * np.mean(liked, axis=0)
    if unliked:
        total = total - UNLIKED * np.mean(unliked, axis=0)
    unit: Vector = (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)
    return unit


def diverse(store: Store, pool: Candidates, category: str, limit: int) -> Candidates:
    """Return up to `limit` candidates that are relevant and differ from each other.

    Candidates of equal stock, category and brand rank are chosen by maximal marginal relevance:
    J. Carbonell and J. Goldstein, SIGIR 1998, https://doi.org/10.1145/290941.291025, with both
    similarities in deviations above chance.
    """
    similarity = photo_similarity(store, pool)
    tiers, brands = tiers_of(pool, category), ["".join(names) for names in pool.cells("brand")]
    max_similarity = np.zeros(len(pool))
    counts: Counter[str] = Counter()
    remaining = list(range(len(pool)))
    chosen: list[int] = []
    while remaining and len(chosen) < limit:
        best = min(
            remaining,
            key=lambda row: (
                tiers[row],
                counts[brands[row]] >= MAX_PER_BRAND,
                (1 - RELEVANCE) * max_similarity[row] - RELEVANCE * pool.scores[row],
            ),
        )
        remaining.remove(best)
        chosen.append(best)
        if brands[best]:
            counts[brands[best]] += 1
        max_similarity = np.maximum(max_similarity, similarity[best])
    return pool.take(np.array(chosen, np.intp))


def photo_similarity(store: Store, pool: Candidates) -> NDArray[np.float64]:
    """Return [n, n]: the similarity of the candidates' photos, in deviations above chance."""
    keys = pool.photos.tolist()
    rows = Photo.objects.filter(pk__in=keys).order_by().values_list("pk", "store_id", "key")
    by_photo = {pk: point_id_of(store_id, key) for pk, store_id, key in rows}
    ids = [by_photo.get(key, "") for key in keys]
    points = conf.get_index().fetch([point_id for point_id in ids if point_id])
    zero = np.zeros(conf.get_encoder().dimension, np.float32)
    vectors = np.stack([points[each].photo if each in points else zero for each in ids or [""]])
    # Not `@`: for so few vectors the threads that it starts cost ten times the work.
    cosines = np.einsum("ik,jk->ij", vectors, vectors)
    return calibration_of(store).photo_photo.z_scores(cosines)


def tiers_of(pool: Candidates, category: str) -> list[tuple[bool, bool]]:
    """Return a sort key for each candidate: in stock first, then those of the category."""
    stock = pool.facts.in_stock[pool.rows].tolist()
    return [
        (not in_stock, bool(category) and category not in paths)
        for in_stock, paths in zip(stock, pool.cells("category"), strict=True)
    ]


def newest_of_category(product: Product, limit: int) -> tuple[Result, ...]:
    """Return other products of the same category, in stock first, then the newest first."""
    if not product.category:
        return ()
    left_out = [product.pk, *hidden_everywhere(product.store)]
    products = database.searchable(product.store).exclude(pk__in=left_out)
    newest = products.filter(category=product.category).order_by("-in_stock", "-pk")
    return results_of(product.store, database.candidates_of(newest[:limit]))
