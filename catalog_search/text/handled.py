"""Goods that a shopper has already: for "set the table", tables are not what is wanted.

English only.
"""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from catalog_search.text import goods
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.descriptive import ACTS
from catalog_search.text.store_words import StoreWords, contained
from catalog_search.text.uses import goods_for, purposes_in, serving, stating
from catalog_search.types import Keys

LONGEST = 2
"""Words of a name of such goods."""


def handled(words: str, store_words: StoreWords) -> Callable[[Keys], NDArray[np.bool_]] | None:
    """Return a function of product keys [n]: whether a purpose in the words is about such goods.

    Goods for the purpose whose name has theirs in it are not meant: "coat stand" for "hang coats".
    Return None if the purpose is about no goods, or if the store has nothing that serves it.
    """
    named = {name for purpose in purposes_in(words) for name in handled_in(purpose)}
    useful = goods_for(words) if named else []
    there = named.difference(useful)
    if not there or not len(serving(useful, store_words)):
        return None
    rows = stating(there, store_words)
    besides = stating([each for each in useful if not there.isdisjoint(parts(each))], store_words)

    def are_handled(products: Keys) -> NDArray[np.bool_]:
        places = store_words.rows_of(products)
        return contained(places, rows) & ~contained(places, besides)

    return are_handled


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
    """Return the first words of such purposes, as terms."""
    return frozenset(terms_of(" ".join(ACTS | {"my"})))
