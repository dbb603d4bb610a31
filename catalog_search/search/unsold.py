"""Whether a store may lack the kind of goods that a query names, as far as its words tell.

A product is of a kind if its title, or a category that it is in, ends with a name of the kind.
"Laptop bag" states a laptop and is none.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, product

import numpy as np

from catalog_search.retrieval.relevance import Chosen
from catalog_search.search.doubt import Doubtful
from catalog_search.search.kinds import begun, kind_in, without_amounts
from catalog_search.search.query import ParsedQuery
from catalog_search.text import analysis, synonyms
from catalog_search.text.analysis import Terms, fold, terms_of
from catalog_search.text.descriptive import GENERAL
from catalog_search.text.goods import are_goods, bare, known_end, parted, sorts_of, unmade
from catalog_search.text.goods import names as names_of_goods
from catalog_search.text.store_words import StoreWords, contained, union
from catalog_search.text.terms import parse_terms_with
from catalog_search.text.things import Thing, thing_of
from catalog_search.text.uses import broad, goods_for, purposes_in, serving, stating
from catalog_search.text.values import swatch_terms
from catalog_search.types import Keys

MAX_READ = 50
"""Products that state the name of a kind, of which titles and categories are read."""
MAX_NAMES = 32
"""Names of one kind: each of its words may have synonyms."""
OF_MANY = ("drink", "drinks", "snack", "snacks")
"""Names of goods of many kinds that no product is called by, all of them in the list of uses."""
NO_KEYS: Keys = np.empty(0, np.int64)


@dataclass(frozen=True)
class Named:
    """A kind of goods that a query names."""

    name: str = ""
    """As it stands in the query, without qualities; "" if the query names none."""
    names: frozenset[Terms] = frozenset()
    """What it is called in this store and in the language, as terms."""
    rest: str = ""
    """What else the words say: "for camping" of "table for camping"."""


def named_kind(query: ParsedQuery) -> Named:
    """Return the kind of goods that the query names."""
    words = query.terms.store_words
    typed = kind_in(query.words, words)
    if not typed:
        return Named(rest=query.words)
    name = bare(typed)
    every = filter(None, {name, typed, parted(name)})
    names = frozenset(chain(*(names_of(each, words) for each in every)))
    return Named(name, names, begun(fold(query.words)).replace(typed, " ", 1))


def called(kind: Named, words: StoreWords) -> Chosen | None:
    """Return what tells of products [n] whether they state a name of the kind or of its sorts."""
    rows = stating(kind.names, words)
    if len(rows):
        rows = union([rows, stating(sorts_of(kind.names), words)])
    if not len(rows):
        return None
    return lambda products: contained(words.rows_of(products), rows)


def doubtful(kind: Named, words: StoreWords) -> Doubtful | None:
    """Return the kind if nothing in the words of the store says that the store has it.

    Who has figurines of wood says nothing wrong to whoever wants them of brass.
    """
    if not kind.name:
        return None
    if (name := known_end(unmade(without_amounts(kind.name) or kind.name))) != kind.name:
        kind = replace(kind, name=name, names=frozenset(names_of(name, words)))
    rows = stating(kind.names, words)
    if len(rows) and not any(map(are_goods, kind.names)):
        return None
    if has_any(kind.name.rpartition(" ")[2], words):
        return None
    if has_sort(kind, words):
        return None
    read = rows[:MAX_READ]
    # A jar that states glass is a glass jar, whatever else its title says.
    heads = {name[-1:] for name in kind.names}
    others = []
    for row in read.tolist():
        thing = thing_of(words.titles[row])
        if thing.ends_with(heads):
            return None
        if thing.goods or thing.is_for(kind.names):
            others.append(row)
    is_one = any(map(are_goods, kind.names)) and kind.name.rpartition(" ")[2] not in GENERAL
    is_unstated = is_one and not len(stating(heads, words))
    if is_unstated:
        # Golf balls are near to "golf club" for the golf.
        others += titles_that(lambda thing: thing.goods, [name[:-1] for name in kind.names], words)
    elif is_sort(kind) and not titles_that(lambda thing: thing.has(kind.names), kind.names, words):
        # Other curtains are near to "shower curtain" for the curtain.
        others += titles_that(lambda thing: thing.ends_with(heads) or thing.goods, heads, words)
    return Doubtful(
        kind.name,
        kind.names,
        words.products[read],
        words.products[others],
        "unstated" if is_unstated else "unnamed",
        words,
    )


def is_sort(kind: Named) -> bool:
    """Return whether a name of several words is that of goods: "shower curtain"."""
    return any(len(name) > 1 and name in names_of_goods() for name in kind.names)


def titles_that(
    hold: Callable[[Thing], object], names: Iterable[Terms], words: StoreWords
) -> list[int]:
    """Return the rows of the first products stating a name for whose titles this holds."""
    rows = stating(names, words)[:MAX_READ].tolist()
    return [row for row in rows if hold(thing_of(words.titles[row]))]


def has_sort(kind: Named, words: StoreWords) -> bool:
    """Return whether a title ends with a sort of the kind: spaghetti are pasta."""
    sorts = {*sorts_of(kind.names)}
    return bool(titles_that(lambda thing: thing.ends_with(sorts), sorts, words))


def unserved(kind: Named, words: StoreWords) -> Doubtful | None:
    """Return a purpose as a kind if the store has none of the goods that are known for it.

    Nor do its products state the purpose, as those of a category "Camping" do.
    """
    purposes = [] if kind.name else purposes_in(kind.rest)
    # The lists are read in the first language that asks: none but English ever does.
    if not purposes or broad().issuperset(purposes):
        return None
    # A box for "keep my tools in one place" serves one of its purposes.
    names = goods_for(kind.rest, broadly=True)
    others = [terms_of(" ".join(each)) for name in names for each in synonyms.of_language(name)]
    if not names or len(stating([*names, *others, *purposes], words)):
        return None
    return Doubtful(fold(kind.rest), frozenset(names), NO_KEYS, NO_KEYS, "purpose", words)


def has_any(name: str, words: StoreWords) -> bool:
    """Return whether the name is of goods of many kinds, some of which the store has.

    Juices are drinks, though none says so.
    """
    return name in OF_MANY and len(serving(goods_for(name), words)) > 0


def names_of(name: str, words: StoreWords) -> Iterator[Terms]:
    """Yield the first MAX_NAMES names of the kind, without colors, as terms."""
    colors = swatch_terms()
    typed = [token for token in analysis.tokens(name) if analysis.term(token) not in colors]
    typed = typed or analysis.tokens(name)
    parsed = parse_terms_with(words, " ".join(typed), autocorrect=False)
    phrases = product(*(term.phrases for term in parsed.terms))
    for each in islice(phrases, MAX_NAMES):
        yield terms_of(" ".join(each))
    for tokens in synonyms.of_language(tuple(typed)):
        yield terms_of(" ".join(tokens))
