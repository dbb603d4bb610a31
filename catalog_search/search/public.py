"""The searches for a project's own code; docs/reference/python.md has examples.

Each takes a store's slug, "" for the default store, and one page's time: ENGINE_SECONDS. Each is
counted, and told to receivers of signals.search_performed, unless it is part of such a search.
"""

from catalog_search.models import Store
from catalog_search.models.stores import row_of
from catalog_search.photos.shoppers import uploads
from catalog_search.search.counting import searched
from catalog_search.search.given import GivenFilters, filters_of, limit_of, page_of, words_of
from catalog_search.search.page_engines import page_engines
from catalog_search.search.photos import photo as photo_search
from catalog_search.search.photos.given_photo import GivenPhoto, decoded
from catalog_search.search.products import similar
from catalog_search.search.products.lookup import find_product
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.results import Result, Results
from catalog_search.search.scenes import scene
from catalog_search.search.scenes.scene import ScenePart
from catalog_search.search.words import text


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
    row, query = row_of(store), TextQuery(words_of(words), filters_of(filters))
    request = page_of(page, sort, snapshot)
    kind = "text" if query.text.strip() else "browse"
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
    request = page_of(page, sort, snapshot)
    query = TextQuery(words_of(words), filters_of(filters))
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
        return searched(row, "similar", lambda: similar.similar_to(own, limit_of(limit, 12)))


def shop_the_look(
    photo: GivenPhoto, *, store: Store | str = "", limit: int = scene.PRODUCTS
) -> tuple[ScenePart, ...]:
    """Return the things on a photo of a scene that the store has, each with similar products.

    Raises InvalidPhoto, DetectorUnavailable, EncoderUnavailable and IndexUnavailable.
    """
    row, picture = row_of(store), decoded(photo)
    products = limit_of(limit, scene.PRODUCTS)
    with page_engines():
        return searched(row, "look", lambda: scene.shop_the_look(row, picture, products))
