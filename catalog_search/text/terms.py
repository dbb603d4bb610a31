"""A query word by word: what each may mean in this store, and the sparse vector it asks with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog_search.models import Store
from catalog_search.text import analysis, spelling, synonyms
from catalog_search.text.synonyms import Phrase
from catalog_search.text.vocabulary import NOBODY, Keys, Vocabulary, of_store
from catalog_search.types import SparseVector

MOST_WORDS = 16
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

    def holders(self, vocabulary: Vocabulary) -> Keys:
        """Return the products that have the word in any of its meanings."""
        found = [vocabulary.having(meaning.tokens) for meaning in self.expansions]
        return np.unique(np.concatenate(found)) if found else NOBODY


@dataclass(frozen=True, slots=True, eq=False)
class QueryTerms:
    """A query's words. `corrected` is the text with its typos mended, "" where there were none."""

    words: tuple[QueryTerm, ...]
    corrected: str
    vocabulary: Vocabulary

    def products_with_all_terms(self) -> frozenset[int]:
        """Return the products that have every word of the query, in one of its meanings."""
        found = [word.holders(self.vocabulary) for word in self.words]
        return frozenset.intersection(*(frozenset(keys.tolist()) for keys in found or [NOBODY]))

    def sparse(self) -> SparseVector:
        """Return the vector to search with.

        A word's synonyms are as rare as all of them together, as if they were one term, and the
        weights sum to 1: a score is the share of what the query says that a product answers.
        """
        rarity = [self.vocabulary.rarity(len(w.holders(self.vocabulary))) for w in self.words]
        weights: dict[int, float] = {}
        for word, rare in zip(self.words, rarity, strict=True):
            for meaning in word.expansions:
                for token in meaning.tokens:
                    term = analysis.term_id(analysis.term(token))
                    share = meaning.weight * rare / sum(rarity) / len(meaning.tokens)
                    weights[term] = max(weights.get(term, 0.0), share)
        ids = sorted(weights)
        return SparseVector(tuple(ids), tuple(weights[each] for each in ids))


def read(store: Store, text: str, *, as_typed: bool = False) -> QueryTerms:
    """Return what the words ask for in this store; `as_typed` mends no typo."""
    return of_vocabulary(of_store(store), text, as_typed=as_typed)


def of_vocabulary(vocabulary: Vocabulary, text: str, *, as_typed: bool = False) -> QueryTerms:
    typed = analysis.tokens(text)
    asked = ([one for one in typed if one not in FILLERS] or typed)[:MOST_WORDS]
    mended = {} if as_typed else corrections(asked, vocabulary)
    tokens = [mended.get(one, one) for one in asked]
    corrected = rewritten(text, mended) if mended else ""
    return QueryTerms(tuple(words(tokens, vocabulary)), corrected, vocabulary)


def rewritten(text: str, mended: Mapping[str, str]) -> str:
    """Return the text with the mended words in place of the typed ones, all else as it stood."""
    written = []
    for piece in text.split():
        tokens = analysis.tokens(piece)
        changed = [mended.get(token, token) for token in tokens]
        written.append(piece if changed == tokens else " ".join(changed))
    return " ".join(written)


def corrections(tokens: Sequence[str], vocabulary: Vocabulary) -> dict[str, str]:
    """Return the right spelling of each token that is neither a word nor the start of one."""
    others = synonyms.words()
    spelt = {**dict.fromkeys(others, 0), **vocabulary.words}
    unknown = [
        one
        for one in tokens
        if not vocabulary.knows(one)
        and one not in others
        and not spelling.completed(one, vocabulary, tuple(others))
    ]
    found = {one: spelling.correct(one, spelt) for one in unknown}
    return {one: other for one, other in found.items() if other}


def words(tokens: Sequence[str], vocabulary: Vocabulary) -> Iterator[QueryTerm]:
    """Yield the words of a query; a phrase that has synonyms is one word."""
    place = 0
    while place < len(tokens):
        phrase = longest_phrase(tokens[place:])
        yield QueryTerm(" ".join(phrase), tuple(expansions(phrase, vocabulary)))
        place += len(phrase)


def longest_phrase(tokens: Sequence[str]) -> Phrase:
    """Return the first tokens that have synonyms together, else the first alone."""
    sizes = range(len(tokens), 1, -1)
    phrases = (tuple(tokens[:size]) for size in sizes)
    return next((phrase for phrase in phrases if synonyms.of(phrase)), (tokens[0],))


def expansions(phrase: Phrase, vocabulary: Vocabulary) -> Iterator[Expansion]:
    """Yield the phrase itself, what it is the start of where it is no word, and their synonyms."""
    yield Expansion(phrase)
    yield from (Expansion(other, SYNONYM) for other in synonyms.of(phrase))
    [token, *more] = phrase
    if more or vocabulary.knows(token) or token in synonyms.words():
        return
    for word in spelling.completed(token, vocabulary, tuple(synonyms.words())):
        yield Expansion((word,), COMPLETED)
        yield from (Expansion(other, COMPLETED * SYNONYM) for other in synonyms.of((word,)))
