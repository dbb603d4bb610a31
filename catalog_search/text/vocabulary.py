"""The words of a store's visible products: who has which, how rare each is, how each is written.

Built from the database by the first search after an indexing run, and kept by the process.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.models import Product, Store
from catalog_search.text import analysis

Keys = NDArray[np.int64]
"""Sorted keys of products, each once."""
NOBODY: Keys = np.empty(0, np.int64)
COLUMNS = ("sku", "title", "brand", "category", "colors", "attributes", "description")
KEPT = "vocabularies"
UNSPELT = {"sku", "description"}
"""Fields that are no example of how a word is written: codes, and prose with its own typos."""


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """`holders` are the products that have a term; `words` the number of products a word is in."""

    products: int
    holders: Mapping[str, Keys]
    words: Mapping[str, int]
    """By token as it is written in titles, brands, categories, colors and attributes."""
    sorted_words: Sequence[str]

    def having(self, tokens: Sequence[str]) -> Keys:
        """Return the products that have all of the tokens, whatever their endings."""
        found = [self.holders.get(analysis.term(token), NOBODY) for token in tokens]
        kept = found[0]
        for other in found[1:]:
            kept = np.intersect1d(kept, other, assume_unique=True)
        return kept

    def knows(self, token: str) -> bool:
        return analysis.term(token) in self.holders

    def rarity(self, holders: int) -> float:
        """Return the weight above 0 of a word that so many products have: BM25's IDF.

        Robertson and Zaragoza 2009, equation 3.3, plus 1 within the logarithm, so that a word
        of more than half of the products still counts a little.
        """
        return math.log(1 + (self.products - holders + 0.5) / (holders + 0.5))

    def starting_with(self, start: str) -> Iterator[str]:
        """Yield the words that start so, in the order of the alphabet."""
        for place in range(bisect_left(self.sorted_words, start), len(self.sorted_words)):
            if not self.sorted_words[place].startswith(start):
                return
            yield self.sorted_words[place]


def of_products(products: Iterable[Product]) -> Vocabulary:
    """Return the vocabulary of these products."""
    holders: dict[str, set[int]] = defaultdict(set)
    words: Counter[str] = Counter()
    every = list(products)
    for product in every:
        written: set[str] = set()
        for name, text in analysis.text_fields(product):
            tokens = {*analysis.tokens(text), *analysis.joined(text)}
            written |= tokens if name not in UNSPELT else set()
            for token in tokens:
                holders[analysis.term(token)].add(product.pk)
        words.update(written)
    known = {term: np.array(sorted(keys), np.int64) for term, keys in holders.items()}
    return Vocabulary(len(every), known, words, sorted(words))


def of_store(store: Store) -> Vocabulary:
    """Return the store's vocabulary as of its last indexing run."""
    kept = conf.once(KEPT, dict[int, tuple[object, Vocabulary]])
    known = kept.get(store.pk)
    if known is None or known[0] != store.indexed_at:
        products = store.products.filter(visible=True).only(*COLUMNS).order_by("pk")
        known = kept[store.pk] = store.indexed_at, of_products(products.iterator(1000))
    return known[1]


def forget(store: Store) -> None:
    """Make the next search build the store's vocabulary anew."""
    conf.once(KEPT, dict[int, tuple[object, Vocabulary]]).pop(store.pk, None)
