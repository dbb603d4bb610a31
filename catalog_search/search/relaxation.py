"""Query relaxation: which constraints to drop when a search returns nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from catalog_search import conf
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable
from catalog_search.models import Store
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates, no_candidates
from catalog_search.search.paging import Found
from catalog_search.search.query import ParsedQuery
from catalog_search.search.results import Relaxed, results_of
from catalog_search.types import VectorQuery

MAX_WORDS = 5
"""In texts of so many words at most, each word is left out in turn."""

NEIGHBORS = 10
"""Products nearest to the words, however far, among which the category is found."""

Find = Callable[[Store, str, Filters], Found]
"""Finds the candidates for words and filters."""


@dataclass(frozen=True, slots=True)
class RelaxedQuery:
    """The query with a part of it dropped; `dropped` are the shopper's own words for that part."""

    dropped: tuple[str, ...]
    words: str
    filters: Filters
    filters_dropped: bool = False
    """Whether filters that the shopper chose were dropped, not words."""


def relax(store: Store, query: ParsedQuery, find: Find) -> Relaxed | None:
    """Return what the first weaker search that finds anything finds, or the nearest category's.

    The constraint read last is dropped first, then all constraints, then the filters chosen, then
    one word.
    """
    category, near = nearest(store, query.words)
    for weaker in relaxations(query):
        if not weaker.words and weaker.filters == Filters():
            continue
        found = find(store, weaker.words, weaker.filters).sets.candidates
        if len(found):
            items = results_of(found.take(slice(conf.settings().page_size)))
            dropped = (weaker.dropped, weaker.filters_dropped)
            return Relaxed(*dropped, total=len(found), items=items, category=category)
    if not category:
        return None
    items = results_of(near)
    return Relaxed(total=len(items), items=items, category=category)


def relaxations(query: ParsedQuery) -> Iterator[RelaxedQuery]:
    """Yield weaker queries, the nearest to the query first."""
    chosen = query.query.filters
    strict = [each for each in query.constraints if each.kind != "sort"]
    for constraint in reversed(strict):
        rest = query.without(constraint)
        yield RelaxedQuery((constraint.text,), query.words, rest.filters)
    texts = tuple(constraint.text for constraint in strict)
    if len(strict) > 1:
        yield RelaxedQuery(texts, query.words, chosen)
    if chosen != Filters():
        yield RelaxedQuery(texts, query.words, Filters(), filters_dropped=True)
    words = query.words.split()
    if 1 < len(words) <= MAX_WORDS:
        for number in reversed(range(len(words))):
            rest_of_words = " ".join(words[:number] + words[number + 1 :])
            yield RelaxedQuery((words[number],), rest_of_words, query.filters)


def nearest(store: Store, words: str) -> tuple[str, Candidates]:
    """Return the category of most of the products with titles nearest to the words, and these.

    They may be far away: nothing says that they are what was meant.
    """
    nothing = "", no_candidates()
    if not words:
        return nothing
    try:
        vector = conf.get_encoder().encode_texts([words])[0]
        query = VectorQuery(vector, "title", NEIGHBORS, Filters().where(store))
        [hits] = conf.get_index().search([query])
        payloads = conf.get_index().payloads(hits.points)
    except (EncoderUnavailable, IndexUnavailable):
        return nothing
    own = [narrowest(payloads.get(point, {}).get("category")) for point in hits.points]
    counts = Counter(path for path in own if path)
    if not counts:
        return nothing
    category = counts.most_common(1)[0][0]
    _, first = np.unique(hits.products, return_index=True)
    rows = [row for row in sorted(first.tolist()) if own[row] == category]
    return category, Candidates(
        hits.products[rows], hits.photos[rows], hits.scores[rows], np.zeros(len(rows))
    )


def narrowest(paths: object) -> str:
    """Return the last of a payload's category paths: the product's own; "" where it has none."""
    return str(paths[-1]) if isinstance(paths, list | tuple) and paths else ""
