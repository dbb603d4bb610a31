"""Searches that titles suggest where none of the shop's own values completes what is typed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from catalog_search.search.while_typing.visible_words import VisibleWords
from catalog_search.text.analysis import terms_of
from catalog_search.text.goods.endings import is_detail, name_part
from catalog_search.text.rules import language_rules
from catalog_search.text.store.completions import MIN_PRODUCTS
from catalog_search.text.store.row_sets import Rows, contained
from catalog_search.text.tokens.unspaced import is_pair

SMALL_STORE = 200
"""Products of a store in which a word of one title may complete a search."""
MAX_COMPLETIONS = 50
"""Completions that the shown ones are chosen from, the likeliest."""
MAX_TITLES, MAX_BEHIND = 20, 3
"""Titles that are read for what stands behind a word, and words behind it."""

Prefixes = Sequence[Sequence[str]]
"""For each typed word the prefixes that it may stand for, the most likely first."""


def rows_matching(store_words: VisibleWords, prefixes: Prefixes) -> Rows | None:
    """Return the likeliest products that match every typed word, None if there are no words.

    They are found among the likeliest of the word that the fewest products have.
    """
    if not prefixes:
        return None
    rarest, *further = sorted(prefixes, key=store_words.total)
    rows = store_words.best_rows(rarest)
    for alternatives in further:
        _, places = store_words.tokens_in(rows, alternatives)
        rows = rows[np.unique(places)]
    return rows


def title_completions(store_words: VisibleWords, prefixes: Prefixes) -> Iterator[str]:
    """Yield the typed words with the last one completed, those with the most products first.

    A single word is completed to the end of titles. Mistyped words before the last are replaced by
    their most likely correction.
    """
    if not all(store_words.has_token(words[0]) for words in prefixes[:-1]):
        return
    before = rows_matching(store_words, prefixes[:-1])
    if before is None:
        tokens = store_words.tokens_for(prefixes[-1])
        counts = [store_words.count(token) for token in tokens]
    else:
        behind, _ = store_words.tokens_in(before, prefixes[-1])
        tokens, counts = (each.tolist() for each in np.unique(behind, return_counts=True))
    ranked = sorted(zip(counts, tokens, strict=True), key=lambda pair: (-pair[0], pair[1]))
    min_products = MIN_PRODUCTS if len(store_words.words.products) > SMALL_STORE else 1
    words = (store_words.words.tokens[token] for count, token in ranked if count >= min_products)
    telling = (word for word in words if is_telling(word))
    typed = [words[0] for words in prefixes[:-1]]
    for word in islice(telling, MAX_COMPLETIONS):
        yield from continued(store_words, [*typed, word], min_products)


def continued(store_words: VisibleWords, typed: Sequence[str], min_products: int) -> Iterator[str]:
    """Yield the words; a single one with the words that follow it in titles: "running shoe".

    MAX_TITLES are read. The most frequent end of titles behind the word is chosen, else each next
    word but colors. Words that follow in fewer than `min_products` titles do not count.
    """
    if len(typed) > 1:
        yield " ".join(typed)
        return
    [word] = typed
    rows = store_words.words.rows_with_name(word)
    rows = rows[~contained(rows, store_words.hidden)][:MAX_TITLES]
    titles = [name_part(store_words.words.titles[row]).strip() for row in rows.tolist()]
    behind = rf"\b{re.escape(word)}(?: [^\W\d_]+)"
    endings = common(rf"{behind}{{0,{MAX_BEHIND}}}$", titles, min_products)
    if endings:
        yield as_titled(endings[0], titles)
        return
    yield word
    further = common(rf"{behind}\b", titles, max(min_products, MIN_PRODUCTS))
    yield from (phrase for phrase in further if not is_detail(terms_of(phrase)[-1]))


def as_titled(ending: str, titles: Sequence[str]) -> str:
    """Return the whole title in place of its ending, if only one title ends so and it is short."""
    matches = [title for title in titles if title.endswith(ending)]
    words = matches[0].split() if len(matches) == 1 else []
    while words and words[0] in language_rules().fillers:
        del words[0]
    return " ".join(words) if 0 < len(words) <= MAX_BEHIND + 1 else ending


def common(pattern: str, titles: Sequence[str], min_count: int) -> list[str]:
    """Return the matches that at least `min_count` titles have, the most frequent first."""
    counts = Counter(match[0] for title in titles if (match := re.search(pattern, title)))
    return [phrase for phrase, count in counts.most_common() if count >= min_count]


def is_telling(word: str) -> bool:
    is_word = len(word) > 2 and not word.isdigit() and not is_pair(word)
    return is_word and word not in language_rules().fillers
