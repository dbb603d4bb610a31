"""One candidate set per search: photos found by each subquery, fused, grouped by product, cut off.

Hits, total and facet counts all come from these candidates. Each active facet is asked for once
more without its own filter, in the same round trip, so that its other values can be counted.
All steps work on columns (numpy arrays); payloads are fetched for what is counted or shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.models import Photo, Store
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import (
    Candidates,
    FoundPhotos,
    best_photos,
    cutoff_of,
    fuse,
    joined,
    missing_scores,
    passing,
)
from catalog_search.retrieval.relevance import CutoffRule
from catalog_search.retrieval.subqueries import QueryPlan, Subquery
from catalog_search.types import Hits, VectorQuery


@dataclass(frozen=True, slots=True, eq=False)
class CandidateSets:
    """The products that satisfy the filters, and for each active facet those without its filter."""

    found: Candidates
    without_facet: Mapping[str, Candidates]

    def for_facet(self, name: str) -> Candidates:
        return self.without_facet.get(name, self.found)

    def promote(self, first: "CandidateSets") -> "CandidateSets":
        """Return a copy with the candidates of `first` promoted to the top."""
        variants = {
            name: promoted(first.without_facet[name], candidates)
            for name, candidates in self.without_facet.items()
        }
        return CandidateSets(promoted(first.found, self.found), variants)


def promoted(first: Candidates, others: Candidates) -> Candidates:
    """Return the first candidates, scored above the others, then the others that are not them."""
    if not len(first):
        return others
    top = others.scores[0] + 1 if len(others) else 1.0
    rest = others.take(np.flatnonzero(~np.isin(others.products, first.products)))
    return joined([replace(first, scores=np.maximum(first.scores, top)), rest])


def gather(store: Store, plan: QueryPlan, filters: Filters) -> CandidateSets:
    """Return the candidates for the plan, best first. Raises IndexUnavailable.

    Cutoff and the scores of photos that a subquery does not list come from the search without
    filters, so that no filter moves them: choosing a facet's value shows what its count promises.
    """
    variants = {"": filters, **facet_variants(filters)}
    base = Filters()
    asked = [base, *variants.values()] if filters != base else [base]
    answers = search_each(store, plan.subqueries, asked)
    if not any(map(len, answers[0])):
        refuse_lost(store)
    if plan.exclude or plan.exclude_photos:
        answers = [[leave_out(hits, plan) for hits in answer] for answer in answers]
    missing = missing_scores(plan.subqueries, answers[0])
    fused = [fuse(plan.subqueries, answer, missing) for answer in answers]
    cutoff = cutoff_of(plan.cutoff, fused[0])
    # The search without filters is a set of its own only where there are none.
    sets = [
        best_photos(each, passing(each, cutoff, plan.always_include))
        for each in fused[-len(variants) :]
    ]
    named = dict(zip(variants, with_payloads(sets), strict=True))
    return CandidateSets(named.pop(""), named)


def gather_each(
    store: Store, queries: Sequence[tuple[Subquery, Filters]], rule: CutoffRule
) -> list[Candidates]:
    """Return the candidates of each subquery by itself, in one round trip for all of them."""
    limit = conf.get("CANDIDATES")
    answers = conf.get_index().search(
        [
            VectorQuery(one.vector, one.using, limit, filters.where(store))
            for one, filters in queries
        ]
    )
    found = []
    for (subquery, _), hits in zip(queries, answers, strict=True):
        fused = fuse([subquery], [hits], missing_scores([subquery], [hits]))
        found.append(best_photos(fused, passing(fused, cutoff_of(rule, fused))))
    return with_payloads(found)


def with_payloads(sets: Sequence[FoundPhotos]) -> list[Candidates]:
    """Return the sets as candidates, with the payloads of all of them fetched at once."""
    points = {point: photo for each in sets for point, photo in each.points.items()}
    payloads = conf.get_index().payloads(list(points))
    by_photo = {points[point]: payload for point, payload in payloads.items()}
    found = [replace(each.candidates, payloads=by_photo) for each in sets]
    if len(by_photo) == len(points):
        return found
    # A point deleted since it was found has no payload any more.
    known = np.fromiter(by_photo, np.int64)
    return [each.take(np.flatnonzero(np.isin(each.photos, known))) for each in found]


def facet_variants(filters: Filters) -> dict[str, Filters]:
    """Return the filters without each active facet in turn."""
    variants = {name: filters.without(name) for name in filters.choices()}
    if filters.price_min is not None or filters.price_max is not None:
        variants["price"] = filters.without_price()
    return variants


def search_each(
    store: Store, subqueries: Sequence[Subquery], variants: Sequence[Filters]
) -> list[list[Hits]]:
    """Return the hits of every subquery under every variant of the filters, in one round trip."""
    limit = conf.get("CANDIDATES")
    queries = [
        VectorQuery(subquery.vector, subquery.using, limit, where)
        for where in [filters.where(store) for filters in variants]
        for subquery in subqueries
    ]
    hits, count = conf.get_index().search(queries), len(subqueries)
    return [hits[start : start + count] for start in range(0, len(hits), count)]


def refuse_lost(store: Store) -> None:
    """Raise IndexUnavailable where rows say that there are points: the index was lost.

    An empty page would be wrong then, also while another model's collection is being filled.
    """
    indexed = Photo.objects.filter(store=store, state=Photo.State.LIVE, product__visible=True)
    if indexed.exclude(indexed_etag="").exists():
        raise IndexUnavailable(
            "The index holds nothing of this store: run catalog_index --reconcile to refill it."
        )


def leave_out(hits: Hits, plan: QueryPlan) -> Hits:
    products = np.isin(hits.products, list(plan.exclude))
    return hits.where(~products & ~np.isin(hits.photos, list(plan.exclude_photos)))
