"""One candidate set per search: photos found by each subquery, fused, grouped by product, cut off.

Hits, total and facet counts all come from these candidates. Each active facet is asked for once
more without its own filter, in the same round trip, so that its other values can be counted.
All steps work on columns (numpy arrays); payloads are fetched for what is counted or shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.models import Photo, Store
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.relevance import Cutoff, CutoffRule
from catalog_search.retrieval.subqueries import QueryPlan, Subquery
from catalog_search.types import Hits, Keys, Payload, Scores, SparseVector, VectorQuery


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Products found, as parallel columns of length n; from `gather`, best first."""

    products: Keys
    photos: Keys
    """Each product's best photo."""
    scores: Scores
    """Deviations above chance, over all subqueries."""
    photo_scores: Scores
    """The same for the photo alone, without title and words."""
    payloads: Mapping[int, Payload] = field(default_factory=dict)
    """By photo."""

    def __len__(self) -> int:
        return len(self.products)

    def take(self, rows: NDArray[np.intp] | slice) -> "Candidates":
        """Return the candidates in these rows."""
        return Candidates(
            self.products[rows],
            self.photos[rows],
            self.scores[rows],
            self.photo_scores[rows],
            self.payloads,
        )

    def column(self, name: str) -> list[object]:
        """Return one field of each candidate's payload, None where it has none."""
        return [self.payloads[photo].get(name) for photo in self.photos.tolist()]


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


def joined(parts: Sequence[Candidates]) -> Candidates:
    """Return all of the candidates, one part behind the other."""
    payloads: dict[int, Payload] = {}
    for part in parts:
        payloads.update(part.payloads)
    return Candidates(
        np.concatenate([part.products for part in parts]),
        np.concatenate([part.photos for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.photo_scores for part in parts]),
        payloads,
    )


def no_candidates() -> Candidates:
    none = np.empty(0, np.int64)
    return Candidates(none, none, np.empty(0), np.empty(0))


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
    sets = [best_photos(each, passing(each, cutoff, plan.always_include)) for each in fused]
    named = dict(zip(variants, with_payloads(sets[-len(variants) :]), strict=True))
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


def with_payloads(sets: Sequence["Found"]) -> list[Candidates]:
    """Return the sets as candidates, with the payloads of all of them fetched at once."""
    points = {point: photo for each in sets for point, photo in each.points.items()}
    payloads = conf.get_index().payloads(list(points))
    by_photo = {points[point]: payload for point, payload in payloads.items()}
    # A point deleted since it was found has no payload any more.
    known = np.fromiter(by_photo, np.int64)
    return [
        replace(each.candidates, payloads=by_photo).take(
            np.flatnonzero(np.isin(each.candidates.photos, known))
        )
        for each in sets
    ]


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
        VectorQuery(subquery.vector, subquery.using, limit, filters.where(store))
        for filters in variants
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


def missing_scores(subqueries: Sequence[Subquery], answers: Sequence[Hits]) -> list[float]:
    """Return for each subquery the score of a photo that it does not list.

    That is its lowest score. Words list all photos that share any of them, so a photo that is not
    on a list shorter than the limit shares none.
    """
    return [missing_score(*pair) for pair in zip(subqueries, answers, strict=True)]


def missing_score(subquery: Subquery, hits: Hits) -> float:
    if isinstance(subquery.vector, SparseVector) and len(hits) < conf.get("CANDIDATES"):
        return subquery.baseline.z_score(0.0)
    return subquery.baseline.z_score(float(hits.scores[-1])) if len(hits) else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """Every photo found, with its scores in deviations above chance; columns of length n."""

    points: NDArray[np.object_]
    photos: Keys
    products: Keys
    scores: Scores
    """Weighted mean over all subqueries."""
    vector_scores: Scores
    """The same without words."""
    photo_scores: Scores
    """Mean over the subqueries that compare photos."""


def fuse(
    subqueries: Sequence[Subquery], answers: Sequence[Hits], missing: Sequence[float]
) -> Fused:
    """Return each photo's weighted mean score over the subqueries."""
    photos, first, rows = np.unique(
        np.concatenate([hits.photos for hits in answers]), return_index=True, return_inverse=True
    )
    table = np.repeat(np.asarray(missing, np.float64)[:, None], len(photos), axis=1)
    start = 0
    for number, (subquery, hits) in enumerate(zip(subqueries, answers, strict=True)):
        columns = rows[start : start + len(hits)]
        table[number, columns] = subquery.baseline.z_scores(hits.scores)
        start += len(hits)
    weights = np.array([subquery.weight for subquery in subqueries])
    is_vector = np.array([subquery.using != "words" for subquery in subqueries])
    is_photo = np.array([float(subquery.using == "photo") for subquery in subqueries])
    points = np.concatenate([np.array(hits.points, object) for hits in answers])
    return Fused(
        points[first],
        photos,
        np.concatenate([hits.products for hits in answers])[first],
        weighted_mean(table, weights),
        weighted_mean(table, weights * is_vector),
        weighted_mean(table, is_photo),
    )


def weighted_mean(table: NDArray[np.float64], weights: NDArray[np.float64]) -> Scores:
    """Return [n] from [k, n]; zeros where nothing counts."""
    total = weights.sum()
    mean: Scores = weights @ table / total if total else np.zeros(table.shape[1])
    return mean


def cutoff_of(rule: CutoffRule, fused: Fused) -> Cutoff:
    return Cutoff(
        rule.cutoff(best_scores(fused.products, fused.scores)),
        rule.cutoff(best_scores(fused.products, fused.vector_scores)),
    )


def best_scores(products: Keys, scores: Scores) -> Scores:
    """Return each product's best score, the highest first."""
    order = np.lexsort((-scores, products))
    _, first = np.unique(products[order], return_index=True)
    best: Scores = np.sort(scores[order][first])[::-1]
    return best


def passing(fused: Fused, cutoff: Cutoff, always_include: Keys | None = None) -> NDArray[np.bool_]:
    """Return which photos reach the cutoff, or belong to products that are always included."""
    reached: NDArray[np.bool_] = (fused.scores >= cutoff.score) | (
        fused.vector_scores >= cutoff.vector_score
    )
    if always_include is None or not len(always_include):
        return reached
    return reached | np.isin(fused.products, always_include)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Candidates without payloads, and the photo of each of their points."""

    candidates: Candidates
    points: Mapping[str, int]


def best_photos(fused: Fused, kept: NDArray[np.bool_]) -> Found:
    """Return one candidate per product: its best photo among those kept, best first."""
    rows = np.flatnonzero(kept)
    rows = rows[np.lexsort((fused.photos[rows], -fused.scores[rows], fused.products[rows]))]
    _, first = np.unique(fused.products[rows], return_index=True)
    rows = rows[first]
    rows = rows[np.lexsort((fused.products[rows], -fused.scores[rows]))]
    candidates = Candidates(
        fused.products[rows], fused.photos[rows], fused.scores[rows], fused.photo_scores[rows]
    )
    points = dict(zip(fused.points[rows].tolist(), fused.photos[rows].tolist(), strict=True))
    return Found(candidates, points)
