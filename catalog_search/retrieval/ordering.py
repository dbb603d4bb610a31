"""The orders that candidates can be shown in; ties are ordered by product, so pages are stable."""

import numpy as np
from numpy.typing import NDArray

from catalog_search.exceptions import InvalidQuery
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.relevance import Judge

RELEVANCE = "relevance"
SORTS = (RELEVANCE, "price", "-price", "newest")


def ordered(candidates: Candidates, sort: str, judge: Judge | None = None) -> Candidates:
    """Return the same candidates in this order; "" is relevance, the order they came in.

    Strong matches come first; otherwise sorting by price would lead with the cheapest irrelevant
    product.
    """
    if sort in ("", RELEVANCE):
        return candidates
    rows = order_of(candidates, sort)
    if judge:
        strong = judge.is_strong(candidates)[rows]
        rows = np.concatenate([rows[strong], rows[~strong]])
    return candidates.take(rows)


def order_of(candidates: Candidates, sort: str) -> NDArray[np.intp]:
    """Return the rows in this order. Products without a price come last in either direction."""
    if sort == "newest":
        # Rows are made as products come, so the highest key is the newest product.
        return np.argsort(-candidates.products, kind="stable")
    amounts = prices(candidates)
    return np.lexsort((candidates.products, -amounts if sort == "-price" else amounts))


def prices(candidates: Candidates) -> NDArray[np.float64]:
    """Return float64 [n], nan where a product has no price: it sorts last."""
    column = candidates.column("price")
    return np.array([np.nan if price is None else price for price in column], np.float64)


def check(sort: str) -> str:
    """Return the order. Raises InvalidQuery for one that does not exist."""
    if sort and sort not in SORTS:
        raise InvalidQuery(f"sort must be one of: {', '.join(SORTS)}.")
    return sort
