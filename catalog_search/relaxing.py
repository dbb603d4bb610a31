"""When nothing is left: what of the search to let go, so that the next best can be told as such."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog_search import conf
from catalog_search.candidates import Candidate
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable
from catalog_search.filters import Filters
from catalog_search.models import Store
from catalog_search.reading import Reading
from catalog_search.types import VectorQuery

MOST_WORDS = 5
"""Words of which one is left out in turn; longer texts are not taken apart."""

NEIGHBOURS = 10
"""Products nearest to the words, however far, among which the category is found."""

Look = Callable[[str, Filters], Sequence[Candidate]]
"""Finds the candidates for words and filters."""

Show = Callable[[Sequence[Candidate]], tuple[Any, ...]]
"""Makes results of candidates."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A search with a part of it let go; `dropped` are the shopper's own words for that part."""

    dropped: tuple[str, ...]
    words: str
    filters: Filters
    chosen: bool = False
    """Whether filters were let go that the shopper chose, not words."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What a weaker search finds; none of it is what was asked for."""

    dropped: tuple[str, ...] = ()
    """The shopper's words that were let go; of others, `chosen` filters were."""
    chosen: bool = False
    total: int = 0
    items: tuple[Any, ...] = ()
    """The first of these products."""
    category: str = ""
    """Path of the category nearest to the words, "" where none is known."""


def relax(store: Store, reading: Reading, given: Filters, look: Look, show: Show) -> Relaxed | None:
    """Return what the first weaker search that finds anything finds, None where nothing is near.

    What was read last goes first, then all that was read, then the filters given, then one word.
    """
    category = nearest_category(store, reading.words)
    for wish in weaker(reading, given):
        if not wish.words and wish.filters == Filters():
            continue
        if found := look(wish.words, wish.filters):
            items = show(found[: conf.get("PAGE_SIZE")])
            return Relaxed(wish.dropped, wish.chosen, len(found), items, category)
    return Relaxed(category=category) if category else None


def weaker(reading: Reading, given: Filters) -> Iterator[Wish]:
    strict = [part for part in reading.parts if part.kind != "sort"]
    for part in reversed(strict):
        rest = tuple(one for one in reading.parts if one is not part)
        yield Wish((part.text,), reading.words, replace(reading, parts=rest).narrowed(given))
    if len(strict) > 1:
        yield Wish(tuple(part.text for part in strict), reading.words, given)
    if given != Filters():
        dropped = tuple(part.text for part in strict)
        yield Wish(dropped, reading.words, Filters(), chosen=True)
    words = reading.words.split()
    if 1 < len(words) <= MOST_WORDS:
        for number in reversed(range(len(words))):
            rest_of_words = " ".join(words[:number] + words[number + 1 :])
            yield Wish((words[number],), rest_of_words, reading.narrowed(given))


def nearest_category(store: Store, words: str) -> str:
    """Return the category that most products whose titles are nearest to the words are in."""
    if not words:
        return ""
    try:
        vector = conf.get_encoder().encode_texts([words])[0]
        where = Filters().where(store)
        [hits] = conf.get_index().search([VectorQuery(vector, "title", NEIGHBOURS, where)])
    except (EncoderUnavailable, IndexUnavailable):
        return ""
    paths = [path for hit in hits if isinstance(path := hit.payload.get("category"), list) and path]
    return str(Counter(path[-1] for path in paths).most_common(1)[0][0]) if paths else ""
