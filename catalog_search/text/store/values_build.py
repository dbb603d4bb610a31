"""The values of a store's products with the evidence of their titles, made by the indexer."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import Product
from catalog_search.published.lists import GrowingLists
from catalog_search.published.strings import Arrays, encoded, pack
from catalog_search.text.analysis import Terms, term, terms_of
from catalog_search.text.rules import language_rules
from catalog_search.text.store.evidence import EvidenceCounter, Naming
from catalog_search.text.store.values import MAX_PHRASE_WORDS, NUMBER, Values, phrases_for


class Numbers(dict[str, int]):
    """A number for each word, in the order of their first use."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class ValuesBuilder:
    """Collects titles and values product by product, as numbers."""

    def __init__(self) -> None:
        self.words = Numbers()
        self.pairs: dict[tuple[str, str], int] = {}
        """The number of each field and value."""
        self.titles, self.values = GrowingLists(), GrowingLists()
        self.with_value: Counter[str] = Counter()
        self.currencies: Counter[str] = Counter()
        self.title_numbers: set[str] = set()
        self.grammar_pairs: set[Terms] = set()
        self.grammar = frozenset(map(term, language_rules().grammar))
        self.amount_leads = frozenset(map(term, language_rules().amount_leads))

    def add(self, product: Product, values: Values) -> None:
        title = terms_of(product.title)
        self.titles.add([self.words[word] for word in title])
        self.values.add(
            self.pairs.setdefault((name, value), len(self.pairs))
            for name, field_values in values.items()
            for value in field_values
        )
        self.with_value.update(name for name, field_values in values.items() if field_values)
        if product.currency:
            self.currencies[product.currency] += 1
        self.title_numbers.update(word for word in title if word.isdecimal())
        self.grammar_pairs.update(self.pairs_in(title))

    def pairs_in(self, phrase: Terms) -> Iterator[Terms]:
        """Yield the pairs of adjacent words that look like an operator of queries.

        One is a word of queries' grammar, or the second is the number of a price: "Air Max 90".
        """
        for pair in pairwise(phrase):
            if pair[0] in self.grammar or pair[1] in self.grammar:
                yield pair
            if pair[0] in self.amount_leads and (amount := NUMBER.match(pair[1])):
                yield pair[0], amount[0]

    def finish(self, order: NDArray[np.intp]) -> tuple[Arrays, dict[str, object]]:
        """Return the data for `values.read_values`: arrays, and the description beside them.

        `order` has the products as `add` got them, the likeliest first.
        """
        names = self.names()
        counter = EvidenceCounter(self.numbers_of(names))
        for title, values in self.titled(order):
            counter.add_title(title, values)
        if doubtful := counter.doubtful():
            for title, values in self.titled(order):
                counter.add_support(title, values, doubtful)
        naming = (phrase for phrase, name in names if name in ("brand", "category"))
        pairs = self.grammar_pairs.union(*map(self.pairs_in, naming))
        arrays = {
            **packed_phrases(names, counter),
            **pack("title_numbers", sorted(self.title_numbers)),
            **pack("grammar_pairs", sorted(" ".join(pair) for pair in pairs)),
        }
        ranked = sorted(self.currencies, key=lambda code: (-self.currencies[code], code))
        total = max(1, len(self.titles))
        coverage = {name: count / total for name, count in self.with_value.items()}
        return arrays, {"coverage": coverage, "currencies": ranked}

    def titled(self, order: Iterable[int]) -> Iterator[tuple[Terms, frozenset[int]]]:
        """Yield each product's title and the numbers of its values."""
        words = list(self.words)
        for product in order:
            title = tuple([words[number] for number in self.titles[product]])
            yield title, frozenset(self.values[product])

    def names(self) -> dict[Naming, set[str]]:
        """Return the values that each phrase names, by phrase and field."""
        names: dict[Naming, set[str]] = defaultdict(set)
        for name, value in self.pairs:
            for phrase in phrases_for(name, value):
                if 0 < len(phrase) <= MAX_PHRASE_WORDS:
                    names[phrase, name].add(value)
        return names

    def numbers_of(self, names: dict[Naming, set[str]]) -> dict[Naming, frozenset[int]]:
        return {
            naming: frozenset(self.pairs[naming[1], value] for value in values)
            for naming, values in names.items()
        }


def packed_phrases(names: dict[Naming, set[str]], counter: EvidenceCounter) -> Arrays:
    """Return the sorted phrases, and the values of each as JSON."""
    by_phrase: dict[Terms, list[Naming]] = defaultdict(list)
    for naming in sorted(names):
        by_phrase[naming[0]].append(naming)
    phrases = sorted(by_phrase, key=lambda phrase: encoded(" ".join(phrase)))
    return {
        **pack("phrases", (" ".join(phrase) for phrase in phrases)),
        **pack(
            "phrase_values",
            (
                json.dumps([packed_values(naming, names, counter) for naming in by_phrase[phrase]])
                for phrase in phrases
            ),
        ),
    }


def packed_values(
    naming: Naming, names: dict[Naming, set[str]], counter: EvidenceCounter
) -> list[object]:
    """Return one field's values, as `values.read_phrase_values` reads them."""
    joined = [" ".join(sorted(words)) for words in counter.words(naming)]
    counts = [counter.titles[naming], counter.contradictions[naming]]
    return [naming[1], sorted(names[naming]), *counts, joined]
