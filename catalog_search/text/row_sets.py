"""Sets of products, as their rows in the words of a store: ascending, each once.

Sets may be long, as a word may be in half of the products. So none is sorted anew or looked up
by bisection: a column of truth values takes a fraction of that.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
"""Rows of products, ascending and unique."""
Mask = NDArray[np.bool_]
NO_ROWS: Rows = np.empty(0, np.int32)

FEW = 8
"""Rows are looked up by bisection where the other set has so many times as many."""


def intersected(every: Iterable[Rows]) -> Rows:
    """Return the rows that are in all of these."""
    rows, *others = sorted(every, key=len)
    for other in others:
        rows = rows[contained(rows, other)]
    return rows


def union(every: Sequence[Rows]) -> Rows:
    """Return the rows that are in any of these."""
    every = [rows for rows in every if len(rows)]
    if len(every) < 2:
        return every[0] if every else NO_ROWS
    mask = np.zeros(1 + max(int(rows[-1]) for rows in every), np.bool_)
    for rows in every:
        mask[rows] = True
    return np.flatnonzero(mask).astype(np.int32)


def contained(rows: Rows, other: Rows) -> Mask:
    """Return for each of `rows` [n] whether the other set has it."""
    if not len(rows) or not len(other):
        return np.zeros(len(rows), np.bool_)
    if FEW * len(rows) < len(other):
        places = np.searchsorted(other, rows)
        places[places == len(other)] = 0
        are_equal: Mask = other[places] == rows
        return are_equal
    mask = np.zeros(1 + max(int(rows[-1]), int(other[-1])), np.bool_)
    mask[other] = True
    return mask[rows]
