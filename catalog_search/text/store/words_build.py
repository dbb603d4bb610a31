"""Building the words of a store, product by product, for the file that `store_words` reads."""

import json
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import CATEGORY_SEPARATOR, Product, category_prefixes
from catalog_search.published.container import Container
from catalog_search.published.lists import GrowingLists, inverted, packed, reordered
from catalog_search.published.strings import Arrays, encoded, pack
from catalog_search.text import analysis
from catalog_search.text.answers import named_terms
from catalog_search.text.store.completions import CompletionsBuilder
from catalog_search.text.store.first_phrases import first_phrase
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.store.values import values_of
from catalog_search.text.store.values_build import Numbers, ValuesBuilder
from catalog_search.text.tokens.unspaced import is_pair

COMPOUNDING = ("german", "dutch", "danish", "norwegian", "swedish")
"""Languages that write compounds as one word, of which the last part says what it is."""
UNRELIABLE_SPELLING = {"sku", "description"}
"""Fields that are no model for spelling: SKUs are codes, and descriptions contain typos."""
NAME_FIELDS = {"title", "brand"}
"""Fields whose words autocomplete matches."""
MAX_GROUPS = 2000
"""Categories, and brands, that autocomplete suggests: those with the most products."""


class WordsBuilder:
    """Collects products one by one and keeps numbers of them, no objects."""

    def __init__(self) -> None:
        self.tokens, self.terms = Numbers(), Numbers()
        self.term_of_token: list[int] = []
        self.with_term, self.stating, self.with_name, self.spelled = (
            GrowingLists() for _ in range(4)
        )
        """The numbers of each product's terms, of those outside its description, of its name's
        tokens, and of reliable tokens."""
        self.keys: list[int] = []
        self.titles: list[bytes] = []
        self.first_phrases: list[bytes] = []
        self.skus: list[bytes] = []
        self.categories: Counter[str] = Counter()
        self.brands: Counter[str] = Counter()
        self.runs: set[str] = set()
        """Runs of letters without spaces in names, which are words as far as anybody can tell."""
        self.values, self.completions = ValuesBuilder(), CompletionsBuilder()

    def add(self, product: Product) -> None:
        by_field = tokens_by_field(product)
        token_numbers = {self.number(token) for token in set().union(*by_field.values())}
        named = {self.terms[each] for each in named_terms(product.shown_attributes)}
        self.with_term.add({self.term_of_token[number] for number in token_numbers} | named)
        names = set().union(*(by_field[name] for name in NAME_FIELDS))
        self.with_name.add([self.tokens[token] for token in names])
        self.runs.update(analysis.runs(product.title), analysis.runs(product.brand))
        reliable = (by_field[name] for name in by_field if name not in UNRELIABLE_SPELLING)
        numbers = [self.tokens[token] for token in set().union(*reliable)]
        self.spelled.add(numbers)
        stating = {self.term_of_token[number] for number in numbers}
        self.stating.add(stating)
        self.keys.append(product.pk)
        self.titles.append(encoded(analysis.fold(product.title)))
        self.first_phrases.append(encoded(first_phrase(analysis.fold(product.description))))
        self.skus.append(encoded(analysis.fold(product.sku)))
        self.categories[product.category] += 1
        self.brands[product.brand] += 1
        values = values_of(product)
        self.values.add(product, values)
        self.completions.add(product, values, lambda: {analysis.term(token) for token in names})

    def number(self, token: str) -> int:
        number = self.tokens[token]
        if number == len(self.term_of_token):
            self.term_of_token.append(self.terms[analysis.term(token)])
        return number

    def finish(
        self,
        popular_searches: Iterable[str] = (),
        order: NDArray[np.intp] | None = None,
        clicked: int = 0,
    ) -> tuple[Arrays, dict[str, object]]:
        """Return the data for StoreWords: arrays, and the description beside them.

        `order` has the products as `add` got them, the likeliest first. The first `clicked` of
        them are there because shoppers opened them.
        """
        if order is None:
            order = np.arange(len(self.keys))
        values, about = self.values.finish(order)
        rows = np.empty(len(order), np.int32)
        rows[order] = np.arange(len(order), dtype=np.int32)
        arrays = {
            **self.products(order, rows),
            **self.words(order, rows),
            **self.suggestions(popular_searches),
            **self.completions.finish(),
            **values,
        }
        return {**arrays, **self.suggested(arrays)}, {**about, "clicked": clicked}

    def products(self, order: NDArray[np.intp], rows: NDArray[np.int32]) -> Arrays:
        keys = np.array(self.keys, np.int64)
        by_sku = sorted(range(len(rows)), key=lambda product: (self.skus[product], rows[product]))
        return {
            "products": keys[order],
            "sku_rows": rows[np.array(by_sku, np.intp)],
            **pack("titles", (self.titles[product] for product in order)),
            **pack("first_phrases", (self.first_phrases[product] for product in order)),
            **pack("skus", (self.skus[product] for product in by_sku)),
        }

    def words(self, order: NDArray[np.intp], rows: NDArray[np.int32]) -> Arrays:
        tokens, terms = sorted(self.tokens, key=encoded), sorted(self.terms, key=encoded)
        token_numbers = places_of(self.tokens, tokens)
        term_numbers = places_of(self.terms, terms)
        counts = np.empty(len(tokens), np.int32)
        counts[token_numbers] = self.spelled.counts(len(tokens))
        terms_by_token = np.empty(len(tokens), np.int32)
        terms_by_token[token_numbers] = term_numbers[np.array(self.term_of_token, np.intp)]
        by_term = np.argsort(terms_by_token, kind="stable").astype(np.int32)
        sizes = np.bincount(terms_by_token, minlength=len(terms))
        return {
            **pack("tokens", tokens),
            "token_lengths": np.array([min(255, len(token)) for token in tokens], np.uint8),
            "spelling_counts": counts,
            **pack("terms", terms),
            **pack("reversed_terms", reversed_terms(terms)),
            **packed("tokens_of_terms", by_term, sizes),
            **inverted("postings", self.with_term, rows, term_numbers),
            **inverted("stated_postings", self.stating, rows, term_numbers),
            **inverted("name_postings", self.with_name, rows, token_numbers),
            **reordered("names", self.with_name, order, token_numbers),
        }

    def suggested(self, arrays: Arrays) -> Arrays:
        """Return the tokens of titles, brands and categories, and how many products have each."""
        tokens = sorted(self.tokens, key=encoded)
        counts = np.diff(arrays["name_postings.starts"]).astype(np.int32)
        labels = self.category_labels()
        labelled = tokens_of(labels)
        runs = self.runs.union(*map(analysis.runs, labels))
        in_label = np.array([token in labelled for token in tokens], np.bool_)
        # Two letters cut out of a longer run need not be a word.
        is_word = np.array([token in runs or not is_pair(token) for token in tokens], np.bool_)
        suggested = np.flatnonzero(((counts > 0) | in_label) & is_word).astype(np.int32)
        return {"suggested": suggested, "suggested_counts": counts[suggested]}

    def suggestions(self, popular_searches: Iterable[str]) -> Arrays:
        """Return the groups, and the searches that consist of suggested tokens."""
        is_in_name = np.zeros(len(self.tokens), np.bool_)
        is_in_name[np.frombuffer(self.with_name.values, np.int32)] = True
        own = {token for token, number in self.tokens.items() if is_in_name[number]}
        own |= tokens_of(self.category_labels()) & self.tokens.keys()
        searches = [
            text
            for text in popular_searches
            if (tokens := analysis.tokens(text)) and own.issuperset(tokens)
        ]
        return {
            "categories": as_json(groups_of(self.categories, category_prefixes)),
            "brands": as_json(groups_of(self.brands, lambda brand: [brand] * bool(brand))),
            "popular": as_json(searches),
        }

    def category_labels(self) -> set[str]:
        return {
            path.rsplit(CATEGORY_SEPARATOR, 1)[-1]
            for category in self.categories
            for path in category_prefixes(category)
        }


def tokens_of(labels: Iterable[str]) -> set[str]:
    return {
        token
        for label in labels
        for token in (*analysis.tokens(label), *analysis.whole_tokens(label))
    }


def build(products: Iterable[Product], popular_searches: Iterable[str] = ()) -> StoreWords:
    """Return the words of these products. The order of the products is the order of the rows."""
    builder = WordsBuilder()
    for product in products:
        builder.add(product)
    return StoreWords(Container.of(*builder.finish(popular_searches)))


def tokens_by_field(product: Product) -> dict[str, set[str]]:
    return {
        name: {
            *analysis.tokens(text),
            *analysis.compounds(text),
            *analysis.unspaced_tokens(text),
        }
        if text
        else set()
        for name, text in analysis.text_fields(product)
    }


def reversed_terms(terms: Iterable[str]) -> list[bytes]:
    """Return the terms from their ends, in order; none in languages that set words apart."""
    is_needed = analysis.language_of_words() in COMPOUNDING
    return sorted(encoded(term[::-1]) for term in terms) if is_needed else []


def places_of(numbers: Numbers, words: list[str]) -> NDArray[np.int32]:
    """Return for each number the place of its word in the sorted words."""
    places = np.empty(len(words), np.int32)
    places[[numbers[word] for word in words]] = np.arange(len(words), dtype=np.int32)
    return places


def groups_of(
    counted: Counter[str], parents: Callable[[str], list[str]]
) -> list[tuple[str, str, int]]:
    """Return value, label and number of products of the largest groups, the largest first.

    `counted` are the products with each category or brand; `parents` returns the values of all
    groups that a product with this value is in.
    """
    counts: Counter[str] = Counter()
    for value, count in counted.items():
        counts.update(dict.fromkeys(parents(value), count))
    ranked = sorted(counts, key=lambda value: (-counts[value], value))[:MAX_GROUPS]
    return [(value, value.rsplit(CATEGORY_SEPARATOR, 1)[-1], counts[value]) for value in ranked]


def as_json(value: object) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value).encode(), np.uint8)
