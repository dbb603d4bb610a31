"""Which thing a title names: "bicycle lock" names a lock, not a bicycle."""

import re
from collections.abc import Callable, Collection, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.descriptive import FINISHES
from catalog_search.text.endings import APPENDED, less_and_less_said
from catalog_search.text.goods import are_goods, name_of_goods
from catalog_search.text.store_words import StoreWords
from catalog_search.types import Keys

Titled = Callable[[Keys], NDArray[np.int8]]
"""Returns for each product key [n] what its title makes of it: 1 for one of the goods, -1 for
other goods, 0 for what may be either. It reads the title of each, so ask it of few."""

INSIDE = re.compile(r"\s(?:in|with)\s")
"""What divides a thing from what is in it."""
FINISHED = re.compile(rf"\b(?:{'|'.join(sorted(FINISHES))})\b", re.IGNORECASE)
MOST_KEPT = 10_000
"""Titles that a process keeps taken apart: popular products are found again and again."""


@dataclass(frozen=True, slots=True)
class Thing:
    """The thing that a title names, apart from any search."""

    ends: tuple[Terms, ...]
    """The title up to what is said of the thing, then without each color and amount behind."""
    behind: frozenset[str]
    """Terms of what is said of it."""
    before: frozenset[str]
    """Terms up to what is in it."""
    inside: tuple[frozenset[str], ...]
    """Those of what is in it."""
    name: Terms
    """The name of goods with which the title ends, leaving out what is said of them; else ()."""

    @property
    def goods(self) -> Terms:
        """Return the last term of its name."""
        return self.name[-1:]

    def ends_with(self, names: Set[Terms]) -> bool:
        """Return whether it ends with one of these, but for colors and amounts behind it."""
        return any(end[start:] in names for end in self.ends for start in range(len(end)))

    def has(self, names: Collection[Terms]) -> bool:
        """Return whether all words of one of these are in the title, up to what is in it."""
        return any(map(self.before.issuperset, names))

    def goes_on_after(self, names: Collection[Terms]) -> bool:
        """Return whether other goods stand right behind one of these: "guitar strings 10-46"."""
        title = self.ends[0]
        places = range(1, len(title))
        return any(
            title[max(0, place - len(name)) : place] == name and are_goods(title[place : place + 1])
            for name in names
            for place in places
        )

    def is_for(self, names: Collection[Terms]) -> bool:
        """Return whether one of these stands behind the thing only: "keypad for laptops"."""
        title = frozenset(self.ends[0])
        return any(self.behind.issuperset(name) and title.isdisjoint(name) for name in names)


def titled(names: Collection[Terms], words: StoreWords) -> Titled | None:
    """Return a function that says whether products are goods with one of these names.

    Return None without names.
    """
    if not names:
        return None
    every = frozenset(names)
    own = frozenset(term for name in names for term in name)

    def read(products: Keys) -> NDArray[np.int8]:
        rows = words.rows_of(products).tolist()
        read = (told(thing_of(words.titles[row]), every, own) if row >= 0 else 0 for row in rows)
        return np.fromiter(read, np.int8, len(rows))

    return read


def thing_of(title: str) -> Thing:
    """Return the thing that the title names."""
    made: Thing = conf.once("things of titles", lambda: lru_cache(MOST_KEPT)(made_of))(title)
    return made


def made_of(title: str) -> Thing:
    named, *said = APPENDED.split(title, maxsplit=1)
    # A finish is replaced by a number, because numbers behind a name are left out.
    ends = (terms_of(named), *less_and_less_said(terms_of(FINISHED.sub("0", named))))
    before, *inside = (frozenset(terms_of(part)) for part in INSIDE.split(title, maxsplit=1))
    name = next(filter(None, map(name_of_goods, ends)), ())
    return Thing(ends, frozenset(terms_of(" ".join(said))), before, tuple(inside), name)


def told(thing: Thing, names: Set[Terms], own: Set[str]) -> int:
    """Return 1 if the thing ends with a name, -1 if one stands beside other goods, else 0.

    "Bicycle lock" ends with other goods, "tuna in olive oil" has the oil behind them. `own` are
    the terms of all names.
    """
    if thing.ends_with(names):
        return 1
    if thing.has(names):
        is_other = thing.goods and own.isdisjoint(thing.goods)
        return -1 if is_other or thing.goes_on_after(names) else 0
    return -1 if any(part.issuperset(name) for part in thing.inside for name in names) else 0


def up_to_said(title: str) -> Terms:
    """Return the title up to what is said of the thing, as terms."""
    return terms_of(APPENDED.split(title, maxsplit=1)[0])
