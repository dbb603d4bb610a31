"""When nothing is left: what of the search to let go, so that the next best can be told as such."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from catalog_search import conf
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable
from catalog_search.models import Store
from catalog_search.retrieval.candidates import Candidate
from catalog_search.retrieval.filters import Filters
from catalog_search.search.query import Reading
from catalog_search.types import Hit, VectorQuery

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
    """The first of these products; where nothing was let go, the nearest of the category."""
    category: str = ""
    """Path of the category nearest to the words, "" where none is known."""


def relax(store: Store, reading: Reading, given: Filters, look: Look, show: Show) -> Relaxed | None:
    """Return what the first weaker search that finds anything finds, or the nearest category's.

    What was read last goes first, then all that was read, then the filters given, then one word.
    """
    category, near = nearest(store, reading.words)
    for wish in weaker(reading, given):
        if not wish.words and wish.filters == Filters():
            continue
        if found := look(wish.words, wish.filters):
            items = show(found[: conf.get("PAGE_SIZE")])
            return Relaxed(wish.dropped, wish.chosen, len(found), items, category)
    shown = show(near)
    return Relaxed(total=len(shown), items=shown, category=category) if category else None


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


def nearest(store: Store, words: str) -> tuple[str, tuple[Candidate, ...]]:
    """Return the category of most of the products with titles nearest to the words, and these.

    However far away they are: nobody may say of them that they are what was meant.
    """
    if not words:
        return "", ()
    try:
        vector = conf.get_encoder().encode_texts([words])[0]
        where = Filters().where(store)
        [hits] = conf.get_index().search([VectorQuery(vector, "title", NEIGHBOURS, where)])
    except (EncoderUnavailable, IndexUnavailable):
        return "", ()
    paths = Counter(path for hit in hits if (path := narrowest(hit)))
    if not paths:
        return "", ()
    category = paths.most_common(1)[0][0]
    first = {cast(int, hit.payload["product"]): hit for hit in reversed(hits)}
    return category, tuple(
        Candidate(product, cast(int, hit.payload["photo"]), hit.score, hit.payload)
        for product, hit in reversed(first.items())
        if narrowest(hit) == category
    )


def narrowest(hit: Hit) -> str:
    """Return the path of the hit's own category; "" where it has none."""
    paths = hit.payload.get("category")
    return str(paths[-1]) if isinstance(paths, list) and paths else ""
