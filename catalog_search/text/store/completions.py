"""Searches that a shop's own values suggest: "white shirts", "acme shoes", "shirts for men".

The indexer makes them of the categories, colors, brands and declared facets of products, so each
has products, and autocomplete suggests them before single words of titles.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from catalog_search import conf
from catalog_search.models import CATEGORY_SEPARATOR, Product
from catalog_search.published.container import Container
from catalog_search.published.lists import GrowingLists, Lists, inverted
from catalog_search.published.strings import Arrays, SortedStrings, Strings, encoded, pack
from catalog_search.text import analysis
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.rules import ANYONE, ENGLISH
from catalog_search.text.store.size_names import is_of_size
from catalog_search.text.store.values import Values

MAX_COMPLETIONS = 5000
MAX_NAME_WORDS = 3
"""Words of a category, brand or value that completions are made of."""
MIN_PRODUCTS = 2
"""Products of a completion that names more than a category."""
SHARE_OF_PART = 1 / 3
"""Factor on a completion's rank for each further part: "shoes" stands before "white shoes"."""
WEARERS = {
    word: wearer for wearer, words in ENGLISH.wearers.items() for word in words if wearer != ANYONE
}
WORDS = re.compile(r"(?!(?:yes|no|true|false)$)[^\d]{3,}$", re.IGNORECASE)
"""Values of facets that stand before a kind: "oak", not "XL", "27 inch" or "yes"."""
LISTED = re.compile(r"\s*(?:&|/|\+|\band\b)\s*")
"""Dividers between kinds of goods in the name of one category."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The name of a kind of goods.

    A kind that is part of a category's name counts only for products that state it.
    """

    name: str
    terms: Terms
    is_part: bool


@dataclass(frozen=True, slots=True)
class Category:
    """A category's path for completions: all its kinds, and those to put words before."""

    kinds: tuple[Kind, ...]
    heads: tuple[Kind, ...]
    wearers: frozenset[str]


@lru_cache(maxsize=10_000)
def read_category(path: str) -> Category:
    labels = path.split(CATEGORY_SEPARATOR) if path else []
    wearers = {label: wearer_of(label) for label in labels}
    kinds: dict[Terms, Kind] = {}
    heads: list[Kind] = []
    for label in (label for label in labels if not wearers[label]):
        new_kinds = [kind for kind in kinds_of(label) if kind.terms not in kinds]
        kinds |= {kind.terms: kind for kind in new_kinds}
        if new_kinds:
            # Words go before an upper category only if the lower one ends with it: "white shoes" in
            # "Shoes > Sports Shoes", but not "white topwear" in "Topwear > Shirts".
            last = {kind.terms[-1] for kind in new_kinds}
            heads = [kind for kind in heads if kind.terms[-1] in last] + new_kinds
    named_wearers = frozenset(wearer for wearer in wearers.values() if wearer)
    return Category(tuple(kinds.values()), tuple(heads), named_wearers)


def kinds_of(label: str) -> list[Kind]:
    """Return the kinds that a category's label names; of "Rug, flatwoven" the first words."""
    name = label.casefold().split(",")[0].strip()
    parts = [part for part in LISTED.split(name) if part]
    terms_by_part = [(part, terms_of(part)) for part in parts]
    return [
        Kind(part, terms, len(parts) > 1)
        for part, terms in terms_by_part
        if is_short(part) and not all(map(str.isdigit, terms))
    ]


def is_short(name: str) -> bool:
    return 0 < len(analysis.whole_tokens(name)) <= MAX_NAME_WORDS


def wearer_of(value: str) -> str:
    """Return for whom the goods are, as it stands behind "for", "" if the value is something else.

    English is all it reads.
    """
    if conf.settings().language != "english":
        return ""
    return WEARERS.get(re.sub(r"['\u2019]", "", value.casefold()).strip(), "")


class CompletionsBuilder:
    """Counts the products of each completion."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, int]] = Counter()
        """By text and number of parts."""

    def add(self, product: Product, values: Values, stated: Callable[[], set[str]]) -> None:
        """Count a product; `stated` returns the terms of its title and brand."""
        category = read_category(product.category)
        wearers = set(category.wearers)
        before = [*map(str, product.colors[:1]), *values["brand"]]
        for name in (name for name in conf.settings().facets if not is_of_size(name)):
            facet_values = values.get(name, frozenset())
            wearers.update(filter(None, map(wearer_of, facet_values)))
            before += [each for each in facet_values if WORDS.match(each) and not wearer_of(each)]
        stated_terms = stated() if any(kind.is_part for kind in category.kinds) else set()
        heads = tuple(kind for kind in category.heads if counts_for(kind, stated_terms))
        self.counts.update(
            (kind.name, 1) for kind in category.kinds if counts_for(kind, stated_terms)
        )
        self.counts.update(phrases(heads, before, tuple(sorted(wearers))))

    def finish(self) -> Arrays:
        """Return the arrays for Completions: texts, the likeliest first, and the words of each."""
        chosen = list(self.ranked())[:MAX_COMPLETIONS]
        listed = [words_of(text) for text, _ in chosen]
        words = sorted(set().union(*listed), key=encoded)
        places = {word: place for place, word in enumerate(words)}
        lists = GrowingLists()
        for each in listed:
            lists.add(places[word] for word in each)
        rows = np.arange(len(chosen), dtype=np.int32)
        return {
            **pack("completions", (text for text, _ in chosen)),
            "completion_counts": np.array([count for _, count in chosen], np.int32),
            **pack("completion_words", words),
            **inverted("completions_with", lists, rows, np.arange(len(words), dtype=np.int32)),
        }

    def ranked(self) -> Iterator[tuple[str, int]]:
        """Yield each text and its number of products, one text for each set of terms."""
        scores = {
            (text, parts): count * SHARE_OF_PART ** (parts - 1)
            for (text, parts), count in self.counts.items()
            if count >= MIN_PRODUCTS or parts == 1
        }
        known_terms = set()
        for text, parts in sorted(scores, key=lambda each: (-scores[each], each)):
            terms = frozenset(terms_of(text))
            if terms not in known_terms:
                known_terms.add(terms)
                yield text, self.counts[text, parts]


def counts_for(kind: Kind, stated: set[str]) -> bool:
    return not kind.is_part or stated.issuperset(kind.terms)


def phrases(
    heads: Iterable[Kind], before: Iterable[str], wearers: tuple[str, ...]
) -> set[tuple[str, int]]:
    """Return completions of the kinds with other words, and their numbers of parts."""
    for_wearers = {(f"{kind.name} for {wearer}", 2) for kind in heads for wearer in wearers}
    return for_wearers.union(
        *(phrases_with(word, kind, wearers) for kind in heads for word in before)
    )


@lru_cache(maxsize=20_000)
def phrases_with(word: str, kind: Kind, wearers: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    terms = terms_of(word)
    if not is_short(word) or {*terms} & {*kind.terms}:
        return ()
    text = f"{word.casefold()} {kind.name}"
    return ((text, 2), *((f"{text} for {wearer}", 3) for wearer in wearers))


def words_of(text: str) -> set[str]:
    return {*analysis.whole_tokens(text), *analysis.compounds(text)}


class Completions:
    """The completions of one store, the likeliest first."""

    def __init__(self, container: Container) -> None:
        self.texts = Strings(container, "completions")
        self.counts = container["completion_counts"]
        """Products of each."""
        self.words = SortedStrings(container, "completion_words")
        self.with_word = Lists(container, "completions_with")

    def matching(self, prefixes: Sequence[Sequence[str]]) -> list[int]:
        """Return the rows of completions that have a word with a prefix of each typed word."""
        rows = np.arange(len(self.texts))
        for alternatives in prefixes:
            rows_by_prefix = [
                self.with_word.between(self.words.with_prefix(each)) for each in alternatives
            ]
            rows = np.intersect1d(rows, np.concatenate(rows_by_prefix))
        listed: list[int] = rows.tolist()
        return listed
