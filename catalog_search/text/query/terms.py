"""The terms of a query: what each word may stand for in a store, and the sparse query vector."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import Store
from catalog_search.text import analysis
from catalog_search.text.goods.endings import ends_in, name_part
from catalog_search.text.query.corrections import MAX_WORDS, corrections, rewritten
from catalog_search.text.query.expansions import Expansion, expansions, longest_phrase
from catalog_search.text.query.variants import uninflected, without_seams
from catalog_search.text.rules import language_rules
from catalog_search.text.store import words_cache
from catalog_search.text.store.row_sets import NO_ROWS, Mask, Rows, intersected, union
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.tokens.joined import joined_where
from catalog_search.types import Keys, SparseVector

MAX_COUNTED = 50_000
"""Products of all expansions of a term, up to which its frequency is counted."""
MAX_ENDINGS = 300
"""Titles that are read for how they end."""
PREFERRED = 0.5
"""Weight of a preferred term, relative to others."""


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of a query, and everything it may stand for in the store."""

    typed: str
    expansions: tuple[Expansion, ...]

    def rows(self, store_words: StoreWords, *, stated: bool = False) -> Rows:
        """Return the rows of the products that have any of the term's expansions.

        With `stated` words in descriptions do not count.
        """
        having, stating = store_words.rows_with, store_words.rows_stating
        return union(
            [
                intersected(map(stating if stated or each.is_stated else having, each.terms))
                for each in self.surely
            ]
        )

    @property
    def surely(self) -> list[Expansion]:
        """The expansions that are no guesses."""
        return [each for each in self.expansions if not each.is_guess]

    @property
    def phrases(self) -> list[str]:
        return [" ".join(each.tokens) for each in self.surely]

    def is_known(self, store_words: StoreWords) -> bool:
        """Return whether the store has all words of one of the term's expansions."""
        return any(all(map(store_words.knows, each.tokens)) for each in self.surely)

    def frequency(self, store_words: StoreWords) -> float:
        """Return how many products have any of the term's expansions.

        It is counted while the lists of products have at most MAX_COUNTED entries. Above that it
        is estimated as if words occurred independently of each other: of N products, with n(t)
        those that have token t, N * (1 - prod over expansions(1 - prod over tokens(n(t) / N))).
        """
        counts = [
            [len(store_words.rows_with(analysis.term(token))) for token in each.tokens]
            for each in self.expansions
        ]
        if len(counts) == len(counts[0]) == 1:
            return counts[0][0]
        if sum(map(sum, counts)) <= MAX_COUNTED:
            return len(union([store_words.rows_with_all(each.tokens) for each in self.expansions]))
        total = len(store_words.products)
        shares = (math.prod(count / total for count in each) for each in counts)
        return total * (1 - math.prod(1 - share for share in shares))


@dataclass(frozen=True, eq=False)
class QueryTerms:
    """The terms of a query. `corrected` is the text without typos, "" if it has none."""

    terms: tuple[QueryTerm, ...]
    corrected: str
    store_words: StoreWords
    preferred: tuple[QueryTerm, ...] = ()
    """Further terms. Products that have them rank higher, and no product needs them."""

    def complete(self, products: Keys) -> Mask:
        """Return for each product key [n] whether the product has every term of the query.

        An expansion of a term counts as the term. Without terms no product is complete.
        """
        return self.are_complete(products)

    def stated(self, products: Keys) -> Mask:
        """Return for each product key [n] whether it has every term outside its description."""
        return self.are_stating(products)

    @cached_property
    def are_complete(self) -> Callable[[Keys], Mask]:
        return self.store_words.among(self.rows_with_all(stated=False))

    @cached_property
    def are_stating(self) -> Callable[[Keys], Mask]:
        return self.store_words.among(self.rows_with_all(stated=True))

    def rows_with_all(self, *, stated: bool) -> Rows:
        """Return the rows of the products that have every term of the query."""
        rows_by_term = [term.rows(self.store_words, stated=stated) for term in self.terms]
        return intersected(rows_by_term) if rows_by_term else NO_ROWS

    def stating(self) -> Keys:
        """Return the keys of the products that have every term outside of their description."""
        keys: Keys = self.store_words.products[self.rows_with_all(stated=True)]
        return keys

    def ending(self, products: Keys) -> NDArray[np.bool_]:
        """Return for each product key [n] whether its title ends with the query's words.

        That is what the product is: of "shoe cream" the cream, of "rug, flatwoven" the rug, of
        "kettle black 2000w" the kettle. Of those with all the words only the first MAX_ENDINGS are
        read.
        """
        stated = np.flatnonzero(self.stated(products))[:MAX_ENDINGS]
        rows = self.store_words.rows_of(products[stated]).tolist()
        phrases = [[*map(analysis.terms_of, term.phrases)] for term in self.terms]
        titles = (name_part(self.store_words.titles[row]) for row in rows)
        ends = [ends_in(analysis.terms_of(title), phrases) for title in titles]
        chosen = np.zeros(len(products), np.bool_)
        chosen[stated] = ends
        return chosen

    def may_be_complete(self) -> bool:
        """Return whether the store has words for every term of the query."""
        return bool(self.terms) and all(term.is_known(self.store_words) for term in self.terms)

    def sparse(self) -> SparseVector:
        """Return the sparse vector to search with.

        A term and its synonyms share one IDF, that of their union. The weights of the terms sum
        to 1, so the score of a product is the share of the query that it matches.
        """
        words = self.store_words
        idfs = [words.idf(term.frequency(words)) for term in self.terms]
        idfs += [PREFERRED * words.idf(term.frequency(words)) for term in self.preferred]
        weights: dict[int, float] = {}
        for term, idf in zip((*self.terms, *self.preferred), idfs, strict=True):
            for expansion in term.expansions:
                for token in expansion.tokens:
                    key = analysis.term_id(analysis.term(token))
                    share = expansion.weight * idf / sum(idfs) / len(expansion.tokens)
                    weights[key] = max(weights.get(key, 0.0), share)
        ids = sorted(weights)
        return SparseVector(tuple(ids), tuple(weights[key] for key in ids))


def parse_terms(
    store: Store, text: str, *, autocorrect: bool = True, preferred: str = ""
) -> QueryTerms:
    """Return the terms of the text, expanded with the words of this store.

    `preferred` has words that products may have as well.
    """
    store_words = words_cache.of_store(store)
    parsed = parse_terms_with(store_words, text, autocorrect=autocorrect)
    store_tokens = [token for token in analysis.tokens(preferred) if store_words.knows(token)]
    further = store_tokens[: MAX_WORDS - len(parsed.terms)]
    return replace(
        parsed, preferred=tuple(QueryTerm(each, (Expansion((each,)),)) for each in further)
    )


def parse_terms_with(store_words: StoreWords, text: str, *, autocorrect: bool = True) -> QueryTerms:
    """Return the terms of the text, expanded with these words."""
    typed = analysis.tokens(joined_where(analysis.fold(text), store_words.knows))
    ignored = store_words.thesaurus.ignores
    content_tokens = [
        token for token in typed if token not in language_rules().fillers and not ignored(token)
    ]
    tokens = uninflected(without_seams(content_tokens or typed, store_words), store_words)
    tokens = tokens[:MAX_WORDS]
    corrected = corrections(tokens, store_words) if autocorrect else {}
    tokens = [corrected.get(token, token) for token in tokens]
    corrected_text = rewritten(text, corrected) if corrected else ""
    return QueryTerms(tuple(query_terms(tokens, store_words)), corrected_text, store_words)


def query_terms(tokens: Sequence[str], store_words: StoreWords) -> Iterator[QueryTerm]:
    """Yield the terms of a query. A phrase that has synonyms, or is one word, is one term."""
    position = 0
    while position < len(tokens):
        phrase = longest_phrase(tokens[position:], store_words)
        yield QueryTerm(" ".join(phrase), tuple(expansions(phrase, store_words)))
        position += len(phrase)
