"""Search by photo: the whole of it or a part, alone or with words."""

from dataclasses import dataclass, field, replace

from catalog_search import conf
from catalog_search.exceptions import PhotoGone
from catalog_search.models import Photo, Store
from catalog_search.photos import uploads
from catalog_search.photos.uploads import QueryPhoto
from catalog_search.retrieval.candidates import gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.subqueries import (
    QueryPlan,
    photo_judge,
    photo_plan,
    photo_words_judge,
    photo_words_plan,
)
from catalog_search.search import scene
from catalog_search.search.paging import Found, PageRequest, paged
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.search.results import Results
from catalog_search.types import Box, Vector


@dataclass(frozen=True, slots=True)
class PhotoQuery:
    """What of a shopper's photo counts, and the words and filters beside it."""

    crop: Box | None = None
    """None: all of it."""
    text: TextQuery = field(default_factory=TextQuery)


@dataclass(frozen=True, slots=True)
class PhotoAnswer:
    """What was found, and with which part of the photo."""

    results: Results
    crop: Box | None
    chosen_for_you: str = ""
    """What the part shows, where the shopper chose none and the whole photo found nothing."""


def answer(store: Store, photo: QueryPhoto, query: PhotoQuery, page: PageRequest) -> PhotoAnswer:
    """Return what looks like the photo, as asked.

    Where the whole photo finds nothing, its surest part is tried, and the answer says so.
    Raises EncoderUnavailable, IndexUnavailable, InvalidQuery.
    """
    parsed = parse_query(store, query.text, with_photo=True)
    found = find(store, uploads.vector(photo, query.crop), parsed, page)
    if found.total or query.crop or parsed.filters != Filters():
        return PhotoAnswer(found, query.crop)
    for item in scene.detected_items(store, photo)[:1]:
        tried = find(store, uploads.vector(photo, item.box), parsed, page)
        if tried.total:
            return PhotoAnswer(tried, item.box, item.label)
    return PhotoAnswer(found, None)


def find(store: Store, vector: Vector, query: ParsedQuery, page: PageRequest) -> Results:
    """Return what looks like a photo with this vector and fits the words beside it."""
    page = replace(page, sort=page.sort or query.sort)
    plan, key = plan_beside(store, vector, query), (vector.tobytes(), query.digest)
    results = planned(store, plan, query.filters, page, key, with_words=bool(query.description))
    return replace(results, query=query)


def plan_beside(store: Store, vector: Vector, query: ParsedQuery) -> QueryPlan:
    """Return the plan for a photo with this vector and the words beside it, if any."""
    if not query.description:
        return photo_plan(store, vector)
    words = conf.get_encoder().encode_texts([query.description])[0]
    return photo_words_plan(store, vector, words)


def by_photo(
    store: Store,
    vector: Vector,
    filters: Filters | None = None,
    page: PageRequest | None = None,
    *,
    exclude: frozenset[int] = frozenset(),
) -> Results:
    """Return what looks like the photo with this vector. Raises IndexUnavailable.

    `exclude` names products by key that are left out.
    """
    filters = filters or Filters()
    plan, key = photo_plan(store, vector, exclude), (vector.tobytes(), filters, sorted(exclude))
    return planned(store, plan, filters, page or PageRequest(), key)


def planned(
    store: Store,
    plan: QueryPlan,
    filters: Filters,
    page: PageRequest,
    key: tuple[object, ...],
    *,
    with_words: bool = False,
) -> Results:
    judge = photo_words_judge(store) if with_words else photo_judge(store)

    def search() -> Found:
        return Found(gather(store, plan, filters), filters)

    results = paged(page, ("photo", store.slug, *key), judge, search)
    return replace(results, filters=filters)


def like_photo(
    photo: Photo, filters: Filters | None = None, page: PageRequest | None = None
) -> Results:
    """Return what else looks like a photo of the catalogue. Raises PhotoGone, IndexUnavailable."""
    point = conf.get_index().fetch([photo.point_id]).get(photo.point_id)
    if point is None:
        raise PhotoGone("This photo cannot be compared yet. Try again in a few minutes.")
    own = frozenset([photo.product_id])
    return by_photo(photo.store, point.photo, filters, page, exclude=own)
