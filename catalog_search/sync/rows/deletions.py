"""Delete the products and photos that a complete listing of the source no longer contains.

Their index points are deleted later: each deleted row leaves a tombstone (PointToDelete).
Call this only after the source has been listed to its end.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog_search import conf
from catalog_search.exceptions import TooManyDeletions, gettext_noop
from catalog_search.exceptions import message as _
from catalog_search.models import Finding, Photo, PointToDelete, Product, Store, SyncRun
from catalog_search.sync import runs
from catalog_search.sync.left_behind import HIDDEN, left_behind
from catalog_search.sync.photo_names.photo_names import PhotoNames
from catalog_search.sync.rows.kept_decisions import keep
from catalog_search.sync.rows.listed_rows import KeySet, ListedRows
from catalog_search.sync.rows.photo_links import NOT_LISTED
from catalog_search.sync.rows.writing import batches, retry_transaction
from catalog_search.types import Problem

AT_ONCE = 500


@dataclass(frozen=True)
class RowCounts:
    """How many products and listed photos a store had before a sync."""

    products: int
    photos: int


class Lost(NamedTuple):
    """What an incomplete source does not tell although it may be there."""

    products: bool
    """Some records could not be read: no product from a record is deleted."""
    photos: bool
    """Nor are the photos of those products, of which only records tell."""


NOTHING_LOST = Lost(products=False, photos=False)

PRODUCTS_KEPT = gettext_noop(
    "%(count)s products are not in the source any more but were kept, because some records could "
    "not be read and may be theirs. Correct the problems listed and sync again."
)


def count_rows(store: Store) -> RowCounts:
    return RowCounts(store.products.count(), store.photos.exclude(etag="").count())


def delete_unseen(
    run: SyncRun,
    names: PhotoNames,
    before: RowCounts,
    *,
    allow_deletes: bool,
    lost: Lost = NOTHING_LOST,
) -> int:
    """Delete the rows that mark_unlisted() marked: those that the source no longer lists.

    A photo that a record still names becomes MISSING instead. What may be `lost` is kept;
    the return value is the number of products kept for that reason.
    Raises TooManyDeletions, before deleting anything, if more than MAX_DELETED_SHARE would go and
    `allow_deletes` is not set.
    """
    # Not `listed=False`: SQLite uses no index for a condition that is a bare boolean.
    products = Product.objects.filter(store=run.store, listed__in=[False])
    photos = Photo.objects.filter(store=run.store, listed__in=[False])
    named = Q(named=True, product__listed=True)
    products_kept = 0
    if lost.products:
        products_kept = products.filter(from_manifest=True).count()
        products = products.exclude(from_manifest=True)
        if lost.photos:
            photos = photos.exclude(product__listed=False, product__from_manifest=True)
        named |= Q(named=True, product__from_manifest=True)
    if not allow_deletes:
        refuse_too_many(before, count_lost(products), photos.exclude(etag="").count())
    report_missing(run, names, photos.filter(named))
    in_batches(run, photos.filter(named).exclude(etag=""), set_missing)
    run.photos_deleted += in_batches(run, photos.exclude(named), delete_photos)
    run.products_deleted += in_batches(run, products, delete_products)
    return products_kept


def mark_unlisted(run: SyncRun, listed_rows: ListedRows) -> None:
    """Mark the rows that this run did not see, once the source has been listed to its end."""
    mark(run, run.store.products.all(), unseen(run.store.products.all(), listed_rows.products))
    mark(run, run.store.photos.all(), unseen(run.store.photos.all(), listed_rows.photos))


def mark_changed(run: SyncRun, listed_rows: ListedRows, deleted: Sequence[str]) -> None:
    """Mark the products with these SKUs, and photos that products seen by this run have no more.

    A product that is among the changed ones as well is for sale again.
    """
    for skus in batches(deleted, AT_ONCE):
        rows = run.store.products.filter(from_manifest=True).with_skus(skus)
        gone = unseen(rows, listed_rows.products)
        mark(run, run.store.products.all(), gone)
        mark(run, run.store.photos.all(), unseen(Photo.objects.filter(product__in=gone), KeySet()))
    for products in batches(listed_rows.products, AT_ONCE):
        photos = Photo.objects.filter(product__in=products)
        mark(run, run.store.photos.all(), unseen(photos, listed_rows.photos))


def mark(run: SyncRun, rows: QuerySet[Any], pks: Iterable[int]) -> None:
    for some in batches(pks, AT_ONCE):

        def work(some: list[int] = some) -> None:
            runs.heartbeat(run)
            rows.filter(pk__in=some, listed=True).update(listed=False)

        retry_transaction(work)


def unseen(rows: QuerySet[Any], keys: KeySet) -> list[int]:
    """Return the primary keys of the rows that are not among these."""
    pks = rows.order_by().values_list("pk", flat=True).iterator(chunk_size=10_000)
    return [pk for pk in pks if pk not in keys]


def too_many_products(run: SyncRun, listed_rows: ListedRows, before: RowCounts) -> bool:
    """Return whether more records are gone than MAX_DELETED_SHARE allows.

    Only meaningful once all records have been read.
    """
    gone = unseen(run.store.products.filter(from_manifest=True), listed_rows.products)
    return len(gone) > conf.settings().max_deleted_share * before.products


def count_lost(products: QuerySet[Product]) -> int:
    """Return how many of these products the shop would really lose.

    A product that was made for an unnamed photo is not lost when a record has taken over its
    photo: the photo now belongs to the record's product.
    """
    photographed = Exists(Photo.objects.filter(product=OuterRef("pk")))
    return products.filter(Q(from_manifest=True) | photographed).count()


def refuse_too_many(before: RowCounts, products: int, photos: int) -> None:
    share = conf.settings().max_deleted_share
    if products <= share * before.products and photos <= share * before.photos:
        return
    raise TooManyDeletions(
        _(
            "%(products)s of %(all_products)s products and %(photos)s of %(all_photos)s "
            "photos are no longer in the source, or hidden there, more than %(share)s. Nothing was "
            "deleted. If they should go, sync again with --allow-deletes; if not, "
            "check what the source lists, and the prefix of a bucket.",
            products=products,
            all_products=before.products,
            photos=photos,
            all_photos=before.photos,
            share=f"{share:.0%}",
        )
    )


def report_missing(run: SyncRun, names: PhotoNames, photos: QuerySet[Photo]) -> None:
    for key, sku in photos.values_list("key", "product__sku").iterator():
        runs.add_problem(run, Problem(key, missing(key, sku, names.elsewhere(key))))


def missing(key: str, sku: str, similar_photos: str) -> str:
    if not similar_photos and left_behind(key) == HIDDEN:
        return _(
            "Product %(sku)s names this photo, but what has a hidden name or lies in a hidden "
            "folder is not read. Move it, or rename it.",
            sku=sku,
        )
    if not similar_photos:
        return _("Product %(sku)s names this photo, but the source does not have it.", sku=sku)
    return _(
        "Product %(sku)s names this photo, but the source does not have it. There is %(others)s.",
        sku=sku,
        others=similar_photos,
    )


def in_batches(run: SyncRun, rows: QuerySet[Any], change: Callable[[list[int]], None]) -> int:
    """Call `change` with batches of primary keys until no row matches; return the row count.

    `change` must make its rows stop matching the query.
    """

    def work() -> None:
        runs.heartbeat(run)
        change(pks)

    count = 0
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        retry_transaction(work)
        count += len(pks)
    return count


def set_missing(pks: list[int]) -> None:
    photos = Photo.objects.filter(pk__in=pks)
    queue_point_deletions(photos)
    photos.update(
        state=Photo.State.MISSING, reason=NOT_LISTED, etag="", indexed_etag="", indexed_digest=""
    )


def delete_photos(pks: list[int]) -> None:
    photos = Photo.objects.filter(pk__in=pks)
    lose_photos(photos)
    photos.delete()


def delete_products(pks: list[int]) -> None:
    products = Product.objects.filter(pk__in=pks)
    lose_photos(Photo.objects.filter(product__in=pks))
    keep(products)
    products.delete()


def lose_photos(photos: QuerySet[Photo]) -> None:
    """Prepare for these rows' deletion, in its transaction."""
    queue_point_deletions(photos)
    keep(photos)
    # What was decided on a photo that is like one of these is not about these alone.
    Finding.objects.filter(other__in=photos).exclude(state=Finding.State.OPEN).update(other=None)


def queue_point_deletions(photos: QuerySet[Photo]) -> None:
    """Write a tombstone for each photo's point; call it in the transaction that drops the row."""
    tombstones = [
        PointToDelete(point_id=photo.point_id, photo=photo.pk, store=photo.store_id)
        for photo in photos
    ]
    PointToDelete.objects.bulk_create(tombstones, ignore_conflicts=True)
