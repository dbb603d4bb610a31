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
        return [self.payloads[photo].get(name) for photo in self.photos.tolist()]


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
class FoundPhotos:
    """Candidates without payloads, and the photo of each of their points."""

    candidates: Candidates
    points: Mapping[str, int]


def best_photos(fused: Fused, kept: NDArray[np.bool_]) -> FoundPhotos:
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
    return FoundPhotos(candidates, points)
