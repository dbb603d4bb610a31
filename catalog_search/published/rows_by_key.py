"""Which row each key has, for columns of products that are found by their primary keys."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog_search.types import Keys

DENSE = 256
"""Keys have a table of rows if it has at most so many entries a key; else they are sorted.

2,000 keys are found in a table in 10 microseconds, by bisection in 100 to 2,600.
"""


class RowsByKey:
    """The rows of distinct keys: the position of each among them."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def find(self, keys: Keys) -> NDArray[np.intp]:
        """Return the row of each key [n], -1 for one that is not among them."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.intp)
        if self.table is None:
            places = np.searchsorted(self.keys, keys, sorter=self.order)
            rows = self.order[np.minimum(places, len(self.keys) - 1)]
            return np.where(self.keys[rows] == keys, rows, -1)
        # The table's last entry is that of all keys out of its range.
        places = np.asarray(keys, np.int64) - self.first
        places[(places < 0) | (places > len(self.table) - 1)] = len(self.table) - 1
        return self.table[places].astype(np.intp)

    @cached_property
    def first(self) -> int:
        return int(self.keys.min())

    @cached_property
    def table(self) -> NDArray[np.int32] | None:
        """int32 [last key - first + 2]: the row of each key; None if it would be too long."""
        length = int(self.keys.max()) - self.first + 2
        if length > DENSE * len(self.keys):
            return None
        table = np.full(length, -1, np.int32)
        table[self.keys - self.first] = np.arange(len(self.keys), dtype=np.int32)
        return table

    @cached_property
    def order(self) -> NDArray[np.intp]:
        return np.argsort(self.keys)
