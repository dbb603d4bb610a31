"""Whether a store may lack the kind of goods that a query names, as far as its words tell.

A product is of a kind if its title, or a category that it is in, ends with a name of the kind.
"Laptop bag" states a laptop and is none.
"""

from collections.abc import Callable, Iterable, Iterator, Set

import numpy as np

from catalog_search.models import Store
from catalog_search.retrieval.relevance import Chosen
from catalog_search.search.words.described import (
    MAX_READ,
    described_as,
    is_ingredient,
    is_said,
    is_said_of_head,
    rows_with_all,
)
from catalog_search.search.words.doubt import Doubtful
from catalog_search.search.words.named_kind import NamedKind, without_materials
from catalog_search.text.analysis import Terms, fold, terms_of
from catalog_search.text.goods.goods import kinds_of_sort, sorts_of
from catalog_search.text.goods.things import Thing, thing_of
from catalog_search.text.goods.traits import flavors
from catalog_search.text.goods.uses import broad, goods_for, purposes_in, serving, stating
from catalog_search.text.store import synonyms
from catalog_search.text.store.row_sets import Rows, union
from catalog_search.text.store.store_words import StoreWords
from catalog_search.types import Keys

OF_MANY = ("drink", "drinks", "snack", "snacks")
"""Names of goods of many kinds that no product is called by, all of them in the list of uses."""
NO_KEYS: Keys = np.empty(0, np.int64)


def called(kind: NamedKind, words: StoreWords) -> Chosen | None:
    """Return a function of product keys [n]: whether they state a name of the kind or its sorts."""
    rows = stating(kind.names, words)
    if len(rows):
        rows = union([rows, stating(sorts_of(kind.names), words), described_as(kind, words)])
    return words.among(rows) if len(rows) else None


def is_stated_as_typed(kind: NamedKind, words: StoreWords) -> bool:
    """Return whether a product states the kind by the name in the query, and not by another."""
    return len(stating([terms_of(kind.name)], words)) > 0


def leading_names(kind: NamedKind, words: StoreWords) -> Set[Terms]:
    """Return the names that titles are to end with: the query's own if a product states it.

    A store that calls something a spanner has wrenches as well, but they come behind it.
    """
    return {terms_of(kind.name)} if is_stated_as_typed(kind, words) else kind.names


def may_lack(store: Store, kind: NamedKind, words: StoreWords) -> Doubtful | None:
    """Return the kind, or else the purpose, of goods that the store may not have.

    A store has a kind if products that state its name are in a category of the kind. It lacks a
    "laptop 16gb ram" if it has neither such memory nor laptops.
    """
    lacked = doubtful(kind, words) or unserved(kind, words)
    if lacked is None or lacked.is_category(store):
        return None
    return lacked if kind.equipped is None or may_lack(store, kind.equipped, words) else None


def doubtful(kind: NamedKind, words: StoreWords) -> Doubtful | None:
    """Return the kind if nothing in the words of the store says that the store has it.

    What the goods are made of does not count: a store with wooden figurines has the kind that
    "brass figurines" names.
    """
    if not kind.name:
        return None
    kind = without_materials(kind, words)
    rows = stating(kind.names, words)
    if is_stated(kind, rows, words):
        return None
    is_unstated = kind.are_certainly_goods and not len(stating(kind.own_heads, words))
    first_rows = rows[:MAX_READ].tolist()
    other_rows = [
        *other_goods(kind, first_rows, words),
        *near_by_one_word(kind, words, is_unstated),
    ]
    return Doubtful(
        kind,
        words.products[first_rows],
        words.products[other_rows],
        "unstated" if is_unstated else "unnamed",
        words,
    )


def is_stated(kind: NamedKind, rows: Rows, words: StoreWords) -> bool:
    """Return whether words of the store say that it has the kind, whose names these rows state."""
    if (not kind.are_goods or is_ingredient(kind)) and is_said(kind, rows, words):
        return True
    if has_any(kind.name.rpartition(" ")[2], words) or has_sort(kind, words):
        return True
    things = (thing_of(words.titles[row]) for row in rows[:MAX_READ].tolist())
    if any(is_of_kind(each, kind) for each in things):
        return True
    return len(described_as(kind, words)) > 0 or is_said_of_head(kind, words)


def is_of_kind(thing: Thing, kind: NamedKind) -> bool:
    """Return whether a thing that states a name of the kind is of the kind.

    For "glass jar" a title that states glass and ends with "jar" is enough.
    """
    if thing.ends_with(kind.heads) or thing.has_traits_behind(kind.heads):
        return True
    if is_named_twice(thing, kind.names):
        return True
    return not is_named(thing) and thing.says(kind.whole_names)


def is_named(thing: Thing) -> bool:
    """Return whether the title ends with goods, and not with a flavor: "lip balm vanilla"."""
    return bool(thing.name) and thing.name not in flavors()


def is_named_twice(thing: Thing, names: Set[Terms]) -> bool:
    """Return whether the thing has one of the names, and then one of what that is a sort of.

    A "windcheater jacket" is a windcheater. Or then a sort of it: a "changing bag backpack".
    """
    sorts = {*sorts_of([thing.goods])} & names
    if sorts and thing.has(sorts):
        return True
    names_above = [name for name in names if thing.goods in sorts_of([name[-1:]])]
    return bool(names_above) and thing.has(names_above)


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
    heads = kind.own_heads
    if is_unstated:
        return titles_that(lambda thing: thing.goods, [name[:-1] for name in kind.names], words)
    if kind.whole_names and not titles_that(lambda thing: thing.has(kind.names), kind.names, words):
        return titles_that(lambda thing: thing.goods and thing.name not in heads, heads, words)
    return []


def titles_that(
    hold: Callable[[Thing], object], names: Iterable[Terms], words: StoreWords
) -> list[int]:
    """Return the rows of the first products stating a name for whose titles this holds."""
    rows = stating(names, words)[:MAX_READ].tolist()
    return [row for row in rows if hold(thing_of(words.titles[row]))]


def has_sort(kind: NamedKind, words: StoreWords) -> bool:
    """Return whether a title ends with a sort of the kind: spaghetti are pasta.

    Ginger ale is no sort of beer, though ale is one.
    """
    sorts = {*sorts_of(kind.names)}
    own = sorts | kind.names

    def is_sort(thing: Thing) -> bool:
        if not thing.ends_with(sorts):
            return False
        kinds = kinds_of_sort(thing.name)
        return thing.name in own or not kinds or not own.isdisjoint(kinds)

    return bool(titles_that(is_sort, sorts, words))


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
    if any(len(rows_with_all(each, words)) for each in purposes):
        return None
    goods = NamedKind(fold(kind.other_words), frozenset(names))
    return Doubtful(goods, NO_KEYS, NO_KEYS, "purpose", words)


def has_any(name: str, words: StoreWords) -> bool:
    """Return whether the name is of goods of many kinds, some of which the store has.

    Juices are drinks, though none says so.
    """
    return name in OF_MANY and len(serving(goods_for(name), words)) > 0
