"""Goods that a shopper has already: for "set the table", tables are not what is wanted.

English only.
"""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.descriptive import ACTS
from catalog_search.text.goods import goods
from catalog_search.text.goods.uses import goods_for, purposes_in, serving, stating
from catalog_search.text.store.row_sets import contained
from catalog_search.text.store.store_words import StoreWords
from catalog_search.types import Keys

LONGEST = 2
"""Maximum number of words in a name of goods that the shopper has."""


def handled(words: str, store_words: StoreWords) -> Callable[[Keys], NDArray[np.bool_]] | None:
    """Return a function of product keys [n]: whether the shopper has such goods already.

    Goods for the purpose are no such goods, even if they state the name: a "coat stand" serves to
    "hang coats". Return None if the purpose names no goods, or if nothing in the store serves it.
    """
    names = {name for purpose in purposes_in(words) for name in handled_in(purpose)}
    useful = goods_for(words) if names else []
    owned = names.difference(useful)
    if not owned or not len(serving(useful, store_words)):
        return None
    owned_rows = stating(owned, store_words)
    useful = [name for name in useful if not owned.isdisjoint(parts(name))]
    are_useful = contained(owned_rows, stating(useful, store_words))
    return store_words.among(owned_rows[~are_useful])


def handled_in(purpose: Terms) -> Iterator[Terms]:
    """Yield the names of goods with which a purpose ends: "my books", "set the table"."""
    if purpose[0] in acts():
        yield from (each for each in parts(purpose[1:], ends=True) if each in goods.names())


def parts(name: Terms, *, ends: bool = False) -> Iterator[Terms]:
    """Yield the parts of a name that have up to LONGEST words; those with which it ends."""
    for size in range(1, LONGEST + 1):
        starts = range(len(name) - size + 1)
        yield from (name[start : start + size] for start in (starts[-1:] if ends else starts))


@cache
def acts() -> frozenset[str]:
    """Return the first words of purposes that end with such goods, as terms."""
    return frozenset(terms_of(" ".join(ACTS | {"my"})))
