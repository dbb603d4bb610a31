"""Sets of products, as their rows in the words of a store: ascending, each once.

Sets may be long, as a word may be in half of the products. A column of truth values is faster for
them than sorting, or looking rows up by bisection.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
"""Rows of products, ascending and unique."""
Mask = NDArray[np.bool_]
NO_ROWS: Rows = np.empty(0, np.int32)

FEW = 8
"""Rows are looked up by bisection in a set that is more than this many times as long."""


def intersected(sets: Iterable[Rows]) -> Rows:
    """Return the rows that are in all of these."""
    rows, *larger = sorted(sets, key=len)
    for row_set in larger:
        rows = rows[contained(rows, row_set)]
    return rows


def union(sets: Sequence[Rows]) -> Rows:
    """Return the rows that are in any of these."""
    sets = [rows for rows in sets if len(rows)]
    if len(sets) < 2:
        return sets[0] if sets else NO_ROWS
    mask = np.zeros(1 + max(int(rows[-1]) for rows in sets), np.bool_)
    for rows in sets:
        mask[rows] = True
    return np.flatnonzero(mask).astype(np.int32)


def contained(rows: Rows, row_set: Rows) -> Mask:
    """Return for each of `rows` [n] whether the set has it."""
    if not len(rows) or not len(row_set):
        return np.zeros(len(rows), np.bool_)
    if FEW * len(rows) < len(row_set):
        places = np.searchsorted(row_set, rows)
        places[places == len(row_set)] = 0
        are_equal: Mask = row_set[places] == rows
        return are_equal
    mask = np.zeros(1 + max(int(rows[-1]), int(row_set[-1])), np.bool_)
    mask[row_set] = True
    return mask[rows]
