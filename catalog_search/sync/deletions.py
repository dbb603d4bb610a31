"""What the source no longer has leaves the rows, and by tombstones the index: not too much at once.

Called only when the source has been listed to its end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog_search import conf
from catalog_search.exceptions import TooManyDeletions
from catalog_search.models import Photo, PointToDelete, Product, Store, SyncRun
from catalog_search.sync import runs
from catalog_search.sync.products import ABSENT
from catalog_search.sync.writing import retrying
from catalog_search.types import Problem

AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """How many products and present photos a store had before a sync."""

    products: int
    photos: int


def known(store: Store) -> Known:
    return Known(store.products.count(), store.photos.exclude(etag="").count())


def sweep(run: SyncRun, before: Known, *, allow_deletes: bool, lost: bool) -> int:
    """Delete what this run did not see; a photo that a record still names stays, as missing.

    With `lost`, records could not be read: no product of a record is deleted. Returns how many
    products are kept for that alone.
    Raises TooManyDeletions, nothing deleted, beyond MAX_DELETED_SHARE unless `allow_deletes`.
    """
    products = Product.objects.filter(store=run.store).exclude(last_seen=run)
    photos = Photo.objects.filter(store=run.store).exclude(last_seen=run)
    named = Q(named=True, product__last_seen=run)
    kept = 0
    if lost:
        kept = products.filter(from_manifest=True).count()
        products = products.exclude(from_manifest=True)
        named |= Q(named=True, product__from_manifest=True)
    if not allow_deletes:
        refuse_too_many(before, losses(products), photos.exclude(etag="").count())
    note_absent(run, photos.filter(named))
    in_batches(run, photos.filter(named).exclude(etag=""), set_missing)
    run.photos_deleted += in_batches(run, photos.exclude(named), delete_photos)
    run.products_deleted += in_batches(run, products, delete_products)
    return kept


def too_many_products(run: SyncRun, before: Known) -> bool:
    """Return whether more records are gone than may be; asked when all records have been read."""
    gone = Product.objects.filter(store=run.store, from_manifest=True).exclude(last_seen=run)
    return bool(gone.count() > conf.get("MAX_DELETED_SHARE") * before.products)


def losses(products: QuerySet[Product]) -> int:
    """Return how many products the shop would lose.

    One that stood for a photo which a record names now is no loss: it lives on in the record's.
    """
    photographed = Exists(Photo.objects.filter(product=OuterRef("pk")))
    return products.filter(Q(from_manifest=True) | photographed).count()


def refuse_too_many(before: Known, products: int, photos: int) -> None:
    share = conf.get("MAX_DELETED_SHARE")
    if products <= share * before.products and photos <= share * before.photos:
        return
    raise TooManyDeletions(
        f"The source lacks {products} of {before.products} products and {photos} of "
        f"{before.photos} photos it had, more than {share:.0%}. Nothing was deleted. If they are "
        "meant to go, sync again with --allow-deletes; if not, check bucket and prefix."
    )


def note_absent(run: SyncRun, photos: QuerySet[Photo]) -> None:
    for key, sku in photos.values_list("key", "product__sku").iterator():
        runs.note(run, Problem(key, f"Named by {sku}, but not among the source's photos."))


def in_batches(run: SyncRun, rows: QuerySet[Any], change: Callable[[list[int]], None]) -> int:
    """Change the rows until none is left to change; return how many there were."""

    def work() -> None:
        runs.heartbeat(run)
        change(pks)

    count = 0
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        retrying(work)
        count += len(pks)
    return count


def set_missing(pks: list[int]) -> None:
    photos = Photo.objects.filter(pk__in=pks)
    queue_point_deletions(photos)
    photos.update(
        state=Photo.State.MISSING, reason=ABSENT, etag="", indexed_etag="", indexed_digest=""
    )


def delete_photos(pks: list[int]) -> None:
    photos = Photo.objects.filter(pk__in=pks)
    queue_point_deletions(photos)
    photos.delete()


def delete_products(pks: list[int]) -> None:
    queue_point_deletions(Photo.objects.filter(product__in=pks))
    Product.objects.filter(pk__in=pks).delete()


def queue_point_deletions(photos: QuerySet[Photo]) -> None:
    """Leave a tombstone for each photo's point, in the transaction that ends its row."""
    tombstones = [PointToDelete(point_id=photo.point_id) for photo in photos]
    PointToDelete.objects.bulk_create(tombstones, ignore_conflicts=True)
