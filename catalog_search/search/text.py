"""Search by text."""

from dataclasses import replace

from catalog_search import conf
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable
from catalog_search.models import Store
from catalog_search.retrieval import database
from catalog_search.retrieval.candidate_sets import CandidateSets
from catalog_search.retrieval.candidates import gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.subqueries import text_judge, text_plan
from catalog_search.search.browsing import browse
from catalog_search.search.paging import PageRequest, SearchOutcome, paged
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.search.relaxation import Found, relax
from catalog_search.search.results import Results, results_of
from catalog_search.text.terms import QueryTerms, parse_terms
from catalog_search.types import Vector

UNAVAILABLE = (
    "Search by meaning is temporarily unavailable: showing products that contain your words."
)


def by_text(store: Store, query: TextQuery | str, page: PageRequest | None = None) -> Results:
    """Return products that match the text, or the whole catalogue if the text is empty.

    Products whose SKU, barcode or title equals the text come first. Typos are corrected; see
    `Results.corrected`. Constraints in the text, such as prices and colors, become filters.

    If the model or the index is unavailable, products are searched by words in the database, and
    `Results.degraded` is set. Raises InvalidQuery if the text is too long.
    """
    query = TextQuery(query) if isinstance(query, str) else query
    parsed = parse_query(store, query)
    page = page or PageRequest()
    page, filters = replace(page, sort=page.sort or parsed.sort), parsed.filters
    results = with_words(store, parsed, page) if parsed.words else browse(store, filters, page)
    results = replace(results, query=parsed, filters=filters)
    return results if results.total else replace(results, relaxed=relax(store, parsed, find_words))


def with_words(store: Store, parsed: ParsedQuery, page: PageRequest) -> Results:
    def search() -> SearchOutcome:
        return find(store, parsed.search_text, parsed.words, parsed.terms, parsed.filters)

    key = ("text", store.slug, parsed.digest)
    return paged(store, page, key, text_judge(store, parsed.terms), search)


def find_words(store: Store, words: str, filters: Filters) -> Found:
    """Search for words that are not parsed for constraints. Their typos are corrected."""
    if not words:
        results = browse(store, filters, PageRequest())
        return Found(results.total, results.items)
    terms = parse_terms(store, words)
    found = find(store, terms.corrected or words, words, terms, filters).sets.candidates
    return Found(len(found), results_of(store, found.take(slice(conf.settings().page_size))))


def find(
    store: Store, search_text: str, typed: str, terms: QueryTerms, filters: Filters
) -> SearchOutcome:
    """Return the candidates for the text, from the database if an engine is unavailable."""
    try:
        vector = conf.get_encoder().encode_texts([search_text])[0]
        sets = candidates_for(store, search_text, vector, terms, filters)
        return SearchOutcome(sets, filters)
    except (EncoderUnavailable, IndexUnavailable):
        return SearchOutcome(database.containing_words(store, typed, filters), filters, UNAVAILABLE)


def candidates_for(
    store: Store, text: str, vector: Vector, terms: QueryTerms, filters: Filters
) -> CandidateSets:
    """Return the candidates for a text with this vector, exact matches first."""
    sets = gather(store, text_plan(store, vector, terms), filters)
    return sets.promote(database.exact_matches(store, text, filters))
