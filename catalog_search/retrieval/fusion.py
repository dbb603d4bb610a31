"""Fusion in columns: each photo's scores over all subqueries, each product's best photo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.retrieval.relevance import Cutoff, CutoffRule
from catalog_search.retrieval.subqueries import Subquery
from catalog_search.types import Hits, Keys, Payload, Scores, SparseVector


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
        payloads = self.payloads
        return [payloads[photo].get(name) for photo in self.photos.tolist()]


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
    """Every photo found, by key, with its scores in deviations above chance; columns [n]."""

    photos: Keys
    """Ascending."""
    products: Keys
    scores: Scores
    """Weighted mean over all subqueries."""
    vector_scores: Scores
    """The same without words."""
    photo_scores: Scores
    """Mean over the subqueries that compare photos."""
    answers: Sequence[Hits]
    """What was fused."""
    sources: NDArray[np.intp]
    """Where in the hits of all answers each photo is."""

    def points(self, rows: NDArray[np.intp]) -> list[str]:
        """Return the ids of the points of the photos in these rows."""
        starts = np.cumsum([0, *(len(hits) for hits in self.answers)])
        sources = self.sources[rows]
        numbers = np.searchsorted(starts, sources, side="right") - 1
        pairs = zip(numbers.tolist(), (sources - starts[numbers]).tolist(), strict=True)
        return [self.answers[number].points[place] for number, place in pairs]


def fuse(
    subqueries: Sequence[Subquery], answers: Sequence[Hits], missing: Sequence[float]
) -> Fused:
    """Return each photo's weighted mean score over the subqueries."""
    photos, rows = np.unique(np.concatenate([hits.photos for hits in answers]), return_inverse=True)
    table = np.empty((len(subqueries), len(photos)))
    start = 0
    for number, (subquery, hits) in enumerate(zip(subqueries, answers, strict=True)):
        table[number] = missing[number]
        columns = rows[start : start + len(hits)]
        table[number, columns] = subquery.baseline.z_scores(hits.scores)
        start += len(hits)
    sources = np.empty(len(photos), np.intp)
    sources[rows] = np.arange(len(rows))
    every, vector, photo = weights_of(subqueries) @ table
    products = np.concatenate([hits.products for hits in answers])[sources]
    return Fused(photos, products, every, vector, photo, answers, sources)


def weights_of(subqueries: Sequence[Subquery]) -> NDArray[np.float64]:
    """Return [3, k]: how much each subquery counts in the three scores of `Fused`.

    Each row sums to 1, or is 0 where nothing counts.
    """
    weights = np.array([subquery.weight for subquery in subqueries], np.float64)
    is_vector = np.array([subquery.using != "words" for subquery in subqueries])
    is_photo = np.array([subquery.using == "photo" for subquery in subqueries])
    rows = np.stack([weights, weights * is_vector, is_photo.astype(np.float64)])
    totals = rows.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(rows, totals, np.zeros_like(rows), where=totals > 0)
    return shares


def cutoff_of(rule: CutoffRule, fused: Fused) -> Cutoff:
    scores = (fused.scores, fused.vector_scores)
    return Cutoff(*(rule.cutoff(best_scores(rule, fused, column)) for column in scores))


def best_scores(rule: CutoffRule, fused: Fused, scores: Scores) -> Scores:
    """Return the best scores of products that the rule looks at, the highest first."""
    if not rule.min_products or not len(scores):
        return scores.max(keepdims=True) if len(scores) else scores
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(fused.products[order], return_index=True)
    best: Scores = scores[order[np.sort(first)]]
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
class FoundPhotos:
    """Candidates without payloads, and the photo of each of their points."""

    candidates: Candidates
    points: Mapping[str, int]


def best_photos(fused: Fused, kept: NDArray[np.bool_]) -> FoundPhotos:
    """Return one candidate per product: its best photo among those kept, best first.

    Of equal scores the older photo, and the older product, comes first.
    """
    rows = np.flatnonzero(kept)
    rows = rows[np.argsort(-fused.scores[rows], kind="stable")]
    _, first = np.unique(fused.products[rows], return_index=True)
    rows = rows[first]
    rows = rows[np.argsort(-fused.scores[rows], kind="stable")]
    candidates = Candidates(
        fused.products[rows], fused.photos[rows], fused.scores[rows], fused.photo_scores[rows]
    )
    pairs = zip(fused.points(rows), candidates.photos.tolist(), strict=True)
    return FoundPhotos(candidates, dict(pairs))
