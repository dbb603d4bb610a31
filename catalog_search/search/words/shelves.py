"""Several things in one search: a shelf for each of "blue jeans and white shirt"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from catalog_search import conf
from catalog_search.models import Store
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.search.query.kinds import SIGNS
from catalog_search.search.results import Result, Results, Shelf
from catalog_search.text.query.terms import QueryTerms
from catalog_search.text.rules import language_rules

MAX_THINGS = 3
"""Things of one search."""
CLAUSE = re.compile(
    r"\s(?:with|without|for|in|of|from|that|which|mit|ohne|für|aus|von|avec|sans|pour|en|de|con|sin"
    r"|para)\s",
    re.IGNORECASE,
)
"""Words before a description: "with pockets"."""


def joint() -> re.Pattern[str]:
    """Return the pattern of what joins things, in the catalogue's language: "and", "/"."""
    either = language_rules().and_words
    return re.compile(
        rf"\s+(?:{either}|plus)\s+|\s*(?:,(?!\d)|(?<!\d),|;)\s*(?:(?:{either})\s+)?"
        rf"|{SIGNS.pattern}",
        re.IGNORECASE,
    )


def things_in(store: Store, query: ParsedQuery) -> tuple[TextQuery, ...]:
    """Return a query for each thing that the text asks for; () if it asks for one.

    It is one if a product states all of its words: a "salt and pepper mill", a "black and white
    shirt". Nor are those things that are denied, or the two ends of a price.
    """
    form = conf.once("joints of things", joint)
    joints = list(form.finditer(query.text))
    if not 0 < len(joints) < MAX_THINGS or any(each.kind == "not" for each in query.constraints):
        return ()
    if any(within(each, query) for each in joints) or len(query.terms.stating()):
        return ()
    parts = [replace(query.query, text=part) for part in form.split(query.text)]
    return tuple(parts) if are_things([parse_query(store, part) for part in parts]) else ()


def within(match: re.Match[str], query: ParsedQuery) -> bool:
    return any(each.start < match.end() and match.start() < each.end for each in query.constraints)


def are_things(parts: Sequence[ParsedQuery]) -> bool:
    """Return whether each part names something that the store has, and not only a color.

    Behind a word such as "with" a part must be a category or a color: the "long sleeves" of "dress
    with pockets and long sleeves" describe the dress.
    """
    if not all(part.words and part.terms.may_be_complete() for part in parts):
        return False
    in_clause = False
    for part in parts:
        is_kind = any(each.kind in ("category", "color") for each in part.constraints)
        if not is_kind and (in_clause or not ends_names(part.terms)):
            return False
        in_clause = in_clause or bool(CLAUSE.search(part.text))
    return True


def ends_names(terms: QueryTerms) -> bool:
    """Return whether the name of a product ends with the terms."""
    return bool(terms.ending(terms.stating()).any())


def on_shelves(
    query: ParsedQuery, things: Sequence[TextQuery], search: Callable[[TextQuery], Results]
) -> Results | None:
    """Return the results of all things, in turns; None if there is nothing of one of them."""
    shelves = tuple(Shelf(thing.text, search(thing)) for thing in things)
    if not all(shelf.results.total for shelf in shelves):
        return None
    items: dict[int, Result] = {}
    for item in chain.from_iterable(in_turns(*(shelf.results.items for shelf in shelves))):
        items.setdefault(item.product.pk, item)
    return Results(
        items=tuple(items.values())[: conf.settings().page_size],
        total=sum(shelf.results.total for shelf in shelves),
        page=1,
        pages=1,
        facets=(),
        price_low=None,
        price_high=None,
        more=any(shelf.results.more for shelf in shelves),
        compared=True,
        degraded=next((s.results.degraded for s in shelves if s.results.degraded), ""),
        query=replace(query, constraints=()),
        shelves=shelves,
    )


def in_turns(*rows: Sequence[Result]) -> Iterator[list[Result]]:
    for turn in zip_longest(*rows):
        yield [each for each in turn if each is not None]
