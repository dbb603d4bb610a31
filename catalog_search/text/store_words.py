"""The words of a store: which products have them, how they are written, which values they name.

One index serves search, query parsing and autocomplete. Products are rows: row 0 is what
autocomplete suggests first. All lookups go by a word, a prefix, a term or a phrase, so that the
same calls can be answered by tables of the database.
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
"""Rows of products, ascending, each once."""
NO_ROWS: Rows = np.empty(0, np.int32)
UNSPELT = {"sku", "description"}
"""Fields that are no example of how a word is written: codes, and prose with its own typos."""
NAMING = {"title", "brand"}
"""Fields whose words autocomplete finds products by."""


@dataclass(frozen=True, slots=True)
class Place:
    """A category (its path) or a brand, and in how many products it is."""

    value: str
    label: str
    count: int

    def begins(self, prefixes: Iterable[str]) -> bool:
        """Return whether a word of the whole path begins with one of the folded prefixes."""
        return begins(self.value, prefixes)

    def label_begins(self, prefixes: Iterable[str]) -> bool:
        return begins(self.label, prefixes)


def begins(text: str, prefixes: Iterable[str]) -> bool:
    folded = f" {' '.join(analysis.tokens(text))}"
    return any(f" {prefix}" in folded for prefix in prefixes)


@dataclass(frozen=True, eq=False)
class StoreWords:
    """See the module's docstring. Column `k` of the postings belongs to `tokens[k]`."""

    products: Keys = field(default_factory=lambda: np.empty(0, np.int64))
    """Primary key by row."""
    tokens: Sequence[str] = ()
    """Every word as it is written, folded; sorted."""
    terms: Sequence[str] = ()
    """The term of each token."""
    spelt: Sequence[int] = ()
    """In how many products each token stands in a field that is spelt with care."""
    postings: Sequence[Rows] = ()
    """The products that have each token."""
    naming: Sequence[Rows] = ()
    """Those that have it in title or brand."""
    titles: Sequence[str] = ()
    """Folded, by row."""
    skus: Sequence[tuple[str, int]] = ()
    """Folded SKU and row, sorted."""
    categories: Sequence[Place] = ()
    """The fullest first."""
    brands: Sequence[Place] = ()
    popular: Sequence[str] = ()
    """Searches of shoppers made of the store's own words only, the most frequent first."""
    values: StoreValues = field(default_factory=StoreValues)

    @cached_property
    def places_of_term(self) -> Mapping[str, list[int]]:
        """The places in `tokens` of each term's tokens."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, term in enumerate(self.terms):
            places[term].append(place)
        return places

    @cached_property
    def spellings(self) -> Mapping[str, int]:
        """In how many products each word is spelt so."""
        pairs = zip(self.tokens, self.spelt, strict=True)
        return {token: count for token, count in pairs if count}

    @cached_property
    def sorted_spellings(self) -> list[str]:
        return list(self.spellings)

    @cached_property
    def category_words(self) -> frozenset[str]:
        labels = (place.label for place in self.categories)
        return frozenset(token for label in labels for token in analysis.tokens(label))

    @cached_property
    def suggested_words(self) -> list[str]:
        """The words that autocomplete completes: of titles, brands and categories; sorted."""
        return [
            token
            for token, rows in zip(self.tokens, self.naming, strict=True)
            if len(rows) or token in self.category_words
        ]

    def place(self, token: str) -> int | None:
        at = bisect_left(self.tokens, token)
        return at if at < len(self.tokens) and self.tokens[at] == token else None

    def knows(self, token: str) -> bool:
        """Return whether a product has the word, whatever its ending."""
        return analysis.term(token) in self.places_of_term

    def rows_with(self, term: str) -> Rows:
        found = [self.postings[place] for place in self.places_of_term.get(term, ())]
        return union(found)

    def rows_with_all(self, tokens: Sequence[str]) -> Rows:
        """Return the rows of products that have all of the tokens, whatever their endings."""
        first, *others = [self.rows_with(analysis.term(token)) for token in tokens]
        for other in others:
            first = np.intersect1d(first, other, assume_unique=True)
        return first

    def named(self, token: str) -> Rows:
        """Return the rows of products that have the word as it is in title or brand."""
        place = self.place(token)
        return NO_ROWS if place is None else self.naming[place]

    def rarity(self, count: int) -> float:
        """Return the weight above 0 of a word that `count` products have: BM25's IDF.

        Robertson and Zaragoza 2009, equation 3.3, plus 1 within the logarithm, so that a word of
        more than half of the products still counts a little.
        """
        return math.log(1 + (len(self.products) - count + 0.5) / (count + 0.5))

    def spelt_from(self, prefix: str) -> Iterator[str]:
        """Yield the correctly spelt words that begin with the prefix, sorted."""
        return from_prefix(self.sorted_spellings, prefix)

    def suggested_from(self, prefix: str) -> list[str]:
        return list(from_prefix(self.suggested_words, prefix))

    def sku_from(self, prefix: str, limit: int) -> list[int]:
        """Return the rows of products whose SKU begins with the prefix."""
        start = bisect_left(self.skus, (prefix,))
        return [row for sku, row in self.skus[start : start + limit] if sku.startswith(prefix)]


def from_prefix(words: Sequence[str], prefix: str) -> Iterator[str]:
    for at in range(bisect_left(words, prefix), len(words)):
        if not words[at].startswith(prefix):
            return
        yield words[at]


def union(rows: Sequence[Rows]) -> Rows:
    if len(rows) < 2:
        return rows[0] if rows else NO_ROWS
    return np.unique(np.concatenate(rows))


def build(products: Sequence[Product], popular: Iterable[str] = ()) -> StoreWords:
    """Return the words of these products, whose order becomes that of the rows."""
    postings: dict[str, list[int]] = defaultdict(list)
    naming: dict[str, list[int]] = defaultdict(list)
    spelt: Counter[str] = Counter()
    for row, product in enumerate(products):
        tokens_of = tokens_by_field(product)
        for token in set().union(*tokens_of.values()):
            postings[token].append(row)
        for token in set().union(*(tokens_of[name] for name in NAMING)):
            naming[token].append(row)
        spelt.update(set().union(*(t for name, t in tokens_of.items() if name not in UNSPELT)))
    tokens = sorted(postings)
    categories = places_of((product.category for product in products), category_prefixes)
    brands = places_of((product.brand for product in products), lambda brand: [brand] * bool(brand))
    words = StoreWords(
        products=np.array([product.pk for product in products], np.int64),
        tokens=tokens,
        terms=[analysis.term(token) for token in tokens],
        spelt=[spelt[token] for token in tokens],
        postings=[np.array(postings[token], np.int32) for token in tokens],
        naming=[np.array(naming.get(token, ()), np.int32) for token in tokens],
        titles=[analysis.fold(product.title) for product in products],
        skus=sorted((analysis.fold(product.sku), row) for row, product in enumerate(products)),
        categories=categories,
        brands=brands,
        values=values_in(products),
    )
    own = frozenset(words.suggested_words)
    kept = [text for text in popular if (found := analysis.tokens(text)) and own.issuperset(found)]
    return replace(words, popular=kept)


def tokens_by_field(product: Product) -> dict[str, set[str]]:
    return {
        name: {*analysis.tokens(text), *analysis.joined(text)}
        for name, text in analysis.text_fields(product)
    }


def places_of(names: Iterable[str], within: Callable[[str], list[str]]) -> list[Place]:
    """Return the places that products lie in by their category or brand, the fullest first."""
    counts: Counter[str] = Counter()
    for value, count in Counter(names).items():
        counts.update(dict.fromkeys(within(value), count))
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    return [
        Place(value, value.rsplit(CATEGORY_SEPARATOR, 1)[-1], counts[value]) for value in ranked
    ]
