"""What products in columns cost while sales begin and end.

Columns are read now and then. What is known of sales when they are read says what each product
costs at any later moment, so that no page waits for them to be read again.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import clock

Prices = NDArray[np.float64]
"""float64 [n]: nan for a product without a price."""


@dataclass(frozen=True, eq=False)
class Sales:
    """The sales that begin or end after the columns were read, as parallel columns."""

    rows: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """Which row of the columns it is about."""
    normal: Prices = field(default_factory=lambda: np.empty(0))
    reduced: Prices = field(default_factory=lambda: np.empty(0))
    starts: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    """Seconds since 1970; infinite where there is no beginning or no end."""
    ends: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    latest: "list[Current]" = field(default_factory=list, repr=False, init=False)
    """The prices of now, as the last request computed them."""

    def current(self, prices: Prices) -> Prices:
        """Return the prices of now, with the sales that have begun.

        They are computed once between two changes.
        """
        if not len(self.rows):
            return prices
        now = clock.now().timestamp()
        for each in self.latest:
            if each.since <= now < each.until:
                return each.prices
        new = self.at(now, prices)
        self.latest[:] = [new]
        return new.prices

    def at(self, now: float, prices: Prices) -> "Current":
        counts = (self.starts <= now) & (now < self.ends)
        changed = prices.copy()
        changed[self.rows] = np.where(counts, self.reduced, self.normal)
        moments = np.concatenate([self.starts, self.ends])
        return Current(
            moments[moments <= now].max(initial=-math.inf),
            moments[moments > now].min(initial=math.inf),
            changed,
        )


@dataclass(frozen=True, eq=False, slots=True)
class Current:
    """The prices that count from one moment up to another, in seconds."""

    since: float
    until: float
    prices: Prices


NO_SALES = Sales()


def sales_of(planned: Iterable[tuple[Any, ...]], products: NDArray[np.int64]) -> Sales:
    """Return the sales of those of the products [n] that are among the columns.

    `planned` has key, normal price, sale price, beginning and end of each, None for what is not
    known.
    """
    places = {key: row for row, key in enumerate(products.tolist())}
    listed = [(places[key], *values) for key, *values in planned if key in places]
    rows, normal, reduced, starts, ends = zip(*listed, strict=True) if listed else ((),) * 5
    return Sales(
        np.array(rows, np.int64),
        np.array([math.nan if each is None else each for each in normal], np.float64),
        np.array(reduced, np.float64),
        np.array([seconds(each, -math.inf) for each in starts], np.float64),
        np.array([seconds(each, math.inf) for each in ends], np.float64),
    )


def seconds(moment: datetime | None, missing: float) -> float:
    return missing if moment is None else moment.timestamp()
