"""The searches for a project's own code; docs/reference/python.md has examples.

Each takes a store's slug, "" for the default store, and one page's time: ENGINE_SECONDS. Each is
counted, and told to receivers of signals.search_performed, unless it is part of such a search.
"""

import os
from collections.abc import Mapping
from typing import IO, TypeAlias

from django.http import QueryDict
from PIL import Image

from catalog_search import conf
from catalog_search.models import Store
from catalog_search.models.stores import row_of
from catalog_search.photos.decoder import decoding
from catalog_search.photos.shoppers import uploads
from catalog_search.retrieval import filters as parsing
from catalog_search.retrieval import ordering
from catalog_search.retrieval.filters import Filters
from catalog_search.search.counting import searched
from catalog_search.search.page_engines import page_engines
from catalog_search.search.paging import PageRequest
from catalog_search.search.photos import photo as photo_search
from catalog_search.search.products import similar
from catalog_search.search.products.lookup import find_product
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.results import Result, Results
from catalog_search.search.scenes import scene
from catalog_search.search.scenes.scene import ScenePart
from catalog_search.search.words import text

GivenFilters: TypeAlias = Filters | Mapping[str, object] | None
"""Filters as the pages' addresses have them: {"color": ["red", "blue"], "price_max": 50}."""

GivenPhoto: TypeAlias = bytes | os.PathLike[str] | IO[bytes] | Image.Image
"""A photo's bytes, the path of its file, an open file such as an upload, or a picture."""


def by_text(
    words: str,
    *,
    store: Store | str = "",
    filters: GivenFilters = None,
    page: int = 1,
    sort: str = "",
    snapshot: str = "",
) -> Results:
    """Return products for a shopper's words, or of the whole catalogue if there are none.

    Prices, colors and other constraints in the words become filters. `sort` is one of
    "relevance", "price", "-price" and "newest"; pass `Results.snapshot` with further pages, so that
    none repeats a product. While model or index are away, words are looked up in the database and
    `Results.degraded` says so. Raises InvalidQuery.
    """
    row, query = row_of(store), TextQuery(words, filters_of(filters))
    request = PageRequest(page, ordering.check(sort), snapshot)
    kind = "text" if words.strip() else "browse"
    with page_engines():
        return searched(row, kind, lambda: text.by_text(row, query, request))


def by_photo(
    photo: GivenPhoto,
    words: str = "",
    *,
    store: Store | str = "",
    filters: GivenFilters = None,
    page: int = 1,
    sort: str = "",
    snapshot: str = "",
) -> Results:
    """Return products that look like a shopper's photo; words narrow or change what is meant.

    The photo is decoded with the limits of an upload. Raises InvalidPhoto, InvalidQuery,
    EncoderUnavailable and IndexUnavailable.
    """
    row, picture = row_of(store), decoded(photo)
    request = PageRequest(page, ordering.check(sort), snapshot)
    query = TextQuery(words, filters_of(filters))
    with page_engines():
        parsed = parse_query(row, query, with_photo=True)
        vectors = uploads.encode_photo(picture)
        return searched(row, "photo", lambda: photo_search.find(row, vectors, parsed, request))


def similar_to(product: object, *, store: Store | str = "", limit: int = 12) -> tuple[Result, ...]:
    """Return varied products that look like a product and are called alike.

    `product` is a SKU, a Product, or the project's own product if the store's source is a
    CatalogAdapter; () for one that the store does not have. Raises EncoderUnavailable and
    IndexUnavailable.
    """
    row = row_of(store)
    if (own := find_product(row, product)) is None:
        return ()
    with page_engines():
        return searched(row, "similar", lambda: similar.similar_to(own, limit))


def shop_the_look(
    photo: GivenPhoto, *, store: Store | str = "", limit: int = scene.PRODUCTS
) -> tuple[ScenePart, ...]:
    """Return the things on a photo of a scene that the store has, each with similar products.

    Raises InvalidPhoto, DetectorUnavailable, EncoderUnavailable and IndexUnavailable.
    """
    row, picture = row_of(store), decoded(photo)
    with page_engines():
        return searched(row, "look", lambda: scene.shop_the_look(row, picture, limit))


def filters_of(filters: GivenFilters) -> Filters:
    """Return the filters. Raises InvalidQuery for an unknown name or a wrong value."""
    if filters is None or isinstance(filters, Filters):
        return filters or Filters()
    params = QueryDict(mutable=True)
    for name, value in filters.items():
        several = isinstance(value, list | tuple | set | frozenset)
        values = list(value) if several else [value]  # type: ignore[call-overload]
        params.setlist(name, [as_text(each) for each in values])
    parsing.refuse_unknown(params)
    return parsing.parse(params)


def as_text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def decoded(photo: GivenPhoto) -> Image.Image:
    """Return the photo, upright and in RGB, reduced as an upload is. Raises InvalidPhoto."""
    if isinstance(photo, Image.Image):
        return photo.convert("RGB")
    if isinstance(photo, os.PathLike):
        with open(photo, "rb") as file:
            return decoded(file)
    if isinstance(photo, str) or photo is None:
        raise TypeError(f"A photo is bytes, a pathlib.Path, an open file or a picture: {photo!r}.")
    data = photo if isinstance(photo, bytes) else photo.read(conf.settings().max_photo_bytes + 1)
    uploads.refuse_larger(len(data))
    return decoding.decode_upload(data, uploads.LONGEST_SIDE)
