"""What thing a title tells of: a bicycle lock is no bicycle, salted chips are no salt."""

import re
from collections.abc import Callable, Collection

import numpy as np
from numpy.typing import NDArray

from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.goods import are_goods
from catalog_search.text.store_words import StoreWords
from catalog_search.text.terms import APPENDED, ends_with, without_all_said, without_said
from catalog_search.types import Keys

Titled = Callable[[Keys], NDArray[np.int8]]
"""Returns for each product key [n] what its title makes of it: 1 for one of the goods, -1 for
other goods, 0 for what may be either. It reads the title of each, so ask it of few."""

INSIDE = re.compile(r"\s(?:in|with)\s")
"""What divides a thing from what is in it."""


def titled(names: Collection[Terms], words: StoreWords) -> Titled | None:
    """Return what tells whether products are goods with one of these names; None without names."""
    if not names:
        return None

    def read(products: Keys) -> NDArray[np.int8]:
        rows = words.rows_of(products).tolist()
        read = (told(words.titles[row], names) if row >= 0 else 0 for row in rows)
        return np.fromiter(read, np.int8, len(rows))

    return read


def told(title: str, names: Collection[Terms]) -> int:
    """Return 1 if the title ends with a name, -1 if it states one beside other goods, else 0.

    "Bicycle lock" ends with other goods, "tuna in olive oil" has the oil behind them.
    """
    thing = thing_of(title)
    if ends_with(thing, names):
        return 1
    before, *inside = map(terms_of, INSIDE.split(title, maxsplit=1))
    if any(map({*before}.issuperset, names)):
        own = {term for name in names for term in name}
        is_other = names_goods(thing) and own.isdisjoint(without_all_said(thing)[-1:])
        return -1 if is_other else 0
    return -1 if any({*part}.issuperset(name) for part in inside for name in names) else 0


def thing_of(title: str) -> Terms:
    """Return the title up to what is said of the thing, as terms."""
    return terms_of(APPENDED.split(title, maxsplit=1)[0])


def names_goods(thing: Terms) -> bool:
    """Return whether the title ends with a name of goods, but for colors and amounts behind it."""
    if are_goods(thing):
        return True
    shorter = without_said(thing)
    return shorter != thing and names_goods(shorter)
