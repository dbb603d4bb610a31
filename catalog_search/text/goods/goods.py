"""Names of goods in English: whether a word is one, whatever the store sells."""

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache, lru_cache
from itertools import chain

from catalog_search import conf
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.descriptive import FEATURES, FINISHES, MATERIALS, QUALITIES
from catalog_search.text.goods.uses import by_purpose
from catalog_search.text.lists import goods_by_terms, sides_in, terms_of_name

SHORTEST = 3
"""Letters of each part of a name that is written as one word."""


def are_goods(name: Terms) -> bool:
    """Return whether the name ends with a name of goods; False in other languages."""
    return bool(name_of_goods(name))


def name_of_goods(name: Terms) -> Terms:
    """Return the longest name of goods with which the name ends; () in other languages."""
    if conf.settings().language != "english":
        return ()
    ends = (name[start:] for start in range(len(name)))
    return next((end for end in ends if end in names()), ())


def bare(name: str) -> str:
    """Return the name of goods without qualities: "sofa" of "big sofa", not "toy" of "soft toy"."""
    return without(QUALITIES, " ".join(without_wish(name.split())))


def unmade(name: str) -> str:
    """Return the name without materials, finishes and features: "shelf" of "oak shelf"."""
    return without(MATERIALS | FINISHES | FEATURES, name)


def known_end(name: str) -> str:
    """Return the end that is a name of several words: "life jacket" of "childs life jacket"."""
    words = name.split()
    ends = (" ".join(words[start:]) for start in range(len(words) - 1))
    return next((end for end in ends if terms_of(end) in names()), name)


def undescribed(name: str) -> str:
    """Return the goods without words that are none: "beanie" of "wooly beanie".

    Goods before goods stay, since they make others of them: "wine glass", "sofa cover".
    """
    *before, last = name.split()
    is_known = terms_of(name) in names() or not are_goods(terms_of(last))
    # The term of "canned" is that of a can.
    goods = (each for each in before if not each.endswith("ed"))
    return name if is_known or any(are_goods(terms_of(each)) for each in goods) else last


def without(descriptive: frozenset[str], name: str) -> str:
    words = name.split()
    if descriptive.isdisjoint(words[:-1]):
        return name
    starts = (n for n in range(len(words)) if terms_of(" ".join(words[n:])) in names())
    start = next(starts, len(words) - 1)
    return " ".join([*(each for each in words[:start] if each not in descriptive), *words[start:]])


def parted(word: str) -> str:
    """Return the name of goods that is written as one word: "high chair" of "highchair"; or ""."""
    places = range(SHORTEST, len(word) - SHORTEST + 1)
    parts = (f"{word[:place]} {word[place:]}" for place in places)
    return next((each for each in parts if terms_of(each) in names()), "")


def without_wish(words: list[str]) -> list[str]:
    """Return the words without a wish of several before goods: "plants" of "easy care plants".

    Nothing of a name of goods is a wish: "train" of "train set", "first aid" of "first aid kit".
    """
    for end in range(len(words) - 1, 1, -1):
        if terms_of(" ".join(words[:end])) in by_purpose():
            longer = (" ".join(words[start:]) for start in range(end))
            is_name = any(terms_of(each) in names() for each in longer)
            return words if is_name else words[end:]
    return words


def sorts_of(names: Iterable[Terms]) -> Iterator[Terms]:
    """Yield the names of sorts of these goods that are called something else: cots are beds."""
    return chain.from_iterable(sorts().get(name, ()) for name in names)


def kinds_above(goods: Set[Terms]) -> Iterator[str]:
    """Yield the kinds that goods with these names are a sort of, those of the fewest sorts first.

    A windcheater is a jacket.
    """
    kinds = {kind for name in goods for kind in kinds_of_sort(name)}
    for kind in sorted(kinds, key=lambda kind: (len(sorts()[kind]), kind)):
        yield names().written(kind)


@lru_cache(maxsize=10_000)
def kinds_of_sort(name: Terms) -> frozenset[Terms]:
    """Return the kinds in sorts.txt that have goods with this name as a sort, as terms."""
    return frozenset(kind for kind, below in sorts().items() if name in below)


@cache
def sorts() -> Mapping[Terms, tuple[Terms, ...]]:
    """Return sorts.txt: the names of sorts by the name of the kind, as terms."""
    return {
        terms_of_name(kind): tuple(map(terms_of_name, sort_names.split(",")))
        for kind, sort_names in sides_in("goods/sorts.txt")
    }


class Names:
    """Names of goods, as terms."""

    def __init__(self, as_written: Mapping[str, str]) -> None:
        """`as_written` has them as they stand in the lists, by terms with spaces between them."""
        self.as_written = as_written

    def __contains__(self, name: Terms) -> bool:
        return " ".join(name) in self.as_written

    def isdisjoint(self, names: Iterable[Terms]) -> bool:
        return not any(name in self for name in names)

    def written(self, name: Terms) -> str:
        """Return the name as it stands in a list. Raises KeyError."""
        return self.as_written[" ".join(name)]


@cache
def names() -> Names:
    """Return the names of goods that this package has in its lists."""
    return Names(goods_by_terms())


@cache
def single_terms() -> frozenset[str]:
    """Return the terms of names of one word."""
    return frozenset(name for name in names().as_written if " " not in name)


@cache
def words() -> frozenset[str]:
    """Return all terms of names of goods."""
    return frozenset(chain.from_iterable(map(str.split, names().as_written)))
