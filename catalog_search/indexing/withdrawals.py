"""Withdraw products and photos that shoppers may no longer see from the index.

Until the index knows, searches leave such products out by themselves (retrieval.withdrawn). They
look at `Product.withdrawn_at`, so that a search reads a few rows and not all hidden products.
"""

from collections.abc import Collection, Sequence

from django.db.models import F, Q
from django.utils import timezone

from catalog_search import conf
from catalog_search.indexing.documents import refresh_digests
from catalog_search.models import Photo, Product, Store
from catalog_search.models.indexing import collections

CHUNK = 500


def announce(store: Store) -> None:
    """Make the points of products stale that were hidden or shown again.

    Whoever did it may have changed only the row, as with QuerySet.update().
    """
    changed = store.products.filter(
        Q(visible=False, withdrawn_at=None) | Q(visible=True, withdrawn_at__isnull=False)
    )
    keys = list(changed.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        chunk = Product.objects.filter(pk__in=keys[start : start + CHUNK])
        refresh_digests(list(chunk.select_related("store")))
    store.products.filter(visible=True).exclude(withdrawn_at=None).update(withdrawn_at=None)


def settle(store: Store) -> None:
    """Delete the points of photos that left the shop, and note the products that no point shows.

    Raises IndexUnavailable.
    """
    delete_points_of_lost_photos(store)
    still_indexed = Photo.objects.filter(store=store, product__visible=False).exclude(
        indexed_etag=""
    )
    outdated = still_indexed.exclude(indexed_digest=F("product_digest")).values("product")
    hidden = store.products.filter(visible=False, withdrawn_at=None)
    hidden.exclude(pk__in=outdated).update(withdrawn_at=timezone.now())


def delete_points(ids: Sequence[str]) -> None:
    """Delete the points with these ids, also where another model's are kept or being made.

    Raises IndexUnavailable.
    """
    conf.get_index().delete(ids)
    for entry in collections.other_entries():
        with conf.using(entry):
            conf.get_index().delete(ids)


def delete_points_of_lost_photos(store: Store) -> None:
    """Delete the points of photos that are quarantined, blocked or missing from the source."""
    lost = store.photos.exclude(state=Photo.State.LIVE).exclude(indexed_etag="")
    while photos := list(lost.order_by("pk")[:CHUNK]):
        delete_points([photo.point_id for photo in photos])
        keys = [photo.pk for photo in photos]
        lost.filter(pk__in=keys).update(indexed_etag="", indexed_digest="")
        note_change([store.pk])


def note_change(stores: Collection[int]) -> None:
    """Note that points left these stores (0: any), so that words and columns are made again."""
    rows = Store.objects.all() if 0 in stores else Store.objects.filter(pk__in=stores)
    rows.update(indexed_at=timezone.now())
