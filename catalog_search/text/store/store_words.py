"""The words of a store: the products that have them, their spellings, and the values they name.

Search, query parsing and autocomplete share this index. Each product is a row, the likeliest first
(row 0 is suggested first). The words lie in one file that the indexer publishes (`words_build`):
a lookup reads what it needs of it, and nothing is made for each product or word.
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.published.container import Container
from catalog_search.published.lists import Lists
from catalog_search.published.rows_by_key import RowsByKey
from catalog_search.published.strings import SortedStrings, Strings
from catalog_search.text import analysis
from catalog_search.text.store import synonyms
from catalog_search.text.store.completions import Completions
from catalog_search.text.store.row_sets import NO_ROWS, Mask, Rows, intersected
from catalog_search.text.store.synonyms import Thesaurus
from catalog_search.text.store.values import StoreValues, read_values
from catalog_search.types import Keys

FORMAT = 11
"""Increase it whenever the stored form, or what a token is, changes."""


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """A category (`value` is its path) or a brand, and its number of products."""

    value: str
    label: str
    count: int


@lru_cache(maxsize=10_000)
def folded_words(text: str) -> str:
    """Return the text's tokens with a space before each."""
    return f" {' '.join(analysis.whole_tokens(text))}"


class StoreWords:
    """The words of one store, as `words_build` made them."""

    def __init__(self, container: Container) -> None:
        """Read them from a file. Raises KeyError if it holds something else."""
        self.container = container
        self.products: Keys = container["products"]
        """Primary key by row."""
        self.rows_by_key = RowsByKey(self.products)
        self.tokens = SortedStrings(container, "tokens")
        """Every token of the products."""
        self.token_lengths: NDArray[np.uint8] = container["token_lengths"]
        """Characters of each token, 255 for more."""
        self.spelling_counts: NDArray[np.int32] = container["spelling_counts"]
        """For each token the number of products that have it in a field with reliable spelling."""
        self.terms = SortedStrings(container, "terms")
        self.reversed_terms = SortedStrings(container, "reversed_terms")
        """The terms from their ends, so that those with one ending stand together. There are none
        but in the languages of words_build.COMPOUNDING."""
        self.tokens_of_terms = Lists(container, "tokens_of_terms")
        """For each term the positions of its tokens."""
        self.postings = Lists(container, "postings")
        """For each term the rows of the products that have it; see also answers.term_of_name."""
        self.stated_postings = Lists(container, "stated_postings")
        """The same without those that have it only in their SKU or description."""
        self.name_postings = Lists(container, "name_postings")
        """For each token the rows of the products that have it in title or brand."""
        self.names = Lists(container, "names")
        """By row the tokens of title and brand, as positions."""
        self.suggested: NDArray[np.int32] = container["suggested"]
        """The positions of the tokens that autocomplete suggests, ascending: those of titles,
        brands and categories."""
        self.suggested_counts: NDArray[np.int32] = container["suggested_counts"]
        """The number of products that have each of them in title or brand."""
        self.titles = Strings(container, "titles")
        """Folded, by row."""
        self.first_phrases = Strings(container, "first_phrases")
        """What the descriptions begin with, folded, by row: "gaming laptop"; "" without any."""
        self.skus = SortedStrings(container, "skus")
        """Folded."""
        self.sku_rows: Rows = container["sku_rows"]
        self.completions = Completions(container)
        self.clicked: int = container.about["clicked"]
        """The products in the first so many rows are there because shoppers opened them."""
        self.values: StoreValues = read_values(container)
        self.own_thesaurus: Thesaurus | None = None
        """The store's synonyms and stop words; None: those of the settings."""

    @property
    def thesaurus(self) -> Thesaurus:
        return self.own_thesaurus or synonyms.of_settings()

    @cached_property
    def categories(self) -> Sequence[ProductGroup]:
        """Those with the most products, and the most first."""
        return [ProductGroup(*each) for each in read_json(self.container, "categories")]

    @cached_property
    def brands(self) -> Sequence[ProductGroup]:
        """Those with the most products, and the most first."""
        return [ProductGroup(*each) for each in read_json(self.container, "brands")]

    @cached_property
    def popular_searches(self) -> Sequence[str]:
        """Shoppers' searches that consist of the store's own words, the most frequent first."""
        return list(read_json(self.container, "popular"))

    @cached_property
    def folded_searches(self) -> Sequence[str]:
        """The popular searches, folded."""
        return [analysis.fold(words) for words in self.popular_searches]

    def knows(self, token: str) -> bool:
        """Return whether a product has the token with any ending."""
        return analysis.term(token) in self.terms

    def written_forms(self, term: str) -> list[str]:
        """Return the tokens of a term, which are its endings."""
        row = self.terms.row(term)
        return [] if row is None else [self.tokens[k] for k in self.tokens_of_terms[row].tolist()]

    def rows_with(self, term: str) -> Rows:
        """Return the rows of products that have the term. Nothing is read before it is used."""
        row = self.terms.row(term)
        return NO_ROWS if row is None else self.postings[row]

    def rows_stating(self, term: str) -> Rows:
        """Return the rows of products that have the term outside of SKU and description."""
        row = self.terms.row(term)
        return NO_ROWS if row is None else self.stated_postings[row]

    def rows_with_all(self, tokens: Sequence[str]) -> Rows:
        """Return the rows of products that have all of the tokens, each with any ending."""
        return intersected(self.rows_with(analysis.term(token)) for token in tokens)

    def rows_with_name(self, token: str) -> Rows:
        """Return the rows of products that have exactly this token in title or brand."""
        row = self.tokens.row(token)
        return NO_ROWS if row is None else self.name_postings[row]

    def rows_of(self, products: Keys) -> NDArray[np.intp]:
        """Return the row of each product key [n], -1 for those without words."""
        return self.rows_by_key.find(products)

    def among(self, rows: Rows) -> Callable[[Keys], Mask]:
        """Return a function of product keys [n]: whether their rows are among these."""
        # The entry behind the last one is for products without words.
        mask = np.zeros(len(self.products) + 1, np.bool_)
        mask[rows] = True
        return lambda products: mask[self.rows_of(products)]

    def idf(self, count: float) -> float:
        """Return the BM25 IDF, above 0, of a term that `count` products have.

        Robertson and Zaragoza 2009, equation 3.3, plus 1 inside the logarithm, so that a term of
        more than half of the products still has a small weight.
        """
        return math.log(1 + (len(self.products) - count + 0.5) / (count + 0.5))

    def spelled(
        self, prefix: str, limit: int | None = None, lengths: range | None = None
    ) -> dict[str, int]:
        """Return the tokens that begin with the prefix and whose spelling is reliable.

        They come with their numbers of products: the `limit` with the most, and of equal ones
        the first in the alphabet. With `lengths` only tokens of so many characters.
        """
        span = self.tokens.with_prefix(prefix)
        rows = slice(span.start, span.stop)
        counts = self.spelling_counts[rows]
        chosen = counts > 0
        if lengths is not None:
            characters = self.token_lengths[rows]
            chosen &= (characters >= lengths.start) & (characters < lengths.stop)
        places = np.flatnonzero(chosen)
        if limit is not None:
            places = places[np.argsort(-counts[places], kind="stable")[:limit]]
        return {
            self.tokens[span.start + place]: count
            for place, count in zip(places.tolist(), counts[places].tolist(), strict=True)
        }

    def spelling_count(self, token: str) -> int:
        """Return how many products have the token in a field with reliable spelling."""
        row = self.tokens.row(token)
        return 0 if row is None else int(self.spelling_counts[row])

    def suggested_range(self, prefix: str) -> slice:
        """Return which of the suggested tokens begin with the prefix."""
        span = self.tokens.with_prefix(prefix)
        ends = np.array([span.start, span.stop], np.int32)
        start, stop = np.searchsorted(self.suggested, ends)
        return slice(int(start), int(stop))

    def suggests(self, prefix: str) -> bool:
        """Return whether a suggested token begins with the prefix."""
        span = self.suggested_range(prefix)
        return bool(span.start < span.stop)

    def suggested_from(self, prefix: str, limit: int) -> list[int]:
        """Return the positions of the suggested tokens that begin with the prefix, ascending.

        Of more than `limit` those with the most products.
        """
        span = self.suggested_range(prefix)
        positions = self.suggested[span]
        if len(positions) > limit:
            first = np.argsort(-self.suggested_counts[span], kind="stable")[:limit]
            positions = np.sort(positions[first])
        listed: list[int] = positions.tolist()
        return listed

    def terms_ending_with(self, suffix: str) -> Iterator[str]:
        """Yield the terms that end with the suffix; none in languages that set words apart."""
        span = self.reversed_terms.with_prefix(suffix[::-1])
        return (self.reversed_terms[row][::-1] for row in span)

    def rows_with_sku(self, prefix: str, limit: int) -> list[int]:
        """Return the rows of at most `limit` products whose SKU begins with the prefix."""
        span = self.skus.with_prefix(prefix)[:limit]
        rows: list[int] = self.sku_rows[span.start : span.stop].tolist()
        return rows


def read_json(container: Container, name: str) -> Any:
    return json.loads(container[name].tobytes())
