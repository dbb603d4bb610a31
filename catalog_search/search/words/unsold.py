"""Whether a store may lack the kind of goods that a query names, as far as its words tell.

A product is of a kind if its title, or a category that it is in, ends with a name of the kind.
"Laptop bag" states a laptop and is none.
"""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from itertools import chain, islice, product

import numpy as np

from catalog_search.models import Store
from catalog_search.retrieval.relevance import Chosen
from catalog_search.search.query import ParsedQuery
from catalog_search.search.query.around_names import (
    without_amounts,
    without_colors,
    without_request,
)
from catalog_search.search.query.kinds import kind_in
from catalog_search.search.words.doubt import Doubtful
from catalog_search.text import analysis
from catalog_search.text.analysis import Terms, fold, terms_of
from catalog_search.text.descriptive import GENERAL
from catalog_search.text.goods.goods import (
    are_goods,
    bare,
    known_end,
    parted,
    sorts_of,
    undescribed,
    unmade,
)
from catalog_search.text.goods.goods import names as names_of_goods
from catalog_search.text.goods.things import Thing, thing_of
from catalog_search.text.goods.uses import broad, goods_for, purposes_in, serving, stating
from catalog_search.text.query.terms import parse_terms_with
from catalog_search.text.store import synonyms
from catalog_search.text.store.row_sets import union
from catalog_search.text.store.store_words import StoreWords
from catalog_search.types import Keys

MAX_READ = 50
"""Products that state the name of a kind, of which titles and categories are read."""
MAX_NAMES = 32
"""Names of one kind: each of its words may have synonyms."""
OF_MANY = ("drink", "drinks", "snack", "snacks")
"""Names of goods of many kinds that no product is called by, all of them in the list of uses."""
NO_KEYS: Keys = np.empty(0, np.int64)


@dataclass(frozen=True)
class NamedKind:
    """A kind of goods that a query names."""

    name: str = ""
    """As it stands in the query, without qualities; "" if the query names none."""
    names: frozenset[Terms] = frozenset()
    """Its names in this store and in the language, as terms."""
    other_words: str = ""
    """The words of the query besides the kind: "for camping" of "table for camping"."""


def named_kind(query: ParsedQuery) -> NamedKind:
    """Return the kind of goods that the query names."""
    words = query.terms.store_words
    typed = kind_in(query.words, words)
    if not typed:
        return NamedKind(other_words=query.words)
    name = bare(typed)
    phrases = filter(None, {name, typed, parted(name)})
    names = frozenset(chain(*(names_of(each, words) for each in phrases)))
    return NamedKind(name, names, without_request(fold(query.words)).replace(typed, " ", 1))


def called(kind: NamedKind, words: StoreWords) -> Chosen | None:
    """Return a function of product keys [n]: whether they state a name of the kind or its sorts."""
    rows = stating(kind.names, words)
    if len(rows):
        rows = union([rows, stating(sorts_of(kind.names), words)])
    return words.among(rows) if len(rows) else None


def may_lack(store: Store, kind: NamedKind, words: StoreWords) -> Doubtful | None:
    """Return the kind, or else the purpose, of goods that the store may not have.

    A store has a kind if products that state its name are in a category of the kind.
    """
    lacked = doubtful(kind, words) or unserved(kind, words)
    return None if lacked and lacked.is_category(store) else lacked


def doubtful(kind: NamedKind, words: StoreWords) -> Doubtful | None:
    """Return the kind if nothing in the words of the store says that the store has it.

    What the goods are made of does not count: a store with wooden figurines has the kind that
    "brass figurines" names.
    """
    if not kind.name:
        return None
    kind = without_materials(kind, words)
    rows = stating(kind.names, words)
    if len(rows) and not any(map(are_goods, kind.names)):
        return None
    if has_any(kind.name.rpartition(" ")[2], words) or has_sort(kind, words):
        return None
    stating_rows = rows[:MAX_READ].tolist()
    heads = heads_of(kind)
    # For "glass jar" a title that states glass and ends with "jar" is enough.
    things = [thing_of(words.titles[row]) for row in stating_rows]
    if any(each.ends_with(heads) or is_named_twice(each, kind.names) for each in things):
        return None
    if any(not each.name and each.says(whole_names(kind)) for each in things):
        return None
    is_unstated = are_certainly_goods(kind) and not len(stating(heads, words))
    other_rows = [
        *other_goods(kind, stating_rows, words),
        *near_by_one_word(kind, words, is_unstated),
    ]
    return Doubtful(
        kind.name,
        kind.names,
        words.products[stating_rows],
        words.products[other_rows],
        "unstated" if is_unstated else "unnamed",
        words,
    )


def whole_names(kind: NamedKind) -> set[Terms]:
    """Return the names of several words that are surely those of goods."""
    return {name for name in kind.names if len(name) > 1 and name in names_of_goods()}


def is_named_twice(thing: Thing, names: Set[Terms]) -> bool:
    """Return whether the thing has one of the names, and then one of what that is a sort of.

    A "windcheater jacket" is a windcheater.
    """
    sorts = {*sorts_of([thing.goods])} & names
    return bool(sorts) and thing.has(sorts)


def without_materials(kind: NamedKind, words: StoreWords) -> NamedKind:
    """Return the kind without amounts and materials in its name: "shelf" of "oak shelf".

    And without other words that are no goods, unless the whole has other names: a "night stand" is
    a bedside table.
    """
    name = known_end(unmade(without_amounts(kind.name) or kind.name))
    if len({*kind.names, terms_of(name)}) == 1:
        name = undescribed(name)
    if name == kind.name:
        return kind
    return replace(kind, name=name, names=frozenset(names_of(name, words)))


def heads_of(kind: NamedKind) -> set[Terms]:
    """Return the last word of each name: that of the goods themselves, "jar" of "glass jar"."""
    return {name[-1:] for name in kind.names}


def are_certainly_goods(kind: NamedKind) -> bool:
    """Return whether a name is a known one of goods, and no general one, such as "bag"."""
    return any(map(are_goods, kind.names)) and kind.name.rpartition(" ")[2] not in GENERAL


def other_goods(kind: NamedKind, rows: Iterable[int], words: StoreWords) -> Iterator[int]:
    """Yield the rows whose titles name other goods, or goods that are for this kind."""
    for row in rows:
        thing = thing_of(words.titles[row])
        if thing.goods or thing.is_for(kind.names):
            yield row


def near_by_one_word(kind: NamedKind, words: StoreWords, is_unstated: bool) -> list[int]:
    """Return the rows of other goods that are near to the kind because of one of its words alone.

    If no product states the goods themselves (`is_unstated`), these are near by the other words:
    golf balls by the "golf" of "golf club". Otherwise they are near by the goods: other curtains by
    the "curtain" of "shower curtain".
    """
    heads = heads_of(kind)
    if is_unstated:
        return titles_that(lambda thing: thing.goods, [name[:-1] for name in kind.names], words)
    if is_sort(kind) and not titles_that(lambda thing: thing.has(kind.names), kind.names, words):
        return titles_that(lambda thing: thing.ends_with(heads) or thing.goods, heads, words)
    return []


def is_sort(kind: NamedKind) -> bool:
    """Return whether a name of several words is that of goods: "shower curtain"."""
    return any(len(name) > 1 and name in names_of_goods() for name in kind.names)


def titles_that(
    hold: Callable[[Thing], object], names: Iterable[Terms], words: StoreWords
) -> list[int]:
    """Return the rows of the first products stating a name for whose titles this holds."""
    rows = stating(names, words)[:MAX_READ].tolist()
    return [row for row in rows if hold(thing_of(words.titles[row]))]


def has_sort(kind: NamedKind, words: StoreWords) -> bool:
    """Return whether a title ends with a sort of the kind: spaghetti are pasta."""
    sorts = {*sorts_of(kind.names)}
    return bool(titles_that(lambda thing: thing.ends_with(sorts), sorts, words))


def unserved(kind: NamedKind, words: StoreWords) -> Doubtful | None:
    """Return a purpose as a kind if the store has none of the goods that are known for it.

    Nor do its products state the purpose, as those of a category "Camping" do.
    """
    purposes = [] if kind.name else purposes_in(kind.other_words)
    # Tested first: broad() keeps the terms of the language that asks first, and only English has
    # purposes.
    if not purposes or broad().issuperset(purposes):
        return None
    # With the goods for each single purpose in the words: for "keep my tools in one place" that
    # is a box as well.
    names = goods_for(kind.other_words, broadly=True)
    synonym_terms = [
        terms_of(" ".join(each)) for name in names for each in synonyms.of_language(name)
    ]
    if not names or len(stating([*names, *synonym_terms, *purposes], words)):
        return None
    return Doubtful(fold(kind.other_words), frozenset(names), NO_KEYS, NO_KEYS, "purpose", words)


def has_any(name: str, words: StoreWords) -> bool:
    """Return whether the name is of goods of many kinds, some of which the store has.

    Juices are drinks, though none says so.
    """
    return name in OF_MANY and len(serving(goods_for(name), words)) > 0


def names_of(name: str, words: StoreWords) -> Iterator[Terms]:
    """Yield the first MAX_NAMES names of the kind, without colors, as terms."""
    typed = without_colors(analysis.tokens(name))
    parsed = parse_terms_with(words, " ".join(typed), autocorrect=False)
    phrases = product(*(term.phrases for term in parsed.terms))
    for each in islice(phrases, MAX_NAMES):
        yield terms_of(" ".join(each))
    for tokens in synonyms.of_language(tuple(typed)):
        yield terms_of(" ".join(tokens))
