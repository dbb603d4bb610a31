"""Typos in denied words: "without suger", "no ziper". Only descriptions may have the right word."""

from collections.abc import Iterator, Mapping

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from catalog_search.search.query.denials.compounds import MAX_WORDS
from catalog_search.search.query.denials.contents import FREE_OF
from catalog_search.search.query.denials.negators import negators_in
from catalog_search.text.analysis import fold, words_of
from catalog_search.text.query import spelling
from catalog_search.text.query.corrections import may_be_typo, rewritten, unknown_tokens
from catalog_search.text.rules import language_rules
from catalog_search.text.store.store_words import StoreWords

MAX_NEGATORS = 3
"""Negators of one query behind which typos are looked for."""


def without_denied_typos(store_words: StoreWords, text: str) -> str:
    """Return the text with the typos corrected in the words that it denies."""
    corrected = dict(denied_typos(store_words, text))
    return rewritten(text, corrected) if corrected else text


def denied_typos(store_words: StoreWords, text: str) -> Iterator[tuple[str, str]]:
    """Yield the denied words that no product has, each with the word that it is a typo of."""
    negators = [each for each in negators_in(text) if not each.weak or each.spaced][:MAX_NEGATORS]
    ignored = language_rules().fillers | language_rules().end_words
    contents = known_contents(store_words) if negators else {}
    for negator in negators:
        end = negator.denied_end or len(text)
        words = [word for word in words_of(text) if negator.denied <= word.start < end][:MAX_WORDS]
        typed = [fold(text[word.start : word.end]) for word in words]
        for token in unknown_tokens([each for each in typed if each not in ignored], store_words):
            if not may_be_typo(token, store_words):
                continue
            others = {} if negator.weak else words_near(token, store_words)
            if correct := spelling.correct(token, {**others, **contents}):
                yield token, correct


def words_near(token: str, store_words: StoreWords) -> Mapping[str, int]:
    """Return the words of products, also of descriptions, of about the letters of the token.

    They come with their numbers of products.
    """
    limit = spelling.max_typos(token)
    span = store_words.tokens.with_prefix(token[0])
    lengths = store_words.token_lengths[span.start : span.stop].astype(int)
    places = np.flatnonzero(abs(lengths - len(token)) <= limit) + span.start
    words = [store_words.tokens[place] for place in places.tolist()]
    near = extract(token, words, scorer=OSA.distance, score_cutoff=limit, limit=None)
    return {word: len(store_words.rows_with_all([word])) for word, _, _ in near}


def known_contents(store_words: StoreWords) -> Mapping[str, int]:
    """Return the contents that products of the store mention, by their number of products."""
    counts = {each: len(store_words.rows_with_all([each])) for each in sorted(FREE_OF)}
    return {each: count for each, count in counts.items() if count}
