"""The candidates of a search: photos of all subqueries, fused, cut off and grouped by product.

Results, totals and facet counts all come from the same candidates. For each active facet, a
second set is gathered without that facet's filter, so that its other values can be counted. All
sets take one round trip to the index. The steps work on columns (numpy arrays); payloads are
fetched only for the products that are counted or shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.models import Photo, Store
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import (
    BestPhotos,
    Candidates,
    best_photos,
    concatenate,
    cutoff_of,
    fuse,
    missing_scores,
    passing,
    weights_of,
)
from catalog_search.retrieval.relevance import CutoffRule
from catalog_search.retrieval.subqueries import QueryPlan, Subquery
from catalog_search.retrieval.withdrawn import without_withdrawn
from catalog_search.types import Hits, VectorQuery


@dataclass(frozen=True, slots=True, eq=False)
class CandidateSets:
    """The candidates under all filters, and for each active facet those without its filter."""

    candidates: Candidates
    without_facet: Mapping[str, Candidates]

    def for_facet(self, name: str) -> Candidates:
        """Return the candidates to count the facet's values in."""
        return self.without_facet.get(name, self.candidates)

    def promote(self, first: "CandidateSets") -> "CandidateSets":
        """Return a copy with the candidates of `first` promoted to the top."""
        without_facet = {
            name: promoted(first.without_facet[name], candidates)
            for name, candidates in self.without_facet.items()
        }
        return CandidateSets(promoted(first.candidates, self.candidates), without_facet)


def promoted(first: Candidates, others: Candidates) -> Candidates:
    """Return `first`, with scores above those of `others`, then the rest of `others`."""
    if not len(first):
        return others
    top = others.scores[0] + 1 if len(others) else 1.0
    rest = others.take(np.flatnonzero(~np.isin(others.products, first.products)))
    return concatenate([replace(first, scores=np.maximum(first.scores, top)), rest])


def gather(store: Store, plan: QueryPlan, filters: Filters) -> CandidateSets:
    """Return the candidates of the plan, best first. Raises IndexUnavailable.

    The cutoff, and the scores of photos that a subquery does not list, are computed without
    filters. So no filter changes which products pass, and choosing a facet's value shows as many
    products as its count says.
    """
    variants = {"": filters, **facet_variants(filters)}
    unfiltered = Filters()
    searched = [unfiltered, *variants.values()] if filters != unfiltered else [unfiltered]
    hits = search_each(store, plan.subqueries, searched)
    if not any(map(len, hits[0])):
        refuse_lost_index(store)
    if plan.exclude or plan.exclude_photos:
        hits = [[without_excluded(each, plan) for each in by_subquery] for by_subquery in hits]
    missing = missing_scores(plan.subqueries, hits[0])
    weights = weights_of(plan.subqueries)
    fused = [fuse(plan.subqueries, by_subquery, missing, weights) for by_subquery in hits]
    cutoff = cutoff_of(plan.cutoff, fused[0])
    # With filters, the first set is the unfiltered search, which is not a variant.
    sets = [
        best_photos(each, passing(each, cutoff, plan.always_include))
        for each in fused[-len(variants) :]
    ]
    by_name = dict(zip(variants, with_payloads(sets), strict=True))
    return CandidateSets(by_name.pop(""), by_name)


def gather_each(
    store: Store, queries: Sequence[tuple[Subquery, Filters]], rule: CutoffRule
) -> list[Candidates]:
    """Return the candidates of each subquery separately, in one round trip to the index.

    Raises IndexUnavailable.
    """
    limit = conf.settings().candidates
    hits_by_query = conf.get_index().search(
        [
            VectorQuery(subquery.vector, subquery.using, limit, filters.where(store))
            for subquery, filters in queries
        ]
    )
    sets = []
    hits_by_query = without_withdrawn(store, hits_by_query)
    for (subquery, _), hits in zip(queries, hits_by_query, strict=True):
        one = [subquery]
        fused = fuse(one, [hits], missing_scores(one, [hits]), weights_of(one))
        sets.append(best_photos(fused, passing(fused, cutoff_of(rule, fused))))
    return with_payloads(sets)


def with_payloads(sets: Sequence[BestPhotos]) -> list[Candidates]:
    """Return the candidates of the sets, with the payloads of all of them fetched at once."""
    points = {point: photo for each in sets for point, photo in each.points.items()}
    payloads = conf.get_index().payloads(list(points))
    by_photo = {points[point]: payload for point, payload in payloads.items()}
    candidates = [replace(each.candidates, payloads=by_photo) for each in sets]
    if len(by_photo) == len(points):
        return candidates
    # A point that was deleted after the search no longer has a payload.
    existing = np.fromiter(by_photo, np.int64)
    return [each.take(np.flatnonzero(np.isin(each.photos, existing))) for each in candidates]


def facet_variants(filters: Filters) -> dict[str, Filters]:
    """Return for each active facet the filters without it."""
    variants = {name: filters.without(name) for name in filters.choices()}
    if filters.price_min is not None or filters.price_max is not None:
        variants["price"] = filters.without_price()
    return variants


def search_each(
    store: Store, subqueries: Sequence[Subquery], variants: Sequence[Filters]
) -> list[list[Hits]]:
    """Return the hits of every subquery, by variant of the filters, in one round trip."""
    limit = conf.settings().candidates
    queries = [
        VectorQuery(subquery.vector, subquery.using, limit, where)
        for where in [filters.where(store) for filters in variants]
        for subquery in subqueries
    ]
    hits = without_withdrawn(store, conf.get_index().search(queries))
    count = len(subqueries)
    return [hits[start : start + count] for start in range(0, len(hits), count)]


def refuse_lost_index(store: Store) -> None:
    """Raise IndexUnavailable if the database says that the store has points in the index.

    Then the index was lost, or another model's collection is being filled, and an empty page
    would be wrong.
    """
    indexed = Photo.objects.filter(store=store, state=Photo.State.LIVE, product__visible=True)
    if indexed.exclude(indexed_etag="").exists():
        raise IndexUnavailable(
            "The index has no points of this store: run catalog_index --reconcile to refill it."
        )


def without_excluded(hits: Hits, plan: QueryPlan) -> Hits:
    """Return the hits without the products and photos that the plan excludes."""
    products = np.isin(hits.products, list(plan.exclude))
    return hits.where(~products & ~np.isin(hits.photos, list(plan.exclude_photos)))
