"""Other words that a query word may stand for in a store: synonyms, parts, completions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog_search.text import analysis
from catalog_search.text.query import compounds, dictionary, spelling
from catalog_search.text.query.variants import NUMERALS, variants
from catalog_search.text.store import synonyms
from catalog_search.text.store.row_sets import intersected
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.store.synonyms import Phrase

COMPLETED, SYNONYM = 0.8, 0.9
"""Weights of a completed prefix and of a synonym, relative to the typed word."""
ALSO = 0.7
"""Weight of a synonym of a word that the store has."""
FEW = 12
"""Products with a word, from which its synonyms are left out."""
MAX_READ = 5
"""Titles that are read for whether a name of several words stands in them."""
SHORT = 3
"""Letters up to which the beginning of a word is only a guess."""
TAKEN_APART = 0.9
"""Weight of a word that was taken apart."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Tokens that a query word may stand for, weighted relative to the word itself."""

    tokens: Phrase
    weight: float = 1.0
    is_guess: bool = False
    """Whether the word is only the beginning of these tokens. Then no product is complete by it."""
    is_stated: bool = False
    """Whether the tokens count only outside of descriptions, because they belong together."""

    @property
    def terms(self) -> list[str]:
        return [analysis.term(token) for token in self.tokens]


def longest_phrase(tokens: Sequence[str], store_words: StoreWords) -> Phrase:
    """Return the longest phrase at the start that is one term, else the first token."""
    sizes = range(len(tokens), 1, -1)
    phrases = (tuple(tokens[:size]) for size in sizes)
    size = compounds.parts_of_one(tokens, store_words) or 1
    return next((each for each in phrases if synonyms_of(each, store_words)), tuple(tokens[:size]))


def synonyms_of(phrase: Phrase, store_words: StoreWords) -> list[Phrase]:
    """Return the shop's synonyms, else those of the language that the store has.

    A trait has the same names in all stores. Goods have others only where the store lacks the word.
    """
    if own := store_words.thesaurus.of(phrase):
        return list(own)
    # Few phrases have any: which words the store has is looked up for these only.
    further = synonyms.of_language(phrase)
    if further and is_stated(phrase, store_words):
        further = ()
    further = tuple(each for each in further if is_called(each, store_words))
    return [*further, *(each for each in synonyms.of_trait(phrase) if knows_all(each, store_words))]


def knows_all(phrase: Phrase, store_words: StoreWords) -> bool:
    return all(map(store_words.knows, phrase))


def is_called(name: Phrase, store_words: StoreWords) -> bool:
    """Return whether goods of the store may have the name, as far as its first titles tell.

    Where titles have all its words, they stand together: a "shirt dress" is no "dress shirt".
    """
    if compounds.one_word(name, store_words):
        return True
    if not knows_all(name, store_words):
        return False
    terms = tuple(map(analysis.term, name))
    if len(terms) == 1:
        return True
    rows = intersected(map(store_words.rows_stating, terms))[:MAX_READ].tolist()
    titles = (analysis.terms_of(store_words.titles[row]) for row in rows)
    with_all = [title for title in titles if set(terms).issubset(title)]
    return not with_all or any(analysis.contains(title, terms) for title in with_all)


def also_called(phrase: Phrase, store_words: StoreWords) -> Iterator[Expansion]:
    """Yield other names of goods of which the store has few by the name: of crisps, chips.

    They are guesses: what a shop calls by the one may be no such thing by the other.
    """
    other_names = () if store_words.thesaurus.of(phrase) else synonyms.of_language(phrase)
    if not other_names or not is_stated(phrase, store_words):
        return
    rows = intersected(map(store_words.rows_stating, map(analysis.term, phrase)))
    for synonym in other_names if len(rows) < FEW else ():
        if is_called(synonym, store_words):
            yield Expansion(synonym, ALSO, is_guess=True)


def is_stated(phrase: Phrase, store_words: StoreWords) -> bool:
    """Return whether a product has all of these words, its description aside."""
    if not knows_all(phrase, store_words):
        return False
    stating = map(store_words.rows_stating, map(analysis.term, phrase))
    return len(phrase) == 1 or len(intersected(stating)) > 0


def expansions(phrase: Phrase, store_words: StoreWords) -> Iterator[Expansion]:
    """Yield the phrase, its synonyms and the word that it is together.

    For a single unknown word, also yield its parts; if it has no synonym either, its completions
    with theirs.
    """
    word = compounds.joined(phrase, store_words)
    yield Expansion(phrase, is_stated=bool(word))
    for synonym in synonyms_of(phrase, store_words):
        joined = compounds.one_word(synonym, store_words)
        yield Expansion((joined,) if joined else synonym, SYNONYM)
    yield from also_called(phrase, store_words)
    numeral = NUMERALS.get(phrase[0]) if len(phrase) == 1 else None
    if numeral and store_words.knows(numeral):
        yield Expansion((numeral,), SYNONYM)
    if word:
        yield Expansion((word,))
    is_known = len(phrase) > 1 or store_words.knows(phrase[0])
    # Gloves are "Handschuhe", so they are no sure answer where the store has "Schuhe".
    for kind in compounds.ending_with(phrase[0], store_words) if len(phrase) == 1 else ():
        yield Expansion((kind,), TAKEN_APART, is_guess=is_known)
    if is_known:
        return
    if phrase[0][:-1].isdecimal() and phrase[0].endswith("s"):
        yield Expansion((phrase[0][:-1],), SYNONYM)
    for written in variants(phrase[0], store_words):
        yield Expansion((written,), SYNONYM)
    for other in compounds.alike(phrase[0], store_words):
        yield Expansion((other,), ALSO, is_guess=True)
    if parts := compounds.taken_apart(phrase[0], store_words):
        yield Expansion(parts, TAKEN_APART, is_stated=True)
    if phrase[0] not in store_words.thesaurus.tokens and not synonyms_of(phrase, store_words):
        yield from guesses(phrase[0], store_words)


def guesses(token: str, store_words: StoreWords) -> Iterator[Expansion]:
    """Yield the words that the token may be the beginning of, and their synonyms.

    A short word of the language is the beginning of none: "bra" is not of "bracelet".
    """
    is_short = len(token) <= SHORT
    if is_short and dictionary.has(token):
        return
    for word in spelling.completions(token, store_words, store_words.thesaurus.tokens):
        yield Expansion((word,), COMPLETED, is_guess=is_short)
        for synonym in store_words.thesaurus.of((word,)):
            yield Expansion(synonym, COMPLETED * SYNONYM, is_guess=is_short)
