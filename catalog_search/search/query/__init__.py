"""A query read without a language model: prices, orders, what is not wanted, the store's values.

English only. What is not surely meant stays among the words that are searched for.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from django.db.models import Q

from catalog_search.models import Store
from catalog_search.search.query.negation import Query, negations
from catalog_search.search.query.parts import Part, Reading, left_over
from catalog_search.search.query.prices import prices
from catalog_search.search.query.sorting import wishes
from catalog_search.search.query.values import values
from catalog_search.search.query.vocabulary import Vocabulary, of_store
from catalog_search.search.query.words import WORD, words_of

__all__ = ["Part", "Reading", "read"]

IDLE = frozenset(
    WORD.findall("a an and at but by for from in of or please sorted that the to with")
)
"""Words that say nothing once what they led to has been taken out."""


def read(
    store: Store, text: str, *, plain: Collection[str] = (), by_hand: Collection[str] = ()
) -> Reading:
    """Return what the text asks for, in the words of this store.

    What stands in `plain` is left as words; of the kinds in `by_hand` nothing is asked for,
    because the shopper has chosen otherwise, and their words are left out of the search.
    """
    if not text or is_called(store, text):
        return Reading(text, text)
    left = {one.casefold() for one in plain}
    found = sorted(parts(store, text), key=lambda one: one.start)
    wanted = [one for one in found if one.text.casefold() not in left]
    words = left_over(text, wanted)
    if len(words) < len(text):
        words = tidy(words)
    return Reading(text, words, tuple(one for one in wanted if one.kind not in by_hand))


def is_called(store: Store, text: str) -> bool:
    """Return whether a product has this SKU or title: then the text is its name."""
    named = Q(sku__iexact=text) | Q(title__iexact=text)
    return store.products.filter(named, visible=True).exists()


def parts(store: Store, text: str) -> list[Part]:
    """Return everything that can be read; no two parts share a word."""
    vocabulary, words = of_store(store), words_of(text)

    def is_name(text: str, start: int, end: int) -> bool:
        return in_title(vocabulary, text, start, end)

    found = apart(prices(text, vocabulary.currencies, vocabulary.numbers), [])
    found = apart(wishes(text, is_name), found)
    found = apart(negations(Query(store, text, words, vocabulary, found)), found)
    return apart(values(text, words, vocabulary, found), found)


def apart(parts: Iterable[Part], found: list[Part]) -> list[Part]:
    """Return those found and each further part that shares no word with one before."""
    joined = list(found)
    for part in parts:
        if not any(part.start < one.end and one.start < part.end for one in joined):
            joined.append(part)
    return joined


def in_title(vocabulary: Vocabulary, text: str, start: int, end: int) -> bool:
    """Return whether the words are part of something's name, as "Best Friends Mug"."""
    words = words_of(text)
    near = [n for n, word in enumerate(words) if start <= word.start < end]
    span = words[max(0, near[0] - 1) : near[-1] + 2] if near else []
    pairs: Iterator[tuple[str, str]] = ((one.stem, other.stem) for one, other in pairwise(span))
    return any(pair in vocabulary.named for pair in pairs)


def tidy(words: str) -> str:
    """Return the words without connectors and marks that lead to nothing any more."""
    each = words.strip(" ,;.:").split()
    while each and each[0].strip(",;.:").casefold() in IDLE | {""}:
        each.pop(0)
    while each and each[-1].strip(",;.:").casefold() in IDLE | {""}:
        each.pop()
    left = " ".join(each)
    return left if WORD.search(left) else ""
