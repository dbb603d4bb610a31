"""The values of products in one field, of which a product may have none, one or several."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import category_prefixes

Rows = NDArray[np.intp]
"""Rows of products."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Names:
    """The different values of one field; a code is a place in `listed`.

    With `nested` they are paths that lie in others: a product has all of those, too.
    """

    listed: Sequence[str] = ()
    nested: bool = False

    @cached_property
    def codes(self) -> Mapping[str, list[int]]:
        """The codes of each value; of a path that others lie in, the codes of all of them."""
        codes: dict[str, list[int]] = {}
        for code, name in enumerate(self.listed):
            for value in self.values(name):
                codes.setdefault(value, []).append(code)
        return codes

    def values(self, name: str) -> list[str]:
        return category_prefixes(name) if self.nested else [name]

    def of_code(self, code: int) -> list[str]:
        """Return the values of a code. Of paths, of which a page counts all, they are kept."""
        if not self.nested:
            return [self.listed[code]]
        if code not in self.paths:
            self.paths[code] = self.values(self.listed[code])
        return self.paths[code]

    @cached_property
    def paths(self) -> dict[int, list[str]]:
        return {}


@dataclass(frozen=True, eq=False)
class Values:
    """The values of products in one field: row `r` has codes[starts[r] : starts[r + 1]]."""

    names: Names = Names()
    starts: NDArray[np.int32] = field(default_factory=lambda: np.zeros(1, np.int32))
    codes: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def having(self, values: Iterable[Any]) -> Mask:
        """Return bool [n]: which rows have one of the values."""
        codes = [code for value in values for code in self.names.codes.get(value, ())]
        mask = np.zeros(len(self.starts) - 1, bool)
        places = np.flatnonzero(np.isin(self.codes, codes))
        mask[np.searchsorted(self.starts, places, side="right") - 1] = True
        return mask

    def leading(self, values: Iterable[Any]) -> Mask:
        """Return bool [n]: which rows have one of the values as their first value."""
        codes = [code for value in values for code in self.names.codes.get(value, ())]
        mask = np.diff(self.starts) > 0
        mask[mask] = np.isin(self.codes[self.starts[:-1][mask]], codes)
        return mask

    def take(self, rows: Rows) -> "Values":
        """Return the values of these rows."""
        starts = self.starts[rows].astype(np.intp)
        lengths = self.starts[rows + 1] - starts
        ends = np.cumsum(lengths)
        places = np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1:].sum())
        return Values(self.names, np.append(0, ends).astype(np.int32), self.codes[places])

    def counts(self, rows: Rows) -> NDArray[np.intp]:
        """Return the number of these rows, each once, by code."""
        if len(rows) == len(self.starts) - 1:
            return self.totals
        return np.bincount(self.take(rows).codes, minlength=len(self.names.listed))

    @cached_property
    def totals(self) -> NDArray[np.intp]:
        """The number of all rows by code."""
        return np.bincount(self.codes, minlength=len(self.names.listed))

    def largest(self, counts: NDArray[np.intp], limit: int, chosen: Iterable[str]) -> Counter[str]:
        """Return the counts by value: of nested ones all, else of the `limit` most and `chosen`."""
        codes = np.flatnonzero(counts)
        if not self.names.nested and len(codes) > limit:
            min_count = np.partition(counts, -limit)[-limit]
            codes = np.flatnonzero(counts >= max(1, min_count))
        chosen_codes = (code for value in chosen for code in self.names.codes.get(value, ()))
        by_value: Counter[str] = Counter()
        for code in {*codes.tolist(), *chosen_codes}:
            for value in self.names.of_code(code):
                by_value[value] += int(counts[code])
        return by_value

    def cells(self, rows: Rows) -> list[list[str]]:
        """Return the values of each of these rows."""
        taken = self.take(rows)
        names = [self.names.listed[code] for code in taken.codes.tolist()]
        bounds = taken.starts.tolist()
        cells = [names[start:end] for start, end in pairwise(bounds)]
        return [[value for name in cell for value in self.names.values(name)] for cell in cells]

    def firsts(self, rows: Rows) -> list[str]:
        """Return the first value of each of these rows, "" for a row without any.

        Of nested ones it is the path that lies in all others.
        """
        places = self.starts[rows]
        has_any = self.starts[rows + 1] > places
        codes, which = np.unique(self.codes[places[has_any]], return_inverse=True)
        names = np.array(["", *(self.names.listed[code] for code in codes.tolist())], object)
        numbers = np.zeros(len(rows), np.intp)
        numbers[has_any] = which + 1
        firsts: list[str] = names[numbers].tolist()
        return firsts

    def joined(self, other: "Values") -> "Values":
        """Return the values of these rows followed by those of another."""
        places = {name: code for code, name in enumerate(self.names.listed)}
        new = [places.setdefault(name, len(places)) for name in other.names.listed]
        names = self.names if len(places) == len(self.names.listed) else None
        moved = np.array(new, np.int32)[other.codes] if new else other.codes
        return Values(
            names or Names(tuple(places), self.names.nested or other.names.nested),
            np.concatenate([self.starts, other.starts[1:] + self.starts[-1]]),
            np.concatenate([self.codes, moved]),
        )


class ValuesBuilder:
    """Collects the values of one field, row by row."""

    def __init__(self, *, nested: bool) -> None:
        self.nested = nested
        self.codes_by_value: dict[str, int] = {}
        self.starts, self.codes = [0], list[int]()

    def add(self, cell: object) -> None:
        """Add a row with a text, a list of texts, or nothing."""
        values: Iterable[Any] = cell if isinstance(cell, list | tuple) else [cell] if cell else ()
        if self.nested:
            # The last path lies in all others.
            values = list(values)[-1:]
        for value in dict.fromkeys(values):
            self.codes.append(self.codes_by_value.setdefault(value, len(self.codes_by_value)))
        self.starts.append(len(self.codes))

    def values(self) -> Values:
        starts, codes = np.array(self.starts, np.int32), np.array(self.codes, np.int32)
        return Values(Names(tuple(self.codes_by_value), self.nested), starts, codes)
