"""What one part finds for a query, and the best of all parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog_search.backends.qdrant_edge.keys import Keys, Rows
from catalog_search.types import Hits, Scores


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Rows of one part, the best first, with their scores."""

    rows: Rows
    scores: Scores

    def hits(self, keys: Keys) -> Hits:
        rows = self.rows
        return Hits(tuple(keys.text_ids(rows)), self.scores, keys.photos[rows], keys.products[rows])


def best_rows(scores: Scores, shown: NDArray[np.bool_], limit: int) -> Found:
    """Return the rows with the highest scores among those shown; -inf is never found."""
    rows = np.flatnonzero(shown & (scores > -np.inf))
    if len(rows) > limit:
        rows = rows[np.argpartition(-scores[rows], limit - 1)[:limit]]
    rows = rows[np.argsort(-scores[rows], kind="stable")]
    return Found(rows, scores[rows])


def best_hits(found: Sequence[tuple[Keys, Found]], limit: int) -> Hits:
    """Return the best hits of all parts."""
    filled = [each.hits(keys) for keys, each in found if len(each.rows)]
    if len(filled) < 2:
        return filled[0] if filled else Hits()
    scores = np.concatenate([hits.scores for hits in filled])
    order = np.argsort(-scores, kind="stable")[:limit]
    points = [point for hits in filled for point in hits.points]
    return Hits(
        tuple(points[place] for place in order.tolist()),
        scores[order],
        np.concatenate([hits.photos for hits in filled])[order],
        np.concatenate([hits.products for hits in filled])[order],
    )
