"""The kind of goods that a query names, and its names in the store and in the language."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice, product

from catalog_search.search.query import ParsedQuery
from catalog_search.search.query.around_names import (
    without_amounts,
    without_colors,
    without_equipment,
    without_request,
)
from catalog_search.search.query.kinds import kind_in
from catalog_search.text import analysis
from catalog_search.text.analysis import Terms, fold, terms_of
from catalog_search.text.descriptive import GENERAL
from catalog_search.text.goods.goods import (
    are_goods,
    bare,
    known_end,
    parted,
    undescribed,
    unmade,
)
from catalog_search.text.goods.goods import names as names_of_goods
from catalog_search.text.query import compounds
from catalog_search.text.query.terms import parse_terms_with
from catalog_search.text.store import synonyms
from catalog_search.text.store.store_words import StoreWords

MAX_NAMES = 32
"""Names of one kind: each of its words may have synonyms."""


@dataclass(frozen=True)
class NamedKind:
    """A kind of goods that a query names."""

    name: str = ""
    """As it stands in the query, without qualities; "" if the query names none."""
    names: frozenset[Terms] = frozenset()
    """Its names in this store and in the language, as terms."""
    other_words: str = ""
    """The words of the query besides the kind: "for camping" of "table for camping"."""
    equipped: "NamedKind | None" = None
    """The goods alone, if the name has a part of them as well: "laptop" of "laptop 16gb ram"."""

    @property
    def are_goods(self) -> bool:
        """Return whether one of the names is a known one of goods."""
        return any(map(are_goods, self.names))

    @property
    def are_certainly_goods(self) -> bool:
        """Return whether a name is a known one of goods, and no general one, such as "bag"."""
        return self.are_goods and self.name.rpartition(" ")[2] not in GENERAL

    @property
    def heads(self) -> set[Terms]:
        """Return the last word of each name: that of the goods themselves, "jar" of "glass jar"."""
        return {name[-1:] for name in self.names}

    @property
    def own_heads(self) -> set[Terms]:
        """Return the last word of the name in the query, and other names of one word.

        "Drinking chocolate" is another name of "hot chocolate powder", and a bar is neither.
        """
        return {terms_of(self.name)[-1:], *(name for name in self.names if len(name) == 1)}

    @property
    def beginnings(self) -> set[Terms]:
        """Return what stands before the last word of each name, if anything does."""
        return {name[:-1] for name in self.names if len(name) > 1}

    @property
    def whole_names(self) -> set[Terms]:
        """Return the names of several words that are surely those of goods: "shower curtain"."""
        return {name for name in self.names if len(name) > 1 and name in names_of_goods()}


def named_kind(query: ParsedQuery) -> NamedKind:
    """Return the kind of goods that the query names."""
    words = query.terms.store_words
    kind, goods = kind_of(query.words, words), without_equipment(fold(query.words))
    return replace(kind, equipped=kind_of(goods, words)) if kind.name and goods else kind


def kind_of(text: str, words: StoreWords) -> NamedKind:
    typed = kind_in(text, words)
    if not typed:
        return NamedKind(other_words=text)
    name = bare(typed)
    phrases = filter(None, {name, typed, parted(name)})
    names = frozenset(chain(*(names_of(each, words) for each in phrases)))
    return NamedKind(name, names, without_request(fold(text)).replace(typed, " ", 1))


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


def names_of(name: str, words: StoreWords) -> Iterator[Terms]:
    """Yield the first MAX_NAMES names of the kind, without colors, as terms."""
    typed = without_colors(analysis.tokens(name))
    parsed = parse_terms_with(words, " ".join(typed), autocorrect=False)
    phrases = product(*(term.phrases for term in parsed.terms))
    for each in islice(phrases, MAX_NAMES):
        # A "leash" is a "dog lead", but no "dog leash" is a "dog dog lead".
        yield tuple(term for term, _ in groupby(terms_of(" ".join(each))))
    for tokens in synonyms.of_language(tuple(typed)):
        yield terms_of(" ".join(tokens))
        if word := compounds.one_word(tokens, words):
            yield terms_of(word)
