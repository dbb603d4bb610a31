"""The products of a store as columns: all that a page without words shows, or some candidates."""

from django.db.models import Exists, OuterRef

from catalog_search.catalogue.columns import Columns, columns_of
from catalog_search.catalogue.rows import names_of_facets, payload_of, payloads_of, rows_of
from catalog_search.models import Photo, ProductQuerySet, Store
from catalog_search.types import Keys


def of_store(store: Store) -> Columns:
    """Return the columns of the visible products that have a photo in the index, by title."""
    rows = rows_of(shown(store).order_by("title", "pk"))
    return columns_of((payload_of(store.slug, row) for row in rows), names_of_facets())


def facts_of(store: Store, products: Keys) -> Columns:
    """Return the columns of those of the products that are visible."""
    return columns_of(payloads_of(store, products.tolist()).values(), names_of_facets())


def shown(store: Store) -> ProductQuerySet:
    """Return the visible products that have a photo in the index."""
    live = Photo.objects.filter(product=OuterRef("pk"), state=Photo.State.LIVE)
    return store.products.filter(Exists(live.exclude(indexed_etag="")), visible=True)
