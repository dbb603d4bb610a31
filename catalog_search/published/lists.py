"""Many lists of numbers as two arrays: all numbers one after the other, and where each begins."""

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.published.strings import Arrays, Named

SORTED_AT_ONCE = 8_000_000
"""Numbers that `inverted` sorts at once, 8 bytes each, to bound what it needs beside them."""


class Lists:
    """Lists as `packed` or `inverted` stored them."""

    def __init__(self, arrays: Named, name: str) -> None:
        self.values: NDArray[Any] = arrays[name]
        self.starts = arrays[f"{name}.starts"].data

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> NDArray[Any]:
        """Return the list in this row, 0 or more; nothing is read before it is used."""
        return self.values[self.starts[row] : self.starts[row + 1]]

    def between(self, rows: range) -> NDArray[Any]:
        """Return the lists of adjacent rows, one after the other."""
        return self.values[self.starts[rows.start] : self.starts[rows.stop]]

    def sizes(self, rows: NDArray[Any]) -> NDArray[np.int64]:
        """Return the lengths of the lists in these rows [n]."""
        starts = np.asarray(self.starts)
        lengths: NDArray[np.int64] = starts[rows + 1] - starts[rows]
        return lengths

    def gathered(self, rows: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
        """Return the lists of these rows [n], one after the other, and the place in `rows` of each
        number's list."""
        places, owners = places_of(np.asarray(self.starts)[rows], self.sizes(rows))
        return self.values[places], owners


class GrowingLists:
    """Lists of numbers below 2**31 that grow by one list at a time, 4 bytes a number."""

    def __init__(self) -> None:
        self.values, self.starts = array("i"), array("q", [0])

    def add(self, values: Iterable[int]) -> None:
        self.values.extend(values)
        self.starts.append(len(self.values))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> "array[int]":
        return self.values[self.starts[row] : self.starts[row + 1]]

    def sizes(self) -> NDArray[np.int64]:
        """Return the length of each list [n]."""
        starts = np.frombuffer(self.starts, np.int64)
        return starts[1:] - starts[:-1]

    def counts(self, numbers: int) -> NDArray[np.int32]:
        """Return how often each number below `numbers` occurs."""
        values = np.frombuffer(self.values, np.int32)
        return np.bincount(values, minlength=numbers).astype(np.int32)


def packed(name: str, values: NDArray[Any], sizes: NDArray[Any]) -> Arrays:
    """Return the two arrays of lists of these sizes, whose values follow one another."""
    return {name: values, f"{name}.starts": starts_of(sizes)}


def places_of(
    starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return the places of all numbers of lists that begin and last so, and the list of each."""
    owners = np.repeat(np.arange(len(sizes)), sizes)
    first = np.cumsum(sizes) - sizes
    return np.arange(len(owners)) + (starts - first)[owners], owners


def reordered(
    name: str, lists: GrowingLists, order: NDArray[np.intp], numbers: NDArray[np.int32]
) -> Arrays:
    """Return the lists in this order as two arrays; `numbers` [k] has what each number becomes."""
    sizes = lists.sizes()
    starts = np.frombuffer(lists.starts, np.int64)[:-1]
    places, _ = places_of(starts[order], sizes[order])
    return packed(name, numbers[np.frombuffer(lists.values, np.int32)[places]], sizes[order])


def starts_of(sizes: NDArray[Any]) -> NDArray[np.int64]:
    """Return where each list begins, given their sizes [n], and where the last one ends."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def inverted(
    name: str, lists: GrowingLists, rows: NDArray[np.int32], numbers: NDArray[np.int32]
) -> Arrays:
    """Return for each number the rows of the lists that have it, ascending, as two arrays.

    `rows` [n] has the row that each list becomes, `numbers` [k] what each number becomes. No list
    has a number twice.
    """
    old = np.frombuffer(lists.values, np.int32)
    sizes = np.empty(len(numbers), np.int64)
    sizes[numbers] = lists.counts(len(numbers))
    starts = starts_of(sizes)
    sorted_rows = np.empty(len(old), np.int32)
    owners = np.repeat(rows, lists.sizes())
    first = 0
    while first < len(numbers):
        bound = starts[first] + SORTED_AT_ONCE
        end = max(first + 1, int(np.searchsorted(starts, bound, side="right")) - 1)
        is_single_pass = end - first == len(numbers)
        chosen = slice(None) if is_single_pass else ((numbers >= first) & (numbers < end))[old]
        keys = numbers[old[chosen]].astype(np.int64) << 32 | owners[chosen]
        keys.sort()
        sorted_rows[starts[first] : starts[end]] = keys & 0xFFFFFFFF
        first = end
    return {name: sorted_rows, f"{name}.starts": starts}
