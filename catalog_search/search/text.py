"""Search by words, by photo and by product: what is asked, and what comes back."""

from collections.abc import Collection
from dataclasses import replace

from catalog_search import conf
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable, InvalidQuery
from catalog_search.models import Store
from catalog_search.retrieval import database
from catalog_search.retrieval.candidates import CandidateSets, gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.subqueries import of_text
from catalog_search.search import judging, paging
from catalog_search.search.query import read
from catalog_search.search.relaxation import relax
from catalog_search.search.results import Results, assemble, results, turned
from catalog_search.text import terms
from catalog_search.text.terms import QueryTerms
from catalog_search.types import Vector

PHOTO_WEIGHT, TITLE_WEIGHT = 0.5, 0.5
"""Of the two legs of what is similar to a product."""
RESTING = "The visual search is resting; these products match your words."


def by_text(
    store: Store,
    text: str,
    filters: Filters | None = None,
    page: int = 1,
    *,
    sort: str = "",
    plain: Collection[str] = (),
    by_hand: Collection[str] = (),
    as_typed: bool = False,
    listing: str = "",
) -> Results:
    """Return what the words describe; without words, the whole catalogue.

    A product whose SKU, barcode or title was asked for comes first. Typos are mended, which
    `corrected` tells, unless the words are to be taken `as_typed`. What they say of prices, colors
    and the like narrows the search, except words in `plain` and kinds of parts in `by_hand`.
    A page of the `listing` of an earlier answer shows a part of the same list.

    When model or index do not answer, products are found by their words in the database and
    `degraded` says so. Raises InvalidQuery when the text is too long.
    """
    asked = read(store, clean(text), plain=plain, by_hand=by_hand)
    given, filters = filters or Filters(), asked.narrowed(filters or Filters())
    taken = (*map(sorted, (plain, by_hand)), as_typed)
    key = paging.digest(store.slug, asked.text, given, sort, *taken)
    meant = terms.read(store, asked.words, as_typed=as_typed)
    found = turned(listing, key, page)
    if not found:
        sets, degraded = looked_up(store, asked.words, filters, meant)
        # Words that rest, or that are none, make no answer surer than another.
        sure = None if degraded or not asked.words else judging.sure_of_words(store, meant)
        order = sort or asked.sort
        found = assemble(sets, filters, page, degraded, sort=order, sure=sure, asked=key)
    found = judging.of_words(store, meant, found) if asked.words else found
    if found.total:
        return replace(found, reading=asked)
    weaker = relax(store, asked, given, lambda *wish: looked_up(store, *wish)[0].found, results)
    return replace(found, reading=asked, relaxed=weaker)


def looked_up(
    store: Store, words: str, filters: Filters, meant: QueryTerms | None = None
) -> tuple[CandidateSets, str]:
    """Return the candidates for the words, and what the shopper is told where an engine rests."""
    if not words:
        return database.everything(store, filters), ""
    try:
        meant = meant or terms.read(store, words)
        text = meant.corrected or words
        vector = conf.get_encoder().encode_texts([text])[0]
        return described(store, text, vector, filters, meant), ""
    except (EncoderUnavailable, IndexUnavailable):
        return database.containing(store, words, filters), RESTING


def clean(text: str) -> str:
    """Return the query without control characters and extra space. Raises InvalidQuery."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    cleaned, longest = " ".join(words), conf.get("MAX_QUERY_LENGTH")
    if len(cleaned) > longest:
        raise InvalidQuery(f"A search takes at most {longest} characters; this has {len(cleaned)}.")
    return cleaned


def described(
    store: Store, text: str, vector: Vector, filters: Filters, meant: QueryTerms | None = None
) -> CandidateSets:
    """Return the candidates for words with this vector, led by those called exactly so.

    `meant` is how the words are read where they were read already.
    """
    meant = meant or terms.read(store, text)
    found = gather(
        store, of_text(store, vector, meant), filters, kept=meant.products_with_all_terms()
    )
    return found.led_by(database.called(store, text, filters))
