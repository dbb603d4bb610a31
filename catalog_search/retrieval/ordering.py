"""The sort orders of candidates. Ties are sorted by product, so that pages are stable."""

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from catalog_search.exceptions import InvalidQuery
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.relevance import Judge

RELEVANCE = "relevance"
SORTS = (RELEVANCE, "price", "-price", "newest")


def ordered(candidates: Candidates, sort: str, judge: Judge | None = None) -> Candidates:
    """Return the candidates in this order; "" is relevance, which leaves them as they are.

    With a judge, strong matches come first. Otherwise sorting by price would lead with the
    cheapest irrelevant product.
    """
    if not is_order(sort):
        return candidates
    rows = order_of(candidates, sort)
    if judge:
        strong = judge.is_strong(candidates)[rows]
        rows = np.concatenate([rows[strong], rows[~strong]])
    return candidates.take(rows)


def is_order(sort: str) -> bool:
    """Return whether it is another order than relevance."""
    return sort not in ("", RELEVANCE)


def order_of(candidates: Candidates, sort: str) -> NDArray[np.intp]:
    """Return the rows in this order. Products without a price come last in both directions."""
    if sort == "newest":
        # Keys increase with time, so the highest key is the newest product.
        return np.argsort(-candidates.products, kind="stable")
    amounts = prices(candidates)
    return np.lexsort((candidates.products, -amounts if sort == "-price" else amounts))


def prices(candidates: Candidates) -> NDArray[np.float64]:
    """Return float64 [n], with nan for products without a price. nan sorts last."""
    return candidates.facts.prices[candidates.rows]


def check(sort: str) -> str:
    """Return `sort` unchanged. Raises InvalidQuery if there is no such order."""
    if sort and sort not in SORTS:
        raise InvalidQuery(_("sort must be one of: %(sorts)s.") % {"sorts": ", ".join(SORTS)})
    return sort
