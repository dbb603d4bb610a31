"""The words of a store: the products that have them, their spellings, and the values they name.

Search, query parsing and autocomplete share this index. Each product is a row; autocomplete
suggests row 0 first. Every lookup takes a token, a prefix, a term or a phrase, so database tables
could answer the same calls.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import CATEGORY_SEPARATOR, Product, category_prefixes
from catalog_search.text import analysis
from catalog_search.text.values import StoreValues, values_in
from catalog_search.types import Keys

Rows = NDArray[np.int32]
"""Rows of products, ascending and unique."""
NO_ROWS: Rows = np.empty(0, np.int32)
UNRELIABLE_SPELLING = {"sku", "description"}
"""Fields that are no model for spelling: SKUs are codes, and descriptions contain typos."""
NAME_FIELDS = {"title", "brand"}
"""Fields whose words autocomplete matches."""


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """A category (`value` is its path) or a brand, and its number of products."""

    value: str
    label: str
    count: int

    def matches(self, prefixes: Iterable[str]) -> bool:
        """Return whether a word of the whole path begins with one of the folded prefixes."""
        return has_prefix(self.value, prefixes)

    def label_matches(self, prefixes: Iterable[str]) -> bool:
        """Return whether a word of the label begins with one of the folded prefixes."""
        return has_prefix(self.label, prefixes)


def has_prefix(text: str, prefixes: Iterable[str]) -> bool:
    folded = f" {' '.join(analysis.tokens(text))}"
    return any(f" {prefix}" in folded for prefix in prefixes)


@dataclass(frozen=True, eq=False)
class StoreWords:
    """The words of one store. Column `k` of the postings belongs to `tokens[k]`."""

    products: Keys = field(default_factory=lambda: np.empty(0, np.int64))
    """Primary key by row."""
    tokens: Sequence[str] = ()
    """Every token of the products, sorted."""
    terms: Sequence[str] = ()
    """The term of each token."""
    spelling_counts: Sequence[int] = ()
    """For each token the number of products that have it in a field with reliable spelling."""
    postings: Sequence[Rows] = ()
    """For each token the products that have it."""
    name_postings: Sequence[Rows] = ()
    """For each token the products that have it in title or brand."""
    titles: Sequence[str] = ()
    """Folded, by row."""
    skus: Sequence[tuple[str, int]] = ()
    """Folded SKU and row, sorted."""
    categories: Sequence[ProductGroup] = ()
    """Those with the most products first."""
    brands: Sequence[ProductGroup] = ()
    """Those with the most products first."""
    popular_searches: Sequence[str] = ()
    """Shoppers' searches that consist of the store's own words, the most frequent first."""
    values: StoreValues = field(default_factory=StoreValues)

    @cached_property
    def columns_by_term(self) -> Mapping[str, list[int]]:
        """The columns of each term's tokens."""
        columns: dict[str, list[int]] = defaultdict(list)
        for column, term in enumerate(self.terms):
            columns[term].append(column)
        return columns

    @cached_property
    def spellings(self) -> Mapping[str, int]:
        """The number of products by token, for tokens whose spelling is reliable."""
        pairs = zip(self.tokens, self.spelling_counts, strict=True)
        return {token: count for token, count in pairs if count}

    @cached_property
    def sorted_spellings(self) -> list[str]:
        return list(self.spellings)

    @cached_property
    def category_tokens(self) -> frozenset[str]:
        labels = (category.label for category in self.categories)
        return frozenset(token for label in labels for token in analysis.tokens(label))

    @cached_property
    def suggested_tokens(self) -> list[str]:
        """The tokens that autocomplete suggests: those of titles, brands and categories, sorted."""
        return [
            token
            for token, rows in zip(self.tokens, self.name_postings, strict=True)
            if len(rows) or token in self.category_tokens
        ]

    def column(self, token: str) -> int | None:
        column = bisect_left(self.tokens, token)
        return column if column < len(self.tokens) and self.tokens[column] == token else None

    def knows(self, token: str) -> bool:
        """Return whether a product has the token with any ending."""
        return analysis.term(token) in self.columns_by_term

    def rows_with(self, term: str) -> Rows:
        """Return the rows of products that have the term."""
        return union([self.postings[column] for column in self.columns_by_term.get(term, ())])

    def rows_with_all(self, tokens: Sequence[str]) -> Rows:
        """Return the rows of products that have all of the tokens, each with any ending."""
        rows, *others = [self.rows_with(analysis.term(token)) for token in tokens]
        for other in others:
            rows = np.intersect1d(rows, other, assume_unique=True)
        return rows

    def rows_with_name(self, token: str) -> Rows:
        """Return the rows of products that have exactly this token in title or brand."""
        column = self.column(token)
        return NO_ROWS if column is None else self.name_postings[column]

    def idf(self, count: int) -> float:
        """Return the BM25 IDF, above 0, of a term that `count` products have.

        Robertson and Zaragoza 2009, equation 3.3, plus 1 inside the logarithm, so that a term of
        more than half of the products still has a small weight.
        """
        return math.log(1 + (len(self.products) - count + 0.5) / (count + 0.5))

    def spellings_from(self, prefix: str) -> Iterator[str]:
        """Yield the reliably spelled tokens that begin with the prefix, sorted."""
        return with_prefix(self.sorted_spellings, prefix)

    def suggested_from(self, prefix: str) -> list[str]:
        """Return the suggested tokens that begin with the prefix, sorted."""
        return list(with_prefix(self.suggested_tokens, prefix))

    def rows_with_sku(self, prefix: str, limit: int) -> list[int]:
        """Return the rows of at most `limit` products whose SKU begins with the prefix."""
        start = bisect_left(self.skus, (prefix,))
        return [row for sku, row in self.skus[start : start + limit] if sku.startswith(prefix)]


def with_prefix(tokens: Sequence[str], prefix: str) -> Iterator[str]:
    """Yield the tokens that begin with the prefix, out of a sorted sequence."""
    for column in range(bisect_left(tokens, prefix), len(tokens)):
        if not tokens[column].startswith(prefix):
            return
        yield tokens[column]


def union(rows: Sequence[Rows]) -> Rows:
    if len(rows) < 2:
        return rows[0] if rows else NO_ROWS
    return np.unique(np.concatenate(rows))


def build(products: Sequence[Product], popular_searches: Iterable[str] = ()) -> StoreWords:
    """Return the words of these products. The order of the products is the order of the rows."""
    postings: dict[str, list[int]] = defaultdict(list)
    name_postings: dict[str, list[int]] = defaultdict(list)
    spellings: Counter[str] = Counter()
    for row, product in enumerate(products):
        by_field = tokens_by_field(product)
        for token in set().union(*by_field.values()):
            postings[token].append(row)
        for token in set().union(*(by_field[name] for name in NAME_FIELDS)):
            name_postings[token].append(row)
        reliable = (by_field[name] for name in by_field if name not in UNRELIABLE_SPELLING)
        spellings.update(set().union(*reliable))
    tokens = sorted(postings)
    words = StoreWords(
        products=np.array([product.pk for product in products], np.int64),
        tokens=tokens,
        terms=[analysis.term(token) for token in tokens],
        spelling_counts=[spellings[token] for token in tokens],
        postings=[np.array(postings[token], np.int32) for token in tokens],
        name_postings=[np.array(name_postings.get(token, ()), np.int32) for token in tokens],
        titles=[analysis.fold(product.title) for product in products],
        skus=sorted((analysis.fold(product.sku), row) for row, product in enumerate(products)),
        categories=groups_of((product.category for product in products), category_prefixes),
        brands=groups_of(
            (product.brand for product in products), lambda brand: [brand] * bool(brand)
        ),
        values=values_in(products),
    )
    own = frozenset(words.suggested_tokens)
    searches = [
        text
        for text in popular_searches
        if (text_tokens := analysis.tokens(text)) and own.issuperset(text_tokens)
    ]
    return replace(words, popular_searches=searches)


def tokens_by_field(product: Product) -> dict[str, set[str]]:
    return {
        name: {*analysis.tokens(text), *analysis.compounds(text)}
        for name, text in analysis.text_fields(product)
    }


def groups_of(values: Iterable[str], parents: Callable[[str], list[str]]) -> list[ProductGroup]:
    """Return the groups of products with these categories or brands, the largest first.

    `parents` returns the values of all groups that a product with this value is in.
    """
    counts: Counter[str] = Counter()
    for value, count in Counter(values).items():
        counts.update(dict.fromkeys(parents(value), count))
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    return [
        ProductGroup(value, value.rsplit(CATEGORY_SEPARATOR, 1)[-1], counts[value])
        for value in ranked
    ]
