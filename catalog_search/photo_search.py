"""A search with a shopper's photo: the whole of it or a part, alone or with words."""

from dataclasses import dataclass, replace

from catalog_search import composition, listings, photo_parts, query_photos, search
from catalog_search.candidates import gather
from catalog_search.filters import Filters
from catalog_search.models import Store
from catalog_search.query_photos import QueryPhoto
from catalog_search.results import Results, assemble, turned
from catalog_search.types import Box


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the photo counts, and the words beside it."""

    crop: Box | None = None
    """None: all of it."""
    words: str = ""
    sort: str = ""
    listing: str = ""
    """Token of an earlier answer's list, of which a further page is wanted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and with which part of the photo."""

    results: Results
    crop: Box | None
    chosen_for_you: str = ""
    """What the part shows, where the shopper chose none and the whole photo found nothing."""


def answer(
    store: Store, photo: QueryPhoto, asked: Asked, filters: Filters, page: int = 1
) -> Answer:
    """Return what looks like the photo, as asked.

    Where the whole photo finds nothing, its surest part is tried, and the answer says so.
    Raises EncoderUnavailable, IndexUnavailable, InvalidQuery.
    """
    found = find(store, photo, asked, filters, page)
    if found.total or asked.crop or filters != Filters():
        return Answer(found, asked.crop)
    for part in photo_parts.parts(store, photo)[:1]:
        tried = find(store, photo, replace(asked, crop=part.box), filters, page)
        if tried.total:
            return Answer(tried, part.box, part.label)
    return Answer(found, None)


def find(store: Store, photo: QueryPhoto, asked: Asked, filters: Filters, page: int) -> Results:
    vector, sort, listing = query_photos.vector(photo, asked.crop), asked.sort, asked.listing
    words = search.clean(asked.words)
    if not words:
        return search.by_photo(store, vector, filters, page, sort=sort, listing=listing)
    key = listings.digest(store.slug, vector.tobytes(), words, filters, sort)
    if found := turned(listing, key, page):
        return found
    sets = gather(store, composition.legs(store, vector, words), filters, bar=composition.BAR)
    return assemble(sets, filters, page, sort=sort, asked=key)
