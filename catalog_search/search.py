"""Search by words, by photo and by product: what is asked, and what comes back."""

from collections.abc import Collection
from dataclasses import replace

from PIL.Image import Image

from catalog_search import browse, conf, judging, listings, wording
from catalog_search.candidates import CandidateSets, gather
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable, InvalidQuery, PhotoGone
from catalog_search.facets import Facet, FacetValue
from catalog_search.filters import Filters
from catalog_search.legs import bar_of_photo, of_photo, of_text
from catalog_search.models import Photo, Product, Store
from catalog_search.reading import read
from catalog_search.relaxing import relax
from catalog_search.results import Result, Results, assemble, results, turned
from catalog_search.types import Vector
from catalog_search.wording import Wording

__all__ = [
    "Facet",
    "FacetValue",
    "Result",
    "Results",
    "assemble",
    "by_photo",
    "by_text",
    "like_photo",
    "results",
]

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
    `corrected` tells, unless the words are to be taken `as_typed`. What they say of prices, colours
    and the like narrows the search, except words in `plain` and kinds of parts in `by_hand`.
    A page of the `listing` of an earlier answer shows a part of the same list.

    When model or index do not answer, products are found by their words in the database and
    `degraded` says so. Raises InvalidQuery when the text is too long.
    """
    asked = read(store, clean(text), plain=plain, by_hand=by_hand)
    given, filters = filters or Filters(), asked.narrowed(filters or Filters())
    taken = (*map(sorted, (plain, by_hand)), as_typed)
    key = listings.digest(store.slug, asked.text, given, sort, *taken)
    meant = wording.read(store, asked.words, as_typed=as_typed)
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
    store: Store, words: str, filters: Filters, meant: Wording | None = None
) -> tuple[CandidateSets, str]:
    """Return the candidates for the words, and what the shopper is told where an engine rests."""
    if not words:
        return browse.everything(store, filters), ""
    try:
        meant = meant or wording.read(store, words)
        text = meant.corrected or words
        vector = conf.get_encoder().encode_texts([text])[0]
        return described(store, text, vector, filters, meant), ""
    except (EncoderUnavailable, IndexUnavailable):
        return browse.containing(store, words, filters), RESTING


def by_photo(
    store: Store,
    vector: Vector,
    filters: Filters | None = None,
    page: int = 1,
    *,
    sort: str = "",
    listing: str = "",
    besides: Product | None = None,
) -> Results:
    """Return what looks like the photo with this vector. Raises IndexUnavailable."""
    filters = filters or Filters()
    key = listings.digest(store.slug, vector.tobytes(), filters, sort, besides and besides.pk)
    found = turned(listing, key, page)
    if not found:
        sets = gather(
            store, of_photo(store, vector), filters, besides=besides, bar=bar_of_photo(store)
        )
        sure = judging.sure_of_photo(store)
        found = assemble(sets, filters, page, sort=sort, sure=sure, asked=key)
    return judging.of_photos(store, found)


def like_photo(
    photo: Photo,
    filters: Filters | None = None,
    page: int = 1,
    *,
    sort: str = "",
    listing: str = "",
) -> Results:
    """Return what else looks like a photo of the catalogue. Raises PhotoGone, IndexUnavailable."""
    point = conf.get_index().fetch([photo.point_id]).get(photo.point_id)
    if point is None:
        raise PhotoGone("This photo cannot be compared yet. Try again in a few minutes.")
    return by_photo(
        photo.store,
        point.photo,
        filters,
        page,
        sort=sort,
        listing=listing,
        besides=photo.product,
    )


def encode_photo(image: Image) -> Vector:
    """Return the vector to search with. Raises EncoderUnavailable."""
    vector: Vector = conf.get_encoder().encode_images([image])[0]
    return vector


def clean(text: str) -> str:
    """Return the query without control characters and extra space. Raises InvalidQuery."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    cleaned, longest = " ".join(words), conf.get("MAX_QUERY_LENGTH")
    if len(cleaned) > longest:
        raise InvalidQuery(f"A search takes at most {longest} characters; this has {len(cleaned)}.")
    return cleaned


def described(
    store: Store, text: str, vector: Vector, filters: Filters, meant: Wording | None = None
) -> CandidateSets:
    """Return the candidates for words with this vector, led by those called exactly so.

    `meant` is how the words are read where they were read already.
    """
    meant = meant or wording.read(store, text)
    found = gather(store, of_text(store, vector, meant), filters, kept=meant.complete())
    return found.led_by(browse.called(store, text, filters))
