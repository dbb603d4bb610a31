"""Products as columns: which of them satisfy filters, and how many have each value.

Facets, totals and the order by price come from these columns, for the candidates of a search and
for the whole catalogue alike. Everything costs a few array operations on the rows concerned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from catalog_search.catalogue.sales import NO_SALES, Prices, Sales
from catalog_search.catalogue.values import Mask, Rows, Values, ValuesBuilder
from catalog_search.published.rows_by_key import RowsByKey
from catalog_search.types import Condition, Exclude, Keys, Payload, Range, Where

EVERY_ROW_HAS = ("store", "visible")
"""Fields whose conditions hold for all rows: columns hold visible products of one store."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Visible products of a store, each once, as columns of length n."""

    products: Keys = field(default_factory=lambda: np.empty(0, np.int64))
    read_prices: Prices = field(default_factory=lambda: np.empty(0))
    """As of the time when the columns were read."""
    in_stock: Mask = field(default_factory=lambda: np.empty(0, bool))
    fields: Mapping[str, Values] = field(default_factory=dict)
    """By the name of a facet."""
    sales: Sales = NO_SALES
    """What changes the prices since and later."""

    def __len__(self) -> int:
        return len(self.products)

    @property
    def prices(self) -> Prices:
        """float64 [n]: what the products cost now, nan for one without a price."""
        return self.sales.current(self.read_prices)

    @cached_property
    def rows_by_key(self) -> RowsByKey:
        return RowsByKey(self.products)

    def values(self, name: str) -> Values:
        return self.fields.get(name) or Values(starts=np.zeros(len(self) + 1, np.int32))

    def find(self, products: Keys) -> Rows:
        """Return the row of each product [n], -1 if it has none."""
        return self.rows_by_key.find(products)

    def take(self, rows: Rows) -> "Columns":
        """Return the columns of these rows."""
        fields = {name: values.take(rows) for name, values in self.fields.items()}
        return Columns(self.products[rows], self.prices[rows], self.in_stock[rows], fields)

    def joined(self, other: "Columns") -> "Columns":
        """Return the rows of both; of a product that both have, the first row."""
        other = other.take(np.flatnonzero(self.find(other.products) < 0))
        if not len(self) or not len(other):
            return self if len(self) else other
        return Columns(
            np.concatenate([self.products, other.products]),
            np.concatenate([self.prices, other.prices]),
            np.concatenate([self.in_stock, other.in_stock]),
            {name: values.joined(other.values(name)) for name, values in self.fields.items()},
        )

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
            return np.isin(self.products, values)
        if field == "in_stock":
            return np.isin(self.in_stock, values)
        return self.values(field).having(values)


def columns_of(payloads: Iterable[Payload], names: Sequence[str]) -> Columns:
    """Return the columns of products with these payloads, in this order.

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
