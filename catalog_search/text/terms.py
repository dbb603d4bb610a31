"""A query word by word: what each may mean in this store, and the sparse vector it asks with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog_search.models import Store
from catalog_search.text import analysis, spelling, synonyms, words_cache
from catalog_search.text.store_words import NO_ROWS, Rows, StoreWords, union
from catalog_search.text.synonyms import Phrase
from catalog_search.types import Keys, SparseVector

MAX_WORDS = 16
"""Words of a query that are looked at; a longer one is asked by its vector."""
COMPLETED, SYNONYM = 0.8, 0.9
"""What a completed beginning and a synonym count beside the word itself."""
FILLERS = frozenset(
    re.findall(
        r"\w+",
        "a an and any are as at be by can do for from i in is it me my need of on or please some "
        "something that the these this those to want we what which with you your",
    )
)
"""English words that say nothing about a product; asked only where there are no others."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Tokens that a word stands for, and how much they count beside the word itself."""

    tokens: Phrase
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of a query as it was typed, and all that it may mean in this store."""

    typed: str
    expansions: tuple[Expansion, ...]

    def rows(self, known: StoreWords) -> Rows:
        """Return the rows of products that have the term in any of its expansions."""
        return union([known.rows_with_all(each.tokens) for each in self.expansions])


@dataclass(frozen=True, eq=False)
class QueryTerms:
    """A query's terms. `corrected` is the text with its typos corrected, "" where it had none."""

    words: tuple[QueryTerm, ...]
    corrected: str
    known: StoreWords

    @cached_property
    def rows(self) -> list[Rows]:
        """For each term the rows of products that have it."""
        return [term.rows(self.known) for term in self.words]

    def products_with_all_terms(self) -> Keys:
        """Return the products that have every term of the query, in one of its expansions."""
        complete = self.rows[0] if self.rows else NO_ROWS
        for rows in self.rows[1:]:
            complete = np.intersect1d(complete, rows, assume_unique=True)
        return self.known.products[complete]

    def sparse(self) -> SparseVector:
        """Return the vector to search with.

        A term and its synonyms share one IDF, that of their union, and the weights sum to 1: a
        score is the share of the query that a product answers.
        """
        rarity = [self.known.rarity(len(rows)) for rows in self.rows]
        weights: dict[int, float] = {}
        for term, rare in zip(self.words, rarity, strict=True):
            for expansion in term.expansions:
                for token in expansion.tokens:
                    key = analysis.term_id(analysis.term(token))
                    share = expansion.weight * rare / sum(rarity) / len(expansion.tokens)
                    weights[key] = max(weights.get(key, 0.0), share)
        ids = sorted(weights)
        return SparseVector(tuple(ids), tuple(weights[each] for each in ids))


def parse_terms(store: Store, text: str, *, autocorrect: bool = True) -> QueryTerms:
    """Return what the words ask for in this store."""
    return terms_among(words_cache.of_store(store), text, autocorrect=autocorrect)


def terms_among(known: StoreWords, text: str, *, autocorrect: bool = True) -> QueryTerms:
    """Return what the words ask for where these words are known."""
    typed = analysis.tokens(text)
    asked = ([token for token in typed if token not in FILLERS] or typed)[:MAX_WORDS]
    corrected = corrections(asked, known) if autocorrect else {}
    tokens = [corrected.get(token, token) for token in asked]
    rewritten_text = rewritten(text, corrected) if corrected else ""
    return QueryTerms(tuple(query_terms(tokens, known)), rewritten_text, known)


def rewritten(text: str, corrected: Mapping[str, str]) -> str:
    """Return the text with the corrected words in place of the typed ones, all else as it stood."""
    written = []
    for piece in text.split():
        tokens = analysis.tokens(piece)
        changed = [corrected.get(token, token) for token in tokens]
        written.append(piece if changed == tokens else " ".join(changed))
    return " ".join(written)


def corrections(tokens: Sequence[str], known: StoreWords) -> dict[str, str]:
    """Return the right spelling of each token that is neither a word nor the start of one."""
    others = synonyms.words()
    unknown = [
        token
        for token in tokens
        if not known.knows(token)
        and token not in others
        and not spelling.completed(token, known, tuple(others))
    ]
    if not unknown:
        return {}
    spelt = {**dict.fromkeys(others, 0), **known.spellings}
    found = {token: spelling.correct(token, spelt) for token in unknown}
    return {token: correct for token, correct in found.items() if correct}


def query_terms(tokens: Sequence[str], known: StoreWords) -> Iterator[QueryTerm]:
    """Yield the words of a query; a phrase that has synonyms is one word."""
    place = 0
    while place < len(tokens):
        phrase = longest_phrase(tokens[place:])
        yield QueryTerm(" ".join(phrase), tuple(expansions(phrase, known)))
        place += len(phrase)


def longest_phrase(tokens: Sequence[str]) -> Phrase:
    """Return the first tokens that have synonyms together, else the first alone."""
    sizes = range(len(tokens), 1, -1)
    phrases = (tuple(tokens[:size]) for size in sizes)
    return next((phrase for phrase in phrases if synonyms.of(phrase)), (tokens[0],))


def expansions(phrase: Phrase, known: StoreWords) -> Iterator[Expansion]:
    """Yield the phrase itself, what it is the start of where it is no word, and their synonyms."""
    yield Expansion(phrase)
    yield from (Expansion(other, SYNONYM) for other in synonyms.of(phrase))
    [token, *more] = phrase
    if more or known.knows(token) or token in synonyms.words():
        return
    for word in spelling.completed(token, known, tuple(synonyms.words())):
        yield Expansion((word,), COMPLETED)
        yield from (Expansion(other, COMPLETED * SYNONYM) for other in synonyms.of((word,)))
