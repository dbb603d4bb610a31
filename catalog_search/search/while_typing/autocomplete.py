"""Autocomplete: searches, categories, brands and products for a text that is still being typed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from catalog_search.models import CATEGORY_SEPARATOR, Store
from catalog_search.search.query.cleaning import clean
from catalog_search.search.results import Result, results_by_id
from catalog_search.search.while_typing import visible_words
from catalog_search.search.while_typing.title_completions import (
    MAX_COMPLETIONS,
    Prefixes,
    rows_matching,
    title_completions,
)
from catalog_search.search.while_typing.visible_words import VisibleWords
from catalog_search.text import analysis
from catalog_search.text.analysis import terms_of
from catalog_search.text.store.completions import WEARERS
from catalog_search.text.store.row_sets import Rows
from catalog_search.text.store.store_words import ProductGroup, folded_words
from catalog_search.text.tokens.unspaced import UNSPACED

MAX_SEARCHES, MAX_CATEGORIES, MAX_BRANDS, MAX_PRODUCTS = 3, 3, 2, 4
MAX_WORDS = 8
MIN_TYPO_LENGTH = 5
"""Letters of a word in which one typo is corrected."""
MAX_CORRECTIONS = 8
MAX_COMPARED = 2000
"""Tokens that a mistyped word is compared with: those in the most products."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Suggestions by kind, the most likely first. `words` are the prefixes to highlight."""

    searches: tuple[str, ...] = ()
    categories: tuple[ProductGroup, ...] = ()
    brands: tuple[ProductGroup, ...] = ()
    products: tuple[Result, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        kinds = (self.searches, self.categories, self.brands, self.products)
        return sum(len(kind) for kind in kinds)


def suggest(store: Store, typed: str) -> Suggestions:
    """Return suggestions for the text typed so far; its last word may be incomplete.

    Queries the database only for the suggested products and for what was hidden since the words
    were published, and uses neither model nor index.
    Raises InvalidQuery if the text is too long.
    """
    text = analysis.fold(clean(typed))
    if not analysis.tokens(text):
        return Suggestions()
    store_words = visible_words.of_store(store)
    prefixes = [prefixes_for(store_words, token) for token in tokens_of(store_words, text)]
    return Suggestions(
        searches=tuple(searches(store_words, text, prefixes)),
        categories=tuple(islice(matching(store_words.categories, prefixes), MAX_CATEGORIES)),
        brands=tuple(islice(matching(store_words.brands, prefixes), MAX_BRANDS)),
        products=results_by_id(
            store, product_keys(store_words, text, split_unspaced(store_words, prefixes))
        ),
        words=tuple(prefix for alternatives in prefixes for prefix in alternatives),
    )


def tokens_of(store_words: VisibleWords, text: str) -> list[str]:
    """Return the typed words; "t-s" is the beginning of "tshirt" in a store that has that."""
    tokens = []
    for part in text.split():
        joined = "".join(divided := analysis.whole_tokens(part))
        is_one = len(divided) > 1 and store_words.words.suggests(joined)
        tokens += [joined] if is_one else divided
    return tokens[:MAX_WORDS]


def split_unspaced(store_words: VisibleWords, prefixes: Prefixes) -> list[Sequence[str]]:
    """Return the prefixes; if no word begins with one of a script without spaces, its pairs.

    Such a script's words may lie within a longer one, which is found by its pairs of letters.
    """
    prefixes_or_pairs: list[Sequence[str]] = []
    for words in prefixes:
        is_begun = not UNSPACED.match(words[0]) or store_words.words.suggests(words[0])
        prefixes_or_pairs += [words] if is_begun else [[pair] for pair in analysis.tokens(words[0])]
    return prefixes_or_pairs


def prefixes_for(store_words: VisibleWords, word: str) -> list[str]:
    """Return the word itself, or similar known tokens if no known token begins with it."""
    words = store_words.words
    if words.suggests(word) or len(word) < MIN_TYPO_LENGTH:
        return [word]
    similar = [
        (-store_words.count(position), token)
        for position in words.suggested_from(word[0], MAX_COMPARED)
        if nearly_begins(token := words.tokens[position], word)
    ]
    return [token for _, token in sorted(similar)[:MAX_CORRECTIONS]] or [word]


def nearly_begins(word: str, typed: str) -> bool:
    """Return whether `typed` with at most one typo is a prefix of the word.

    A typo is a wrong, missing or extra letter, or two swapped ones: the edits of Damerau (1964),
    https://doi.org/10.1145/363958.363994.
    """
    common = 0
    while common < len(word) and common < len(typed) and word[common] == typed[common]:
        common += 1
    word_rest, typed_rest = word[common:], typed[common:]
    swapped = word_rest[:2] == typed_rest[1::-1] and len(typed_rest) > 1
    return (
        word_rest[1:].startswith(typed_rest[1:])
        or word_rest[1:].startswith(typed_rest)
        or word_rest.startswith(typed_rest[1:])
        or (swapped and word_rest[2:].startswith(typed_rest[2:]))
    )


def matching(groups: Iterable[ProductGroup], prefixes: Prefixes) -> Iterator[ProductGroup]:
    """Yield the groups that match every typed word, at least one of them in the label.

    Of "Shoes" and "Shoes > Shoes" only the first is yielded.
    """
    patterns = [beginning(alternatives) for alternatives in prefixes]
    for group in groups:
        words = folded_words(group.value)
        if all(pattern.search(words) for pattern in patterns) and not repeats_parent(group):
            label = folded_words(group.label)
            if any(pattern.search(label) for pattern in patterns):
                yield group


def repeats_parent(group: ProductGroup) -> bool:
    """Return whether the category is called like the one that it lies in."""
    *_, parent, label = ["", "", *group.value.split(CATEGORY_SEPARATOR)]
    return bool(parent) and terms_of(parent) == terms_of(label)


def beginning(prefixes: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for words that begin with one of the prefixes in folded_words()."""
    return re.compile(f" (?:{'|'.join(map(re.escape, prefixes))})")


def product_keys(store_words: VisibleWords, text: str, prefixes: Prefixes) -> list[int]:
    """Return the keys of the most likely products.

    Titles that begin with the typed words come first, then what shoppers opened, then products
    with the most frequent of the words that the last one may become: "sh" is shoes before Shree.
    Products whose SKU begins with the text follow, or lead if it contains a digit.
    """
    words = store_words.words
    matches = rows_matching(store_words, prefixes)
    rows = [] if matches is None else by_likelihood(store_words, matches, prefixes[-1])
    is_begun = re.compile(rf"{re.escape(text)}(?!\w)" if len(prefixes) == 1 else re.escape(text))
    by_title = islice((row for row in rows if is_begun.match(words.titles[row])), MAX_PRODUCTS)
    best = list(dict.fromkeys([*by_title, *rows[: 2 * MAX_PRODUCTS]]))
    by_sku = store_words.rows_with_sku(text, MAX_PRODUCTS)
    order = dict.fromkeys([*by_sku, *best] if any(map(str.isdigit, text)) else [*best, *by_sku])
    return [int(words.products[row]) for row in order][:MAX_PRODUCTS]


def by_likelihood(store_words: VisibleWords, rows: Rows, last: Sequence[str]) -> list[int]:
    """Return the rows, which are in the store's order, in that of product_keys()."""
    tokens, places = store_words.tokens_in(rows, last)
    counts = np.zeros(len(rows), np.int64)
    np.maximum.at(counts, places, store_words.words.name_postings.sizes(tokens))
    order = np.lexsort((-counts, rows >= store_words.words.clicked))
    listed: list[int] = rows[order].tolist()
    return listed


def searches(store_words: VisibleWords, text: str, prefixes: Prefixes) -> list[str]:
    """Return popular searches that contain the text, then completions of it.

    Completions of the shop's own values come first; single words of titles where it has none.
    """
    words = store_words.words
    pairs = zip(words.popular_searches, words.folded_searches, strict=True)
    matches = (search for search, folded in pairs if f" {text}" in f" {folded}")
    suggested = different(chain(matches, completed(store_words, text, prefixes)), text)
    return suggested or different(title_completions(store_words, prefixes), text)


def different(searches: Iterable[str], typed: str) -> list[str]:
    """Return the first searches that are no other form of the typed text or of one another."""
    known_terms, chosen = {frozenset(terms_of(typed))}, list[str]()
    for search in searches:
        terms = frozenset(terms_of(search))
        if terms not in known_terms:
            known_terms.add(terms)
            chosen.append(search)
        if len(chosen) == MAX_SEARCHES:
            break
    return chosen


def completed(store_words: VisibleWords, text: str, prefixes: Prefixes) -> Iterator[str]:
    """Yield the store's completions of the text, first those that begin with it."""
    completions = store_words.words.completions
    alternatives = [
        [*each, *{WEARERS[word] for word in each if word in WEARERS}] for each in prefixes
    ]
    likely = completions.matching(alternatives)[:MAX_COMPLETIONS]
    listed = [(completions.texts[row], int(completions.counts[row])) for row in likely]
    listed.sort(key=lambda each: not analysis.fold(each[0]).startswith(text))
    return (words for words, count in listed if store_words.has_some(words, count))
