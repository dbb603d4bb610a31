"""Denied things with names of several words: "palm oil free", "sans huile de palme"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from catalog_search.search.query.denials.contents import WORDS_WITH_FREE, is_content, listed_before
from catalog_search.search.query.denials.context import NegationContext
from catalog_search.search.query.denials.negators import Negator
from catalog_search.search.query.denials.products import said_together
from catalog_search.search.query.values import terms_in
from catalog_search.text.analysis import Word, fold
from catalog_search.text.goods.goods import are_goods, name_of_goods
from catalog_search.text.rules import language_rules
from catalog_search.text.store import words_cache

MAX_WORDS = 3
"""Words that one negator excludes, if they name no value of the store."""
HYPHENS = re.compile(r"(?<=\w)[-\u2010\u2011](?=\w)")
CHAIN = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011](?!free\b)[^\W\d_]+)+(?![-\w])", re.IGNORECASE)
"""Words that hyphens join: "non-" denies all of "non-water-proof"."""
GENERAL = frozenset(
    ["aceite", "beurre", "farine", "fruits", "harina", "huile", "lait", "leche", "sirop"]
)
"""Contents of many kinds: "sans huile de palme" denies one, even if no product has that."""
WITHIN = re.compile(r"[\s\u2010\u2011-]")
"""What may be between the words of a compound."""
PUNCTUATION = re.compile(r"[^\w\s'\u2019-]")


def whole(query: NegationContext, negator: Negator, first: int) -> Negator:
    """Return the negator with all words of the compound that it denies, if it is one.

    "Palm oil free" and "non palm oil" deny palm oil. The words before `first` do not count.
    """
    if negator.word == "free" and negator.denied_end:
        words = said(query, before_free(query, negator, first))
        return of_all(query, negator, words[0].start) if words else negator
    if negator.word == "non" and (chain := CHAIN.match(query.text, negator.denied)):
        return replace(negator, denied_end=chain.end())
    if negator.weak and negator.denied_end is None and not negator.unusual:
        words = said(query, behind_prefix(query, negator))
        return replace(negator, denied_end=words[-1].end) if words else negator
    return negator


def of_all(query: NegationContext, negator: Negator, start: int) -> Negator:
    """Return the negator "free" of the words from `start` on, and of a list before these."""
    also = listed_before(query.text, start, negator.end)
    first = also[0][0] if also else start
    return replace(negator, start=first, denied=start, spaced=False, closed=False, also=also)


def said(query: NegationContext, compounds: Iterable[Sequence[Word]]) -> Sequence[Word]:
    """Return the first of the compounds that is one for the store's products, () if none is."""
    for words in compounds:
        terms = tuple(word.term for word in words)
        if name_of_goods(terms) == terms or is_said(query, query.typed(words)):
            return words
    return ()


def is_said(query: NegationContext, phrase: str) -> bool:
    """Return whether a product has the words together. Only so many are looked up."""
    return query.compounds.take() and said_together(
        query.store, words_cache.of_store(query.store), phrase
    )


def before_free(query: NegationContext, negator: Negator, first: int) -> Iterator[Sequence[Word]]:
    """Yield the sequences of words that "free" may deny together, the longest first."""
    words = [each for each in query.words if first <= each.start < (negator.denied_end or 0)]
    behind = [each for each in query.words if each.start >= negator.end]
    if not words or fold(query.typed(words[-1:])) in WORDS_WITH_FREE:
        return
    for size in range(min(MAX_WORDS, len(words)), 1, -1):
        chosen = words[-size:]
        if are_adjacent(query, chosen) and is_apart(query, chosen, words[:-size], behind):
            yield chosen


def behind_prefix(query: NegationContext, negator: Negator) -> Iterator[Sequence[Word]]:
    """Yield the words behind "non" up to the contents that they end with: "palm oil"."""
    words = [each for each in query.words if each.start >= negator.denied][: MAX_WORDS + 1]
    ends = (place for place, word in enumerate(words) if is_content(query.typed([word])))
    size = next(ends, 0) + 1
    # The last word is what is looked for.
    if 1 < size < len(words) and are_adjacent(query, words[:size]):
        yield words[:size]


def are_adjacent(query: NegationContext, words: Sequence[Word]) -> bool:
    """Return whether only a space or hyphen is between the words, and none has another meaning."""
    gaps = (query.text[word.end : following.start] for word, following in pairwise(words))
    taken = [(each.start, each.end) for each in query.constraints]
    taken += [(each.start, each.end) for each in query.names]
    others = terms_in(language_rules().end_words | language_rules().fillers)
    return all(map(WITHIN.fullmatch, gaps)) and not any(
        word.term in others or any(start <= word.start < end for start, end in taken)
        for word in words
    )


def is_apart(
    query: NegationContext, words: Sequence[Word], before: Sequence[Word], behind: Sequence[Word]
) -> bool:
    """Return whether the query names what it looks for apart from the denied words."""
    terms = tuple(word.term for word in words)
    others = tuple(word.term for word in before)
    if len(name_of_goods((*others, terms[0]))) > 1:
        return False
    if all(is_content(query.typed([word])) for word in words) and name_of_goods(terms) != terms:
        return False  # "Gluten dairy free" denies both.
    if behind and behind[0].term not in terms_in(language_rules().end_words):
        return True
    return any(are_goods(others[:size]) for size in range(1, len(others) + 1))


def end_of_compound(query: NegationContext, start: int) -> int:
    """Return the end of the compound at `start` that has a word such as "de" within, 0 if none."""
    joints = terms_in(language_rules().compound_joints)
    words = [word for word in query.words if word.start >= start][: MAX_WORDS + 2]
    first = next((place for place, word in enumerate(words) if word.term in joints), 0)
    last = next(
        (place for place in range(first + 1, len(words)) if words[place].term not in joints), 0
    )
    if not first or not last or query.text[start : words[0].start].strip():
        return 0
    phrase = query.typed(words[: last + 1])
    if PUNCTUATION.search(phrase):
        return 0
    is_general = fold(query.typed(words[:1])) in GENERAL
    return words[last].end if is_general or is_said(query, phrase) else 0


def is_hyphened(query: NegationContext, word: Word) -> bool:
    """Return whether the word is the second part of one with a hyphen, other than "-free"."""
    free = re.fullmatch(language_rules().free, query.typed([word]), re.IGNORECASE)
    return not free and any(match.end() == word.start for match in HYPHENS.finditer(query.text))


def in_one_word(phrases: Iterable[str]) -> list[str]:
    """Return those that have hyphens, without these: products may say "Palmöl" for "Palm-Öl"."""
    return [HYPHENS.sub("", each) for each in phrases if HYPHENS.search(each)]
