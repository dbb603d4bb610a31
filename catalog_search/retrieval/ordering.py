"""The orders that candidates can be shown in; equal ones stand by product, so pages are stable."""

from collections.abc import Callable, Sequence
from typing import Any

from catalog_search.exceptions import InvalidQuery
from catalog_search.retrieval.candidates import Candidate

RELEVANCE = "relevance"

KEYS: dict[str, Callable[[Candidate], Any]] = {
    "price": lambda one: (price(one) is None, price(one), one.product),
    "-price": lambda one: (price(one) is None, -(price(one) or 0), one.product),
    # Rows are made as products come, so the last row is the newest product.
    "newest": lambda one: -one.product,
}
"""Sort key of each order but relevance. Products without a price come last in either direction."""

SORTS = (RELEVANCE, *KEYS)

Sure = Callable[[Candidate], bool]
"""Whether a candidate is a strong answer to what was asked."""


def ordered(
    candidates: Sequence[Candidate], sort: str, sure: Sure | None = None
) -> tuple[Candidate, ...]:
    """Return the same candidates in this order; "" is relevance, the order they came in.

    Those that are `sure` come before all others: the cheapest shoe is no boxing glove, however
    little that costs.
    """
    key = KEYS.get(sort)
    found = tuple(sorted(candidates, key=key)) if key else tuple(candidates)
    return tuple(sorted(found, key=lambda one: not sure(one))) if key and sure else found


def check(sort: str) -> str:
    """Return the order. Raises InvalidQuery for one that does not exist."""
    if sort and sort not in SORTS:
        raise InvalidQuery(f"sort must be one of: {', '.join(SORTS)}.")
    return sort


def price(candidate: Candidate) -> float | None:
    value = candidate.payload.get("price")
    return float(value) if isinstance(value, int | float) else None
