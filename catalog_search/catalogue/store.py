"""The products of a store as columns: all that a page without words shows, or some candidates.

A small store is read from the database by each request. The indexer publishes the columns of a
larger one as a file, which is as old as its last publication.
"""

import time
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog_search import conf
from catalog_search.catalogue.columns import Columns, columns_of
from catalog_search.catalogue.files import FORMAT, ColumnsFile, arrays_of
from catalog_search.catalogue.rows import (
    names_of_facets,
    payload_of,
    payloads_of,
    planned_sales,
    rows_of,
)
from catalog_search.catalogue.sales import sales_of
from catalog_search.models import Photo, ProductQuerySet, Published, Store
from catalog_search.published import copies, renewed, stored
from catalog_search.published.container import Container
from catalog_search.types import Keys

KIND = "columns"
REST = 20
"""Columns are not published again before this many times what reading them took last time."""
AT_ONCE_SECONDS = 1.0
"""Columns that take no longer to read are published after every change."""


def is_small(store: Store) -> bool:
    """Return whether all products of the store may be candidates of one search.

    A process asks about a large store once for each publication of its columns.
    """
    large: dict[int, object] = conf.once("large stores", dict)
    published = store.columns_published_at
    if published and large.get(store.pk) == published:
        return False
    limit = conf.settings().candidates
    if not store.products.filter(visible=True).order_by()[limit : limit + 1].exists():
        return True
    large[store.pk] = published
    return False


def of_store(store: Store) -> Columns:
    """Return the columns of the visible products that have a photo in the index, by title.

    They are those that the indexer published last.
    """
    return renewed.of_store(KIND, store, store.columns_published_at, load).columns


def facts_of(store: Store, products: Keys) -> Columns:
    """Return the columns of the visible ones among the products."""
    if is_small(store):
        return columns_of(payloads_of(store, products.tolist()).values(), names_of_facets())
    products = np.unique(products)
    published = of_store(store)
    rows = published.find(products)
    new = payloads_of(store, products[rows < 0].tolist()).values()
    return published.take(rows[rows >= 0]).joined(columns_of(new, names_of_facets()))


def load(store: Store) -> ColumnsFile:
    """Return the published columns; read them from the rows if none have these FACETS."""
    container = copies.fetch(store, KIND, FORMAT)
    if container is not None:
        file = ColumnsFile(container)
        if file.has(names_of_facets()):
            return file
    return ColumnsFile(Container.of(*arrays_of(read(store))))


def read(store: Store) -> Columns:
    """Return the columns as the database has them now."""
    # Before the prices, so that a sale that ends in between is among them.
    planned = list(planned_sales(shown_products(store)))
    rows = rows_of(shown_products(store).order_by("title", "pk"))
    columns = columns_of((payload_of(store.slug, row) for row in rows), names_of_facets())
    return replace(columns, sales=sales_of(planned, columns.products))


def shown_products(store: Store) -> ProductQuerySet:
    """Return the visible products that have a photo in the index."""
    live = Photo.objects.filter(product=OuterRef("pk"), state=Photo.State.LIVE)
    return store.products.filter(Exists(live.exclude(indexed_etag="")), visible=True)


def publish(store: Store) -> None:
    """Store the columns for every process. The indexer calls this."""
    now, started = timezone.now(), time.monotonic()
    arrays, about = arrays_of(read(store))
    seconds = time.monotonic() - started
    row = Published(store=store, kind=KIND, format=FORMAT, seconds=seconds, created_at=now)
    copies.publish(row, arrays, about)
    store.columns_published_at = now
    store.save(update_fields=["columns_published_at"])


def needs_publishing(store: Store, now: datetime | None = None, *, drained: bool = True) -> bool:
    """Return whether points have changed since the last publication, if it has rested enough.

    So reading columns takes at most a twentieth of the time. A small store needs none. Only a run
    that leaves nothing stale (`drained`) publishes quick ones at once.
    """
    if is_small(store):
        return False
    newest = stored.newest(store, KIND, FORMAT)
    if newest is None:
        return True
    is_quick = drained and newest.seconds <= AT_ONCE_SECONDS
    pause = 0.0 if is_quick else REST * newest.seconds
    age = (now or timezone.now()) - newest.created_at
    changed = store.indexed_at is not None and store.indexed_at > newest.created_at
    return changed and age >= timedelta(seconds=pause)
