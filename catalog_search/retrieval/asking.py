"""The questions of a query plan to the index, and its answers."""

from collections.abc import Sequence
from itertools import islice

import numpy as np

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.exceptions import message as _
from catalog_search.models import Photo, Store
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import missing_scores, weights_of
from catalog_search.retrieval.relevance import Cutoff
from catalog_search.retrieval.subqueries import QueryPlan
from catalog_search.retrieval.withdrawn import Withdrawn
from catalog_search.types import Hits, SparseVector, VectorQuery


def search_each(
    store: Store,
    plan: QueryPlan,
    variants: Sequence[Filters],
    withdrawn: Withdrawn | None = None,
) -> list[list[Hits]]:
    """Return the hits of every subquery, by variant of the filters, in one round trip.

    Products and photos that left the shop are left out. `withdrawn` has them, if they were read
    already.
    """
    queries = [
        VectorQuery(subquery.vector, subquery.using, plan.limit, where, subquery.others)
        for where in [filters.where(store) for filters in variants]
        for subquery in plan.subqueries
    ]
    hits_of_queries = conf.get_index().search(queries)
    hits = iter((withdrawn or Withdrawn(store)).remaining(hits_of_queries))
    return [list(islice(hits, len(plan.subqueries))) for _ in variants]


def refuse_lost_index(store: Store) -> None:
    """Raise IndexUnavailable if the database says that the store has points in the index.

    Then the index was lost, or another model's collection is being filled, and an empty page
    would be wrong.
    """
    indexed = Photo.objects.filter(store=store, state=Photo.State.LIVE, product__visible=True)
    if indexed.exclude(indexed_etag="").exists():
        raise IndexUnavailable(
            _("The index has no points of this store: run catalog_index --reconcile to refill it.")
        )


def without_excluded(hits: Hits, plan: QueryPlan) -> Hits:
    """Return the hits without the products and photos that the plan excludes."""
    if not plan.exclude and not plan.exclude_photos:
        return hits
    products = np.isin(hits.products, list(plan.exclude))
    return hits.where(~products & ~np.isin(hits.photos, list(plan.exclude_photos)))


def lists_all_that_pass(plan: QueryPlan, hits: Sequence[Hits], cutoff: Cutoff) -> bool:
    """Return whether no photo outside of the hits can pass.

    Its scores are no higher than if it came right behind the last hit of each subquery. A search
    by vector that finds less than its limit finds every photo.
    """
    ends: dict[bool, list[bool]] = {False: [], True: []}
    for subquery, each in zip(plan.subqueries, hits, strict=True):
        ends[isinstance(subquery.vector, SparseVector)].append(not each.reach(plan.limit))
    if any(ends[False]):
        return True
    highest = weights_of(plan.subqueries) @ np.array(missing_scores(plan.subqueries, hits))
    passes_by_score = highest[0] >= cutoff.score or highest[1] >= cutoff.vector_score
    return not passes_by_score and (all(ends[True]) or plan.leads.complete is None)
