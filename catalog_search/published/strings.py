"""Many texts as two arrays: their bytes one after the other, and where each begins.

Sorted ones are found by halving, so a lookup reads a few pages of a file and makes no list of it.
Bytes of UTF-8 sort as the characters do.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import NDArray

AFTER_ALL = b"\xff"
"""A byte that UTF-8 does not have and that sorts behind all others."""

Arrays = dict[str, NDArray[Any]]


class Named(Protocol):
    """Arrays by name, in memory or in a file."""

    def __getitem__(self, name: str, /) -> NDArray[Any]: ...


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def pack(name: str, texts: Iterable[str | bytes]) -> Arrays:
    """Return the two arrays of these texts in this order: `name` and `name.starts`."""
    blob, starts = bytearray(), [0]
    for text in texts:
        blob += text if isinstance(text, bytes) else encoded(text)
        starts.append(len(blob))
    return {name: np.frombuffer(bytes(blob), np.uint8), f"{name}.starts": np.array(starts)}


class Strings(Sequence[str]):
    """Texts as `pack` stored them."""

    def __init__(self, arrays: Named, name: str) -> None:
        self.blob = arrays[name].data
        self.starts = arrays[f"{name}.starts"].data

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        first = row if row >= 0 else row + len(self)
        if first < 0:
            raise IndexError(f"There is no row {row}.")
        # A page reads hundreds: no function of our own is called for one.
        return str(self.blob[self.starts[first] : self.starts[first + 1]], "utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (self[row] for row in range(len(self)))

    def bytes(self, row: int) -> bytes:
        """Return the text in this row, 0 or more, as it is stored."""
        return bytes(self.blob[self.starts[row] : self.starts[row + 1]])

    def lengths(self) -> NDArray[np.int64]:
        """Return the number of bytes of each text [n]."""
        return np.diff(np.asarray(self.starts))


class SortedStrings(Strings):
    """Texts in ascending order."""

    def first(self, data: bytes) -> int:
        """Return the row of the first text that does not sort before these bytes."""
        return bisect_left(range(len(self)), data, key=self.bytes)

    def row(self, text: str) -> int | None:
        """Return the first row of the text, None if it is not there."""
        data = encoded(text)
        row = self.first(data)
        return row if row < len(self) and self.bytes(row) == data else None

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.row(text) is not None

    def with_prefix(self, prefix: str) -> range:
        """Return the rows of the texts that begin with the prefix."""
        data = encoded(prefix)
        return range(self.first(data), self.first(data + AFTER_ALL))

    def containing(self, part: str) -> list[str]:
        """Return the texts that contain the part. It reads all of them: 10 MB take some 20 ms."""
        data, found = bytes(self.blob), encoded(part)
        rows, place = [], data.find(found)
        while place >= 0:
            rows.append(bisect_right(self.starts, place) - 1)
            place = data.find(found, place + 1)
        # What was found may be the end of one text and the beginning of the next.
        return [text for text in map(self.__getitem__, dict.fromkeys(rows)) if part in text]
