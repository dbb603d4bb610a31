"""What a shopper may mean while still typing: searches, categories, brands and products."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from catalog_search.models import Store
from catalog_search.search import text as search
from catalog_search.search import wordlist
from catalog_search.search.results import Result, of_ids
from catalog_search.search.wordlist import Place, Wordlist

MOST_SEARCHES, MOST_CATEGORIES, MOST_BRANDS, MOST_PRODUCTS = 3, 3, 2, 4
MOST_WORDS = 8
SHORTEST_TYPO = 5
"""Letters from which on one may be wrong."""
MOST_NEAR = 8


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Each kind most likely first. `words` are the beginnings that matched, to be marked."""

    searches: tuple[str, ...] = ()
    categories: tuple[Place, ...] = ()
    brands: tuple[Place, ...] = ()
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
    text = wordlist.fold(search.clean(typed))
    asked = wordlist.words_of(text)[:MOST_WORDS]
    if not asked:
        return Suggestions()
    known = wordlist.of_store(store)
    meant = [alternatives(known, word) for word in asked]
    return Suggestions(
        searches=tuple(searches(known, text, meant)),
        categories=tuple(matching(known.categories, meant))[:MOST_CATEGORIES],
        brands=tuple(matching(known.brands, meant))[:MOST_BRANDS],
        products=of_ids(store, products(known, text, meant)),
        words=tuple(word for words in meant for word in words),
    )


def alternatives(known: Wordlist, word: str) -> list[str]:
    """Return the beginnings of words that are meant: the word itself, or known ones close by."""
    if known.beginning(word) or len(word) < SHORTEST_TYPO:
        return [word]
    near = [one for one in known.beginning(word[0]) if nearly_begins(one, word)]
    near.sort(key=lambda one: (-len(known.ranks.get(one, ())), one))
    return near[:MOST_NEAR] or [word]


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


def matching(places: Iterable[Place], meant: Sequence[Sequence[str]]) -> Iterator[Place]:
    """Yield the places that have each meant word, and one of them in their own name."""
    for place in places:
        everywhere = all(begins_in(place.folded, words) for words in meant)
        if everywhere and any(begins_in(place.own, words) for words in meant):
            yield place


def begins_in(folded: str, words: Iterable[str]) -> bool:
    return any(f" {word}" in folded for word in words)


def found(known: Wordlist, meant: Sequence[Sequence[str]]) -> frozenset[int] | None:
    """Return the products that have each meant word; None where no word was asked for."""
    sets = [
        frozenset().union(
            *(known.ranks.get(full, ()) for word in words for full in known.beginning(word))
        )
        for words in meant
    ]
    return frozenset.intersection(*sets) if sets else None


def products(known: Wordlist, text: str, meant: Sequence[Sequence[str]]) -> list[int]:
    """Return the ids of the likeliest products.

    A SKU that begins so comes first, then the titles that do, then the products' own order.
    """
    ranks = found(known, meant) or frozenset()
    best = heapq.nsmallest(
        MOST_PRODUCTS, ranks, key=lambda rank: (not known.titles[rank].startswith(text), rank)
    )
    coded = known.coded(text, MOST_PRODUCTS)
    order = dict.fromkeys([*coded, *best] if any(map(str.isdigit, text)) else [*best, *coded])
    return [known.products[rank] for rank in order][:MOST_PRODUCTS]


def searches(known: Wordlist, text: str, meant: Sequence[Sequence[str]]) -> list[str]:
    """Return searches that others made, then what the catalogue's own words complete."""
    made = (words for folded, words in known.popular if f" {text}" in folded)
    chosen = list(islice((one for one in made if one != text), MOST_SEARCHES))
    for one in completed(known, meant):
        if len(chosen) >= MOST_SEARCHES:
            break
        if one != text and not any(one in (other, f"{other}s", other[:-1]) for other in chosen):
            chosen.append(one)
    return chosen


def completed(known: Wordlist, meant: Sequence[Sequence[str]]) -> list[str]:
    """Return the meant words with the last one completed, in order of how many products have all.

    Where a word before it was mistyped, its likeliest meaning stands in its place.
    """
    if not all(words[0] in known.ranks for words in meant[:-1]):
        return []
    before = found(known, meant[:-1])
    counts: dict[str, int] = {}
    for word in (full for beginning in meant[-1] for full in known.beginning(beginning)):
        ranks = known.ranks.get(word, frozenset())
        count = len(ranks if before is None else ranks & before)
        if count and len(word) > 2 and not word.isdigit():
            counts[word] = count
    best = heapq.nsmallest(2 * MOST_SEARCHES, counts, key=lambda word: (-counts[word], word))
    return [" ".join([*(words[0] for words in meant[:-1]), word]) for word in best]
