"""Shorter calls of the searches for tests, with words, filters and page as parameters."""

from collections.abc import Collection, Sequence

from catalog_search.models import Photo, Product, Store
from catalog_search.retrieval.filters import Filters
from catalog_search.search.paging import PageRequest
from catalog_search.search.photos import photo as photo_search
from catalog_search.search.products import similar
from catalog_search.search.query import TextQuery
from catalog_search.search.results import Results
from catalog_search.search.words import text as text_search
from catalog_search.types import Vector


def by_text(
    store: Store,
    text: str,
    filters: Filters | None = None,
    page: int = 1,
    *,
    sort: str = "",
    literal: Collection[str] = (),
    overridden: Collection[str] = (),
    autocorrect: bool = True,
    snapshot: str = "",
) -> Results:
    query = TextQuery(
        text,
        filters or Filters(),
        literal=frozenset(literal),
        overridden=frozenset(overridden),
        autocorrect=autocorrect,
    )
    return text_search.by_text(store, query, PageRequest(page, sort, snapshot))


def by_photo(
    store: Store,
    vector: Vector,
    filters: Filters | None = None,
    page: int = 1,
    *,
    sort: str = "",
    snapshot: str = "",
) -> Results:
    return photo_search.by_photo(store, vector, filters, PageRequest(page, sort, snapshot))


def like_photo(
    photo: Photo, filters: Filters | None = None, page: int = 1, *, sort: str = ""
) -> Results:
    return photo_search.like_photo(photo, filters, PageRequest(page, sort))


def by_examples(
    store: Store,
    liked: Sequence[Product],
    unliked: Sequence[Product] = (),
    filters: Filters | None = None,
) -> Results:
    return similar.by_examples(store, similar.Examples(liked, unliked), filters)
