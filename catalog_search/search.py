"""Search by words, by photo and by product: what is asked, and what comes back."""

from collections.abc import Collection
from dataclasses import replace

from PIL.Image import Image

from catalog_search import browse, calibration, conf, listings
from catalog_search.candidates import CandidateSets, Leg, gather
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable, InvalidQuery, PhotoGone
from catalog_search.facets import Facet, FacetValue
from catalog_search.filters import Filters
from catalog_search.models import Photo, Product, Store
from catalog_search.reading import read
from catalog_search.relaxing import relax
from catalog_search.results import Result, Results, assemble, results, turned
from catalog_search.types import Vector

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
    listing: str = "",
) -> Results:
    """Return what the words describe; without words, the whole catalogue.

    A product whose SKU or title was asked for comes first. What the words say of prices, colours
    and the like narrows the search, except words in `plain` and kinds of parts in `by_hand`.
    A page of the `listing` of an earlier answer shows a part of the same list.

    When model or index do not answer, products are found by their words in the database and
    `degraded` says so. Raises InvalidQuery when the text is too long.
    """
    asked = read(store, clean(text), plain=plain, by_hand=by_hand)
    given, filters = filters or Filters(), asked.narrowed(filters or Filters())
    key = listings.digest(store.slug, asked.text, given, sort, *map(sorted, (plain, by_hand)))
    found = turned(listing, key, page)
    if not found:
        sets, degraded = looked_up(store, asked.words, filters)
        found = assemble(sets, filters, page, degraded, sort=sort or asked.sort, asked=key)
    if found.total:
        return replace(found, reading=asked)
    weaker = relax(store, asked, given, lambda *wish: looked_up(store, *wish)[0].found, results)
    return replace(found, reading=asked, relaxed=weaker)


def looked_up(store: Store, words: str, filters: Filters) -> tuple[CandidateSets, str]:
    """Return the candidates for the words, and what the shopper is told where an engine rests."""
    if not words:
        return browse.everything(store, filters), ""
    try:
        vector = conf.get_encoder().encode_texts([words])[0]
        return described(store, words, vector, filters), ""
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
    if kept := turned(listing, key, page):
        return kept
    found = gather(store, photo_legs(store, vector), filters, besides=besides)
    return assemble(found, filters, page, sort=sort, asked=key)


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


def described(store: Store, text: str, vector: Vector, filters: Filters) -> CandidateSets:
    """Return the candidates for words with this vector, led by those called exactly so."""
    found = gather(store, word_legs(store, vector), filters)
    return found.led_by(browse.called(store, text, filters))


def word_legs(store: Store, vector: Vector) -> list[Leg]:
    """Return the two legs that a text with this vector searches on: photos, then titles."""
    spreads = calibration.of_store(store, conf.get_encoder().model_id)
    return [
        Leg(vector, "photo", spreads.text_photo, PHOTO_WEIGHT),
        Leg(vector, "title", spreads.text_title, TITLE_WEIGHT),
    ]


def photo_legs(store: Store, vector: Vector) -> list[Leg]:
    """Return the one leg that a photo with this vector searches on."""
    spread = calibration.of_store(store, conf.get_encoder().model_id).photo_photo
    return [Leg(vector, "photo", spread)]
