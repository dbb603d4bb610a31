"""Which thing a title names: "bicycle lock" names a lock, not a bicycle."""

import re
from collections.abc import Callable, Collection, Iterator, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, product

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.text.analysis import Terms, contains, terms_of
from catalog_search.text.descriptive import FINISHES
from catalog_search.text.goods.endings import APPENDED, name_part, without_details
from catalog_search.text.goods.goods import are_goods, name_of_goods, sorts_of
from catalog_search.text.goods.traits import without_traits
from catalog_search.text.store.store_words import StoreWords
from catalog_search.types import Keys

Titled = Callable[[Keys], NDArray[np.int8]]
"""Returns for each product key [n] what the product is by its title: 1 for one of the goods, -1
for other goods, 0 if that is unsure. Where the title names no goods, the description's first words
decide. It reads every title, so call it with few products."""

INSIDE = re.compile(r"\s(?:in|with)\s")
"""Words before the contents of a thing."""
FINISHED = re.compile(rf"\b(?:{'|'.join(sorted(FINISHES))})\b", re.IGNORECASE)
CULTIVAR = re.compile(r"\s['\u2018][^'\u2018\u2019]+['\u2019](?!\w)")
"""A name in quotes, as of sorts of plants: "daffodil 'dutch master'"."""
PORTIONS = (
    "assortment block blocks bunch bundle carton chunks crown crowns cubes fillet fillets flakes "
    "granules head multipack pieces punnet refill roll rolls sachet sachets selection sheets "
    "slices strips tub tubs wedge wedges"
)
"""Last words of titles that say how much there is of the goods before them."""
PARTS = (
    (
        "fish, meat, poultry, seafood",
        "breast chop cutlet drumstick escalope fillet joint leg loin mince rasher rib ring shank "
        "shoulder steak stick tail thigh wing",
    ),
    ("cheese", "ball log wheel"),
    ("bread", "loaf loaves"),
    ("herb, spice, vegetable", "bulb pod root stick"),
    ("dessert, dip, pudding, yogurt", "pot tub"),
    ("beer, drink, egg, milk, wine", "carton"),
    ("tea", "bag"),
    ("rear windscreen wiper, rear wiper, windscreen wiper, windshield wiper, wiper", "blade"),
    ("fabric, ribbon, rope, string, trimmings, wire, yarn", "ball bolt coil hank skein spool"),
)
"""Kinds of goods and last words of titles for what is sold of them: a chicken breast is chicken."""
FILLED = ("detergent, drink, hair care, laundry detergent, toiletries, wine", "bottle can")
"""The same, but not in known names of goods: a "water bottle" is no water."""
MAX_TITLES = 10_000
"""Titles that a process keeps taken apart: popular products are found again and again."""


@dataclass(frozen=True, slots=True)
class Thing:
    """The thing that a title names, apart from any search."""

    ends: tuple[Terms, ...]
    """The title's name, then the name without each color and amount at its end."""
    behind: frozenset[str]
    """Terms of what is appended to the name."""
    before: frozenset[str]
    """Terms before "in" or "with"."""
    inside: tuple[frozenset[str], ...]
    """Terms behind "in" or "with": () without these."""
    name: Terms
    """The name of goods with which the title ends, its details aside; else ().

    Of "dress midi olive" it is the dress: olive is a trait of it."""
    untraited: Terms
    """The title up to the goods in it that are no trait of others: "mug" of "mug oven safe"."""

    @property
    def goods(self) -> Terms:
        """Return the last term of its name."""
        return self.name[-1:]

    def ends_with(self, names: Set[Terms]) -> bool:
        """Return whether it ends with one of these, but for colors and amounts behind it."""
        return any(end[start:] in names for end in self.ends for start in range(len(end)))

    def has_traits_behind(self, names: Set[Terms]) -> bool:
        """Return whether only words that say what it is like stand behind one of these."""
        end = self.untraited
        return any(end[start:] in names for start in range(len(end)))

    def says(self, names: Set[Terms]) -> bool:
        """Return whether one of these stands in it: "lip balm" in "lip balm peppermint"."""
        return any(contains(self.ends[0], name) for name in names)

    def has(self, names: Collection[Terms]) -> bool:
        """Return whether the title has all words of one of these before "in" or "with"."""
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
    unique_names = frozenset(names)
    own = frozenset(term for name in names for term in name)

    # A search asks about the same products several times.
    @cache
    def judge(row: int) -> int:
        if row < 0:
            return 0
        thing = thing_of(words.titles[row])
        by_title = verdict(thing, unique_names, own)
        if by_title or thing.name:
            return by_title
        return int(described_thing(row, words).ends_with(unique_names))

    def judge_all(products: Keys) -> NDArray[np.int8]:
        rows = words.rows_of(products).tolist()
        return np.fromiter(map(judge, rows), np.int8, len(rows))

    return judge_all


def thing_of(title: str) -> Thing:
    """Return the thing that the title names."""
    thing: Thing = conf.once("things of titles", lambda: lru_cache(MAX_TITLES)(parse_title))(title)
    return thing


def described_thing(row: int, words: StoreWords) -> Thing:
    """Return the thing that the product's description begins with."""
    return thing_of(words.first_phrases[row])


def parse_title(title: str) -> Thing:
    first, *details = APPENDED.split(CULTIVAR.sub("", title), maxsplit=1)
    # A finish is replaced by a number, because numbers behind a name are left out.
    ends = (terms_of(first), *without_details(terms_of(FINISHED.sub("0", first))))
    ends = (*ends, *filter(None, map(without_portion, ends)))
    before, *inside = (frozenset(terms_of(part)) for part in INSIDE.split(title, maxsplit=1))
    name = next(filter(None, map(name_of_goods, ends)), ())
    untraited = without_traits(title)
    if not contains(untraited, name):
        name = name_of_goods(untraited) or name
    behind = frozenset(terms_of(" ".join(details)))
    return Thing(ends, behind, before, tuple(inside), name, untraited)


def without_portion(phrase: Terms) -> Terms:
    """Return the goods of which there is a portion: "tuna" of "tuna chunks"; else ().

    "Potato wedges" are no portion, because that is a name of goods.
    """
    last, goods = phrase[-1:], name_of_goods(phrase[:-1])
    is_known = len(name_of_goods(phrase)) > 1
    is_portion = not is_known and (last in portions() or (goods, last) in filled())
    return phrase[:-1] if is_portion or (goods, last) in parts() else ()


def portions() -> frozenset[Terms]:
    return conf.once("portions", lambda: frozenset((term,) for term in terms_of(PORTIONS)))


def parts() -> frozenset[tuple[Terms, Terms]]:
    return conf.once("parts of goods", lambda: frozenset(chain.from_iterable(map(pairs, PARTS))))


def filled() -> frozenset[tuple[Terms, Terms]]:
    return conf.once("filled containers", lambda: frozenset(pairs(FILLED)))


def pairs(row: tuple[str, str]) -> Iterator[tuple[Terms, Terms]]:
    """Yield the goods of the kinds, and their sorts, with each of the last words, as terms."""
    kinds, last_words = row
    names = [terms_of(kind) for kind in kinds.split(", ")]
    lasts = [(term,) for term in terms_of(last_words)]
    return product([*names, *sorts_of(names)], lasts)


def verdict(thing: Thing, names: Set[Terms], own: Set[str]) -> int:
    """Return 1 if the thing ends with a name, -1 if one stands beside other goods, else 0.

    "Bicycle lock" ends with other goods, "tuna in olive oil" has the oil behind them. `own` are
    the terms of all names.
    """
    if thing.ends_with(names):
        return 1
    if thing.has(names):
        is_other = thing.goods and own.isdisjoint(thing.goods)
        goes_on = thing.goes_on_after(names) and not thing.has_traits_behind(names)
        return -1 if is_other or goes_on else 0
    return -1 if any(part.issuperset(name) for part in thing.inside for name in names) else 0


def name_terms(title: str) -> Terms:
    """Return the terms of the title's name, without what is appended to it."""
    return terms_of(name_part(title))
