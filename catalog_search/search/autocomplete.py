"""What a shopper may mean while still typing: searches, categories, brands and products."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from catalog_search.models import Store
from catalog_search.search.query import clean
from catalog_search.search.results import Result, results_by_id
from catalog_search.text import analysis, words_cache
from catalog_search.text.store_words import ProductGroup, Rows, StoreWords, union

MAX_SEARCHES, MAX_CATEGORIES, MAX_BRANDS, MAX_PRODUCTS = 3, 3, 2, 4
MAX_WORDS = 8
SHORTEST_TYPO = 5
"""Letters from which on one may be wrong."""
MAX_NEAR = 8


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Each kind most likely first. `words` are the beginnings that matched, to be marked."""

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
    """Return suggestions for what was typed so far; its last word may be unfinished.

    Asks the database for the few products it shows, and neither model nor index.
    Raises InvalidQuery when the text is too long.
    """
    text = analysis.fold(clean(typed))
    tokens = analysis.tokens(text)[:MAX_WORDS]
    if not tokens:
        return Suggestions()
    known = words_cache.of_store(store)
    meant = [alternatives(known, token) for token in tokens]
    return Suggestions(
        searches=tuple(searches(known, text, meant)),
        categories=tuple(matching(known.categories, meant))[:MAX_CATEGORIES],
        brands=tuple(matching(known.brands, meant))[:MAX_BRANDS],
        products=results_by_id(store, products(known, text, meant)),
        words=tuple(word for words in meant for word in words),
    )


def alternatives(known: StoreWords, word: str) -> list[str]:
    """Return the beginnings of words that are meant: the word itself, or known ones close by."""
    if known.suggested_from(word) or len(word) < SHORTEST_TYPO:
        return [word]
    near = [one for one in known.suggested_from(word[0]) if nearly_begins(one, word)]
    near.sort(key=lambda one: (-len(known.rows_with_name(one)), one))
    return near[:MAX_NEAR] or [word]


def nearly_begins(word: str, typed: str) -> bool:
    """Return whether the word begins as typed but for one letter: wrong, missing, extra, swapped.

    The edits are those of Damerau (1964), https://doi.org/10.1145/363958.363994; one is allowed.
    """
    at = 0
    while at < len(word) and at < len(typed) and word[at] == typed[at]:
        at += 1
    rest, told = word[at:], typed[at:]
    swapped = rest[:2] == told[1::-1] and len(told) > 1
    return (
        rest[1:].startswith(told[1:])
        or rest[1:].startswith(told)
        or rest.startswith(told[1:])
        or (swapped and rest[2:].startswith(told[2:]))
    )


def matching(
    places: Iterable[ProductGroup], meant: Sequence[Sequence[str]]
) -> Iterator[ProductGroup]:
    """Yield the places that have each meant word, and one of them in their own name."""
    for place in places:
        everywhere = all(place.matches(words) for words in meant)
        if everywhere and any(place.label_matches(words) for words in meant):
            yield place


def rows_of(known: StoreWords, meant: Sequence[Sequence[str]]) -> Rows | None:
    """Return the rows of products that have each meant word; None where no word is asked for."""
    found: Rows | None = None
    for words in meant:
        full = [token for word in words for token in known.suggested_from(word)]
        rows = union([known.rows_with_name(token) for token in full])
        found = rows if found is None else np.intersect1d(found, rows, assume_unique=True)
    return found


def products(known: StoreWords, text: str, meant: Sequence[Sequence[str]]) -> list[int]:
    """Return the keys of the likeliest products.

    A SKU that begins so comes first, then the titles that do, then the products' own order.
    """
    rows = rows_of(known, meant)
    found = [] if rows is None else rows.tolist()
    leading = [row for row in found if known.titles[row].startswith(text)][:MAX_PRODUCTS]
    best = list(dict.fromkeys([*leading, *found[: 2 * MAX_PRODUCTS]]))
    coded = known.rows_with_sku(text, MAX_PRODUCTS)
    order = dict.fromkeys([*coded, *best] if any(map(str.isdigit, text)) else [*best, *coded])
    return [int(known.products[row]) for row in order][:MAX_PRODUCTS]


def searches(known: StoreWords, text: str, meant: Sequence[Sequence[str]]) -> list[str]:
    """Return searches that others made, then what the catalogue's own words complete."""
    made = (words for words in known.popular_searches if f" {text}" in f" {analysis.fold(words)}")
    chosen = list(islice((words for words in made if words != text), MAX_SEARCHES))
    for words in completed(known, meant):
        if len(chosen) >= MAX_SEARCHES:
            break
        if words != text and not any(is_same(words, other) for other in chosen):
            chosen.append(words)
    return chosen


def is_same(words: str, other: str) -> bool:
    return words in (other, f"{other}s", other[:-1])


def completed(known: StoreWords, meant: Sequence[Sequence[str]]) -> list[str]:
    """Return the meant words with the last one completed, those of most products first.

    Where a word before it was mistyped, its likeliest meaning stands in its place.
    """
    if not all(len(known.rows_with_name(words[0])) for words in meant[:-1]):
        return []
    before = rows_of(known, meant[:-1])
    counts: dict[str, int] = {}
    for word in (full for beginning in meant[-1] for full in known.suggested_from(beginning)):
        rows = known.rows_with_name(word)
        if before is not None:
            rows = np.intersect1d(rows, before, assume_unique=True)
        if len(rows) and len(word) > 2 and not word.isdigit():
            counts[word] = len(rows)
    best = heapq.nsmallest(2 * MAX_SEARCHES, counts, key=lambda word: (-counts[word], word))
    return [" ".join([*(words[0] for words in meant[:-1]), word]) for word in best]
