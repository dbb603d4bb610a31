"""A catalogue as columns: which products satisfy filters, and how many have each value.

A page without words is answered from these columns. Rows are products in the order of their
titles. Everything costs a few array operations on the rows that are selected, so that a filter or
a count takes milliseconds at a million products.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import category_prefixes
from catalog_search.types import Condition, Exclude, Keys, Payload, Range, Where

Rows = NDArray[np.intp]
"""Rows of selected products, ascending."""
Mask = NDArray[np.bool_]
EVERY_ROW_HAS = ("store", "visible")
"""Fields whose conditions hold for all rows: a store's columns hold its visible products."""


@dataclass(frozen=True, eq=False)
class Values:
    """The values of products in one field: row `r` has codes[starts[r] : starts[r + 1]].

    A code is a place in `names`. With `nested`, names are paths that lie in others: a product has
    all of those, too, though only the whole path is stored.
    """

    names: Sequence[str]
    starts: NDArray[np.int32]
    codes: NDArray[np.int32]
    nested: bool = False

    @cached_property
    def totals(self) -> NDArray[np.intp]:
        """Products by code."""
        return np.bincount(self.codes, minlength=len(self.names))

    @cached_property
    def places(self) -> Mapping[str, list[int]]:
        """The codes of each value; of a path that others lie in, the codes of all of them."""
        places: dict[str, list[int]] = {}
        for code, name in enumerate(self.names):
            for value in self.values_of(name):
                places.setdefault(value, []).append(code)
        return places

    def values_of(self, name: str) -> list[str]:
        return category_prefixes(name) if self.nested else [name]

    def having(self, values: Iterable[Any]) -> Mask:
        """Return bool [n]: which rows have one of the values."""
        codes = [code for value in values for code in self.places.get(value, ())]
        mask = np.zeros(len(self.starts) - 1, bool)
        found = np.flatnonzero(np.isin(self.codes, codes))
        mask[np.searchsorted(self.starts, found, side="right") - 1] = True
        return mask

    def counts(self, rows: Rows) -> NDArray[np.intp]:
        """Return the number of these rows by code."""
        starts = self.starts[rows].astype(np.intp)
        lengths = self.starts[rows + 1] - starts
        places = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        codes = self.codes[places + np.arange(len(places))]
        return np.bincount(codes, minlength=len(self.names))

    def largest(self, counts: NDArray[np.intp], limit: int, chosen: Iterable[str]) -> Counter[str]:
        """Return the counts by value: of nested ones all, else of the `limit` most and `chosen`."""
        codes = np.flatnonzero(counts)
        if not self.nested and len(codes) > limit:
            least = np.partition(counts, -limit)[-limit]
            codes = np.flatnonzero(counts >= max(1, least))
        known = (code for value in chosen for code in self.places.get(value, ()))
        by_value: Counter[str] = Counter()
        for code in {*codes.tolist(), *known}:
            for value in self.values_of(self.names[code]):
                by_value[value] += int(counts[code])
        return by_value


@dataclass(frozen=True, eq=False)
class Columns:
    """The visible products of a store that have a photo in the index, as columns of length n."""

    products: Keys
    """By title."""
    prices: NDArray[np.float64]
    """nan for a product without a price."""
    in_stock: Mask
    fields: Mapping[str, Values]
    """By the name of a facet."""

    def __len__(self) -> int:
        return len(self.products)

    @cached_property
    def order(self) -> NDArray[np.intp]:
        return np.argsort(self.products)

    def rows_of(self, products: Iterable[int]) -> Rows:
        """Return the rows of those of the products that have one."""
        keys = np.array(list(products), np.int64)
        places = np.searchsorted(self.products, keys, sorter=self.order)
        places = places[places < len(self)]
        rows = np.unique(self.order[places])
        return rows[np.isin(self.products[rows], keys)]

    def satisfying(self, where: Where) -> Mask:
        """Return bool [n]: which rows satisfy all conditions."""
        mask = np.ones(len(self), bool)
        for condition in where:
            if condition.field not in EVERY_ROW_HAS:
                mask &= self.meeting(condition)
        return mask

    def meeting(self, condition: Condition) -> Mask:
        if isinstance(condition, Range):
            low, high = condition.low, condition.high
            # A missing price is nan, which compares with nothing.
            mask = self.prices >= (-np.inf if low is None else low)
            return mask & (self.prices <= (np.inf if high is None else high))
        mask = self.having(condition.field, condition.values)
        return ~mask if isinstance(condition, Exclude) else mask

    def having(self, field: str, values: Sequence[Any]) -> Mask:
        if field == "product":
            mask = np.zeros(len(self), bool)
            mask[self.rows_of(values)] = True
            return mask
        if field == "in_stock":
            return np.isin(self.in_stock, values)
        return self.fields[field].having(values)


def columns_of(payloads: Iterable[Payload], names: Sequence[str]) -> Columns:
    """Return the columns of products with these payloads, which are sorted by title.

    `names` are the facets.
    """
    products, prices, stock = [], [], []
    builders = {name: ValuesBuilder(nested=name == "category") for name in names}
    for payload in payloads:
        products.append(payload["product"])
        prices.append(np.nan if payload["price"] is None else payload["price"])
        stock.append(payload["in_stock"])
        for name, builder in builders.items():
            builder.add(payload.get(name))
    return Columns(
        np.array(products, np.int64),
        np.array(prices, np.float64),
        np.array(stock, bool),
        {name: builder.values() for name, builder in builders.items()},
    )


class ValuesBuilder:
    """Collects the values of one field, row by row."""

    def __init__(self, *, nested: bool) -> None:
        self.nested = nested
        self.known: dict[str, int] = {}
        self.starts, self.codes = [0], list[int]()

    def add(self, cell: object) -> None:
        """Add a row with a text, a list of texts, or nothing."""
        values: Iterable[Any] = cell if isinstance(cell, list | tuple) else [cell] if cell else ()
        if self.nested:
            # The last path lies in all others.
            values = list(values)[-1:]
        for value in dict.fromkeys(values):
            self.codes.append(self.known.setdefault(value, len(self.known)))
        self.starts.append(len(self.codes))

    def values(self) -> Values:
        starts, codes = np.array(self.starts, np.int32), np.array(self.codes, np.int32)
        return Values(tuple(self.known), starts, codes, self.nested)
