"""Search by words."""

from dataclasses import replace

from catalog_search import conf
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable
from catalog_search.models import Store
from catalog_search.retrieval import database
from catalog_search.retrieval.candidates import CandidateSets, gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.subqueries import text_judge, text_plan
from catalog_search.search.paging import Found, PageRequest, paged
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.search.relaxation import relax
from catalog_search.search.results import Results
from catalog_search.text.terms import QueryTerms, parse_terms
from catalog_search.types import Vector

UNAVAILABLE = "Search by meaning is temporarily unavailable; these products contain your words."


def by_text(store: Store, query: TextQuery | str, page: PageRequest | None = None) -> Results:
    """Return what the words describe; without words, the whole catalogue.

    A product whose SKU, barcode or title is the text comes first. Typos are corrected, which
    `corrected` tells. What the words say of prices, colors and the like narrows the search.

    When model or index do not answer, products are found by their words in the database and
    `degraded` says so. Raises InvalidQuery when the text is too long.
    """
    query = TextQuery(query) if isinstance(query, str) else query
    parsed = parse_query(store, query)
    page = page or PageRequest()
    page = replace(page, sort=page.sort or parsed.sort)
    judge = text_judge(store, parsed.terms) if parsed.words else None
    key = ("text", store.slug, parsed.digest)
    results = paged(page, key, judge, lambda: find(store, parsed))
    results = replace(results, query=parsed, filters=parsed.filters)
    return results if results.total else replace(results, relaxed=relax(store, parsed, find_words))


def find(store: Store, parsed: ParsedQuery) -> Found:
    return find_terms(store, parsed.search_text, parsed.words, parsed.terms, parsed.filters)


def find_words(store: Store, words: str, filters: Filters) -> Found:
    """Return what other words than the query's own find, with their typos corrected."""
    terms = parse_terms(store, words)
    return find_terms(store, terms.corrected or words, words, terms, filters)


def find_terms(
    store: Store, searched: str, typed: str, terms: QueryTerms, filters: Filters
) -> Found:
    """Return the candidates for the words, by the database where an engine does not answer."""
    if not typed:
        return Found(database.all_products(store, filters), filters)
    try:
        vector = conf.get_encoder().encode_texts([searched])[0]
        return Found(described(store, searched, vector, terms, filters), filters)
    except (EncoderUnavailable, IndexUnavailable):
        return Found(database.containing_words(store, typed, filters), filters, UNAVAILABLE)


def described(
    store: Store, text: str, vector: Vector, terms: QueryTerms, filters: Filters
) -> CandidateSets:
    """Return the candidates for a text with this vector, led by products of exactly this name."""
    found = gather(store, text_plan(store, vector, terms), filters)
    return found.promote(database.exact_matches(store, text, filters))
