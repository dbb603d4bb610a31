"""Fusion of the subqueries' hits: each photo's score, and each product's best photo."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.catalogue.columns import Columns
from catalog_search.catalogue.values import Rows
from catalog_search.retrieval.relevance import Chosen, Cutoff, CutoffRule
from catalog_search.retrieval.subqueries import Subquery
from catalog_search.types import Hits, Keys, Scores, SparseVector


@dataclass(frozen=True, eq=False)
class Candidates:
    """Products that match a search, as parallel columns of length n. `gather` sorts best first."""

    products: Keys
    photos: Keys
    """Each product's best photo."""
    scores: Scores
    """Weighted mean over all subqueries, in deviations above chance."""
    photo_scores: Scores
    """The same for the subqueries that compare photos."""
    facts: Columns = field(default_factory=Columns)
    """The facts that facets count and filters test, for at least these products."""

    def __len__(self) -> int:
        return len(self.products)

    def take(self, rows: NDArray[np.intp] | slice) -> "Candidates":
        """Return the candidates in these rows."""
        return Candidates(
            self.products[rows],
            self.photos[rows],
            self.scores[rows],
            self.photo_scores[rows],
            self.facts,
        )

    @cached_property
    def rows(self) -> Rows:
        """The row of each candidate in `facts`."""
        return self.facts.find(self.products)

    def cells(self, name: str) -> list[list[str]]:
        """Return each candidate's values in a facet's field."""
        return self.facts.values(name).cells(self.rows)


def concatenate(sets: Sequence[Candidates]) -> Candidates:
    """Return the candidates of all sets in one, in the given order."""
    facts = Columns()
    for each in sets:
        facts = facts.joined(each.facts)
    return Candidates(
        np.concatenate([each.products for each in sets]),
        np.concatenate([each.photos for each in sets]),
        np.concatenate([each.scores for each in sets]),
        np.concatenate([each.photo_scores for each in sets]),
        facts,
    )


def no_candidates() -> Candidates:
    keys = np.empty(0, np.int64)
    return Candidates(keys, keys, np.empty(0), np.empty(0))


def missing_scores(subqueries: Sequence[Subquery], hits: Sequence[Hits]) -> list[float]:
    """Return for each subquery the score of a photo that is not among its hits.

    That is the lowest score of its hits. A subquery by words hits every photo that shares a term
    with it. So if it has fewer hits than the limit, all other photos share no term and score 0.
    """
    return [missing_score(*pair) for pair in zip(subqueries, hits, strict=True)]


def missing_score(subquery: Subquery, hits: Hits) -> float:
    if isinstance(subquery.vector, SparseVector) and not hits.reach(conf.settings().candidates):
        return subquery.baseline.z_score(0.0)
    return subquery.baseline.z_score(float(hits.scores[-1])) if len(hits) else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """Every photo that a subquery hit, as columns [n]. Scores are in deviations above chance."""

    photos: Keys
    """Ascending."""
    products: Keys
    scores: Scores
    """Weighted mean over all subqueries."""
    vector_scores: Scores
    """Weighted mean over the subqueries by dense vector, that is without words."""
    photo_scores: Scores
    """Mean over the subqueries that compare photos."""


def fuse(
    subqueries: Sequence[Subquery],
    hits: Sequence[Hits],
    missing: Sequence[float],
    weights: NDArray[np.float64],
) -> Fused:
    """Return the fused scores of every photo that a subquery hit.

    `hits` and `missing` have one entry per subquery; see missing_scores() and weights_of().
    """
    photos, sources, rows = distinct(np.concatenate([each.photos for each in hits]))
    table = np.empty((len(subqueries), len(photos)))
    start = 0
    for number, (subquery, each) in enumerate(zip(subqueries, hits, strict=True)):
        table[number] = missing[number]
        columns = rows[start : start + len(each)]
        table[number, columns] = subquery.baseline.z_scores(each.scores)
        start += len(each)
    scores, vector_scores, photo_scores = weights @ table
    products = np.concatenate([each.products for each in hits])[sources]
    return Fused(photos, products, scores, vector_scores, photo_scores)


def distinct(keys: Keys) -> tuple[Keys, NDArray[np.intp], NDArray[np.intp]]:
    """Return the distinct keys in order, the position of each, and the row of every key in them.

    It is np.unique without a stable sort, since photos that are listed twice are the same.
    """
    order = np.argsort(keys)
    ordered = keys[order]
    first = np.ones(len(keys), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    rows = np.empty(len(keys), np.intp)
    rows[order] = np.cumsum(first) - 1
    return ordered[first], order[first], rows


def weights_of(subqueries: Sequence[Subquery]) -> NDArray[np.float64]:
    """Return [3, k]: the weight of each of the k subqueries in the three scores of `Fused`.

    Each row sums to 1. A row is 0 if no subquery counts in it.
    """
    weights = np.array([subquery.weight for subquery in subqueries], np.float64)
    is_vector = np.array([subquery.using != "words" for subquery in subqueries])
    is_photo = np.array([subquery.using == "photo" for subquery in subqueries])
    rows = np.stack([weights, weights * is_vector, is_photo.astype(np.float64)])
    totals = rows.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(rows, totals, np.zeros_like(rows), where=totals > 0)
    return shares


def cutoff_of(rule: CutoffRule, fused: Fused) -> Cutoff:
    """Return the cutoff that the rule sets for these scores."""
    scores = (fused.scores, fused.vector_scores)
    return Cutoff(*(rule.cutoff(best_scores(rule, fused, column)) for column in scores))


def best_scores(rule: CutoffRule, fused: Fused, scores: Scores) -> Scores:
    """Return each product's best score, highest first; only the first one if the rule allows."""
    if not rule.min_products or not len(scores):
        return scores.max(keepdims=True) if len(scores) else scores
    order = np.argsort(-scores, kind="stable")
    _, firsts = np.unique(fused.products[order], return_index=True)
    best: Scores = scores[order[np.sort(firsts)]]
    return best


def passing(
    fused: Fused, cutoff: Cutoff, always_include: Chosen | None = None
) -> NDArray[np.bool_]:
    """Return bool [n]: the photos that reach the cutoff or belong to an always included product."""
    reached: NDArray[np.bool_] = (fused.scores >= cutoff.score) | (
        fused.vector_scores >= cutoff.vector_score
    )
    return reached if always_include is None else reached | always_include(fused.products)


def best_photos(fused: Fused, selected: NDArray[np.bool_]) -> Candidates:
    """Return one candidate per product, with its best selected photo; best first.

    `selected` is bool [n]. Among equal scores the older photo, and the older product, comes first.
    The candidates have no facts.
    """
    rows = np.flatnonzero(selected)
    rows = rows[np.argsort(-fused.scores[rows], kind="stable")]
    _, firsts = np.unique(fused.products[rows], return_index=True)
    rows = rows[firsts]
    rows = rows[np.argsort(-fused.scores[rows], kind="stable")]
    return Candidates(
        fused.products[rows], fused.photos[rows], fused.scores[rows], fused.photo_scores[rows]
    )
