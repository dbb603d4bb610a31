"""A search with a shopper's photo: the whole of it or a part, alone or with words."""

from dataclasses import dataclass, replace

from catalog_search import conf
from catalog_search.exceptions import PhotoGone
from catalog_search.models import Photo, Product, Store
from catalog_search.photos import uploads
from catalog_search.photos.uploads import QueryPhoto
from catalog_search.retrieval import composition
from catalog_search.retrieval.candidates import gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.subqueries import bar_of_photo, of_photo
from catalog_search.search import judging, paging, scene, text
from catalog_search.search.results import Results, assemble, turned
from catalog_search.types import Box, Vector


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
    for part in scene.parts(store, photo)[:1]:
        tried = find(store, photo, replace(asked, crop=part.box), filters, page)
        if tried.total:
            return Answer(tried, part.box, part.label)
    return Answer(found, None)


def find(store: Store, photo: QueryPhoto, asked: Asked, filters: Filters, page: int) -> Results:
    vector, sort, listing = uploads.vector(photo, asked.crop), asked.sort, asked.listing
    words = text.clean(asked.words)
    if not words:
        return by_photo(store, vector, filters, page, sort=sort, listing=listing)
    key = paging.digest(store.slug, vector.tobytes(), words, filters, sort)
    if found := turned(listing, key, page):
        return found
    sets = gather(store, composition.legs(store, vector, words), filters, bar=composition.BAR)
    return assemble(sets, filters, page, sort=sort, asked=key)


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
    key = paging.digest(store.slug, vector.tobytes(), filters, sort, besides and besides.pk)
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
