"""Scored rows that one part finds for a query, and the best hits of all parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.backends.qdrant_edge.keys import Keys, Rows
from catalog_search.types import Hits, Scores


@dataclass(frozen=True, slots=True, eq=False)
class ScoredRows:
    """Rows of one part, the best first, with their scores."""

    rows: Rows
    scores: Scores


def best_rows(scores: Scores, is_visible: NDArray[np.bool_], limit: int) -> ScoredRows:
    """Return the rows with the highest scores among those shown; -inf is never found."""
    rows = np.flatnonzero(is_visible & (scores > -np.inf))
    if len(rows) > limit:
        rows = rows[np.argpartition(-scores[rows], limit - 1)[:limit]]
    rows = rows[np.argsort(-scores[rows], kind="stable")]
    return ScoredRows(rows, scores[rows])


def best_hits(parts: Sequence[tuple[Keys, ScoredRows]], limit: int) -> Hits:
    """Return the best hits of all parts."""
    parts = [(keys, each) for keys, each in parts if len(each.rows)]
    if not parts:
        return Hits()
    scores = np.concatenate([each.scores for _, each in parts])
    order = np.argsort(-scores, kind="stable")[:limit]

    def column(name: str) -> Any:
        return np.concatenate([getattr(keys, name)[each.rows] for keys, each in parts])[order]

    return Hits(scores[order], column("photos"), column("products"))
