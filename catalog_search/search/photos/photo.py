"""Search by a photo or a part of it, alone or with words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.exceptions import PhotoGone
from catalog_search.models import Photo, Store
from catalog_search.photos.shoppers import uploads
from catalog_search.photos.shoppers.uploads import QueryPhoto
from catalog_search.retrieval.candidates import gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.merchandising.store_rules import decisions
from catalog_search.retrieval.subqueries import (
    QueryPlan,
    photo_judge,
    photo_plan,
    photo_words_judge,
    photo_words_plan,
)
from catalog_search.search.paging import PageRequest, SearchOutcome, paged
from catalog_search.search.photos.unlike import is_unlike
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.search.results import Results
from catalog_search.search.scenes import scene
from catalog_search.telemetry import stage
from catalog_search.text.vectors import text_vectors
from catalog_search.types import Box, Vector, Vectors


@dataclass(frozen=True, slots=True)
class PhotoQuery:
    """The part of a shopper's photo to search with, and the words and filters."""

    crop: Box | None = None
    """None for the whole photo."""
    text: TextQuery = field(default_factory=TextQuery)


@dataclass(frozen=True, slots=True)
class PhotoAnswer:
    """The results, and the part of the photo that was searched with."""

    results: Results
    crop: Box | None
    detected: scene.DetectedItem | None = None
    """The detected item that was searched with, because the whole photo had no results.

    None if the shopper's own choice was searched with.
    """


def answer(store: Store, photo: QueryPhoto, query: PhotoQuery, page: PageRequest) -> PhotoAnswer:
    """Return products that look like the photo, or the part of it in the query.

    If the whole photo has no results, the most likely detected item is searched with.
    Raises EncoderUnavailable, IndexUnavailable, InvalidQuery.
    """
    parsed = parse_query(store, query.text, with_photo=True)
    results = find(store, uploads.vectors(photo, query.crop), parsed, page)
    if results.total or query.crop or parsed.filters != Filters():
        return PhotoAnswer(results, query.crop)
    for item in scene.detected_items(store, photo)[:1]:
        item_results = find(store, uploads.vectors(photo, item.box), parsed, page)
        if item_results.total:
            return PhotoAnswer(item_results, item.box, item)
    return PhotoAnswer(results, None)


def find(store: Store, photo: Vectors, query: ParsedQuery, page: PageRequest) -> Results:
    """Return products that look like a photo with these vectors and match the query's words."""
    page = replace(page, sort=page.sort or query.sort)
    plan, key = plan_for(store, photo, query), (photo.tobytes(), query.digest)
    with_words = bool(query.description)
    texts = (query.query.text, query.text)
    results = search_plan(store, plan, query.filters, page, key, texts, with_words=with_words)
    return replace(results, query=query)


def plan_for(store: Store, photo: Vectors, query: ParsedQuery) -> QueryPlan:
    """Return the plan for a photo with these vectors and the query's words, if it has any."""
    if not query.description:
        return photo_plan(store, photo)
    with stage("encode"):
        words = text_vectors([query.description])[0]
    filtered = query.description != query.words
    return photo_words_plan(store, photo, words, filtered=filtered)


def by_photo(
    store: Store,
    vector: Vector | Vectors,
    filters: Filters | None = None,
    page: PageRequest | None = None,
    *,
    exclude: frozenset[int] = frozenset(),
) -> Results:
    """Return products that look like a photo with this vector. Raises IndexUnavailable.

    `vector` may be [k, d], of k parts of one photo: a product scores by the nearest of them.
    `exclude` has the keys of products to leave out.
    """
    filters = filters or Filters()
    plan, key = photo_plan(store, vector, exclude), (vector.tobytes(), filters, sorted(exclude))
    return search_plan(store, plan, filters, page or PageRequest(), key)


def search_plan(
    store: Store,
    plan: QueryPlan,
    filters: Filters,
    page: PageRequest,
    key: tuple[object, ...],
    texts: Sequence[str] = (),
    *,
    with_words: bool = False,
) -> Results:
    """Return the plan's results under the filters. Raises IndexUnavailable.

    `key` tells the search from others whose snapshots are kept. `texts` are the words beside the
    photo, which rules may be about; `with_words` is whether the plan compares them, too.
    """
    decided = decisions(store, texts, filters.category, with_photo=True)
    judge = photo_words_judge(store) if with_words else photo_judge(store)

    def search() -> SearchOutcome:
        sets = gather(store, plan, filters)
        if with_words or filters != Filters():
            return SearchOutcome(sets, filters)
        photo = plan.subqueries[0].vector
        unlike = isinstance(photo, np.ndarray) and is_unlike(store, photo, sets.candidates)
        return SearchOutcome(replace(sets, is_unlike=unlike), filters)

    results = paged(store, page, ("photo", store.slug, *key), judge, search, decided)
    return replace(results, filters=filters)


def like_photo(
    photo: Photo, filters: Filters | None = None, page: PageRequest | None = None
) -> Results:
    """Return other products that look like a photo of the catalogue.

    Raises PhotoGone if the photo is not in the index, and IndexUnavailable.
    """
    point = conf.get_index().fetch([photo.point_id]).get(photo.point_id)
    if point is None:
        raise PhotoGone(_("This photo cannot be compared yet. Try again in a few minutes."))
    own = frozenset([photo.product_id])
    return by_photo(photo.store, point.photo, filters, page, exclude=own)
