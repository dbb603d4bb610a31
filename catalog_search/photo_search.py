"""A search with a shopper's photo: the whole of it or a part, alone or with words."""

from dataclasses import dataclass, replace

from catalog_search import composition, photo_parts, query_photos, search
from catalog_search.candidates import Bar, gather
from catalog_search.filters import Filters
from catalog_search.models import Store
from catalog_search.query_photos import QueryPhoto
from catalog_search.search import Results
from catalog_search.types import Box


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the photo counts, and the words beside it."""

    crop: Box | None = None
    """None: all of it."""
    words: str = ""
    sort: str = ""


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
    legs = composition.legs(store, query_photos.vector(photo, asked.crop), asked.words)
    bar = composition.BAR if asked.words.strip() else Bar()
    return search.assemble(gather(store, legs, filters, bar=bar), filters, page, sort=asked.sort)
