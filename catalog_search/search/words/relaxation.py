"""Query relaxation: which constraints to drop when a search has no results."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from catalog_search import conf
from catalog_search.catalogue.rows import payloads_of
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable
from catalog_search.models import Store
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates, no_candidates
from catalog_search.retrieval.leads import Looser
from catalog_search.retrieval.subqueries import calibration_of, is_measured
from catalog_search.retrieval.withdrawn import without_withdrawn
from catalog_search.search.query import Constraint, ParsedQuery
from catalog_search.search.query.around_names import without_amounts
from catalog_search.search.query.names import NAMING
from catalog_search.search.results import Relaxed, Result, results_of
from catalog_search.search.words.named_kind import named_kind
from catalog_search.text import analysis
from catalog_search.text.goods.goods import kinds_above
from catalog_search.text.rules import language_rules
from catalog_search.text.store.values import swatch_terms
from catalog_search.text.vectors import text_vectors
from catalog_search.types import VectorQuery

MAX_WORDS = 5
"""Longest text, in words, from which single words are dropped."""

LOOKS = ("color", "not")
"""Kinds of constraints on what a thing is like."""
NEIGHBORS = 10
"""Products that are shown at most if no relaxed query has results."""
MAX_KINDS_ABOVE = 2
"""Kinds that the kind of the query is a sort of, whose nearest products are looked for."""
NEAR = 1.0
"""Deviations above unrelated pairs of words and titles from which the nearest product is near.
Then bags are shown for "suitcase", and no socks for "refrigerator"."""


class FirstPage(NamedTuple):
    """The number of products that a search found, and the products of its first page."""

    total: int
    items: tuple[Result, ...]


Search = Callable[[Store, str, Filters], FirstPage]
"""A function that searches a store for words under filters."""


@dataclass(frozen=True, slots=True)
class RelaxedQuery:
    """The query without a part of it. `dropped` are the shopper's words for that part."""

    dropped: tuple[str, ...]
    words: str
    filters: Filters
    filters_dropped: bool = False
    """Whether the filters that the shopper set were dropped."""


def relax(store: Store, query: ParsedQuery, search: Search) -> Relaxed | None:
    """Return the results of the first relaxed query that has any.

    What says least about the product is dropped first: colors, sizes and other attributes, then
    prices, words that the store does not have, and brand or category; then all constraints, the
    shopper's filters, and single words, the last one last: it says what the product is. If no
    relaxed query has results, return the products nearest to the words; None if none is near.
    """
    for relaxed in relaxations(query):
        if not relaxed.words and relaxed.filters == Filters():
            continue
        first_page = search(store, relaxed.words, relaxed.filters)
        if first_page.total:
            category, _products = nearest_products(store, query.words)
            return Relaxed(relaxed.dropped, relaxed.filters_dropped, *first_page, category)
    return nearest(store, query)


def nearest(store: Store, query: ParsedQuery) -> Relaxed | None:
    """Return the products nearest to the words; None if none is near.

    Where they name a kind of goods, its name alone is compared, without colors and sizes:
    otherwise red wine would be near to "red dress". If nothing is near to it, the kinds that it is
    a sort of are compared: jackets are near to windcheaters, whatever the encoder makes of these.
    """
    kind = named_kind(query)
    own_name = without_any_color(without_amounts(kind.name))
    for words in (own_name or query.words, *islice(kinds_above(kind.names), MAX_KINDS_ABOVE)):
        category, products = nearest_products(store, words)
        if len(products):
            items = results_of(store, products)
            return Relaxed(total=len(items), items=items, category=category)
    return None


def without_any_color(name: str) -> str:
    swatches = swatch_terms()
    return " ".join(word for word in name.split() if swatches.isdisjoint(analysis.terms_of(word)))


def relaxations(query: ParsedQuery) -> Iterator[RelaxedQuery]:
    """Yield the relaxed queries in the order of relax()."""
    filters = query.query.filters
    narrowing = [each for each in query.constraints if each.kind != "sort"]
    unknown = without_unknown_words(query)
    for kinds in (LOOKS, ("price",), NAMING):
        for constraint in reversed(narrowing):
            if constraint.kind in kinds or (kinds is LOOKS and is_attribute(constraint)):
                remaining = query.without(constraint)
                yield RelaxedQuery((constraint.text,), query.words, remaining.filters)
        if kinds == ("price",) and unknown:
            yield unknown
    texts = tuple(constraint.text for constraint in narrowing)
    if len(narrowing) > 1:
        yield RelaxedQuery(texts, query.words, filters)
    if filters != Filters():
        yield RelaxedQuery(texts, query.words, Filters(), filters_dropped=True)
    words = query.words.split()
    if 1 < len(words) <= MAX_WORDS:
        for number in range(len(words)):
            remaining_words = " ".join(words[:number] + words[number + 1 :])
            yield RelaxedQuery((words[number],), remaining_words, query.filters)


def looser(query: ParsedQuery) -> Iterator[Looser]:
    """Yield the filters without a color, an attribute or a brand of the words, then without any.

    Last come those without the categories. Prices, exclusions and what the shopper chose stay.
    """
    droppable = [each for each in query.constraints if each.kind == "color" or is_attribute(each)]
    droppable = [*droppable[::-1], *(each for each in query.constraints if each.kind == "brand")]
    for each in droppable:
        yield Looser((each.text,), query.without(each).filters)
    if len(droppable) > 1:
        texts = tuple(each.text for each in droppable)
        yield Looser(texts, query.without(*droppable).filters)
    if categories := [each for each in query.constraints if each.kind == "category"]:
        texts = tuple(each.text for each in categories)
        yield Looser(texts, query.without(*categories).filters)


def is_attribute(constraint: Constraint) -> bool:
    return constraint.kind not in (*LOOKS, "price", "sort", *NAMING)


def without_unknown_words(query: ParsedQuery) -> RelaxedQuery | None:
    """Return the query without the words that no product has; None if there are none."""
    store_words = query.terms.store_words
    unknown = {
        token
        for term in query.terms.terms
        if not term.is_known(store_words)
        for token in term.typed.split()
    }
    words = query.words.split()
    dropped = [word for word in words if unknown.issuperset(analysis.tokens(word) or [""])]
    if not dropped:
        return None
    remaining = " ".join(word for word in words if word not in dropped)
    if language_rules().fillers.issuperset(analysis.tokens(remaining)):
        remaining = ""
    return RelaxedQuery(tuple(dropped), remaining, query.filters)


def nearest_products(store: Store, words: str) -> tuple[str, Candidates]:
    """Return the products whose titles are nearest to the words, and the first one's category.

    Return "" and no candidates if no title is near, the words are empty or an engine is
    unavailable. In a store that is too small to tell what is near, they are of that category.
    """
    nothing = "", no_candidates()
    if not words:
        return nothing
    try:
        vector = text_vectors([words])[0]
        query = VectorQuery(vector, "title", NEIGHBORS, Filters().where(store))
        [hits] = without_withdrawn(store, conf.get_index().search([query]))
    except (EncoderUnavailable, IndexUnavailable):
        return nothing
    _, firsts = np.unique(hits.products, return_index=True)
    rows = np.sort(firsts)
    if measured := is_measured(store):
        rows = rows[calibration_of(store).text_title.z_scores(hits.scores[rows]) >= NEAR]
    keys = hits.products[rows].tolist()
    payloads = payloads_of(store, keys)
    paths = [narrowest(payloads.get(key, {}).get("category")) for key in keys]
    category = next(filter(None, paths), "")
    if not measured:
        rows = rows[[path == category for path in paths]]
    return category, Candidates(
        hits.products[rows], hits.photos[rows], hits.scores[rows], np.zeros(len(rows))
    )


def narrowest(paths: object) -> str:
    """Return the last of a payload's category paths, which is the product's own, or ""."""
    return str(paths[-1]) if isinstance(paths, list | tuple) and paths else ""
