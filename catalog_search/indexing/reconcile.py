"""Compare rows and index points one by one and repair the difference.

This is for an index that was lost, restored from a backup or only half written. It also deletes
the thumbnails of photos that no longer exist.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar, cast

from django.db.models import F, Value
from django.db.models.functions import Greatest

from catalog_search import conf
from catalog_search.indexing import documents, withdrawals
from catalog_search.models import Photo, PhotoQuerySet, Store, databases
from catalog_search.models.indexing import collections
from catalog_search.photos import thumbnails
from catalog_search.protocols import MADE_FROM, VERSION
from catalog_search.types import Payload

CHUNK = 1000
READ = (MADE_FROM, VERSION)
"""Fields that are read of each point's payload."""
ADOPTED_FIELDS = ("indexed_etag", "indexed_digest", "indexed_in", "indexed_model")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Counts of the differences that `reconcile` found and repaired."""

    rows_without_point: int
    """Made stale again, so the next run indexes them."""
    points_without_row: int
    """Deleted from the index."""
    thumbnails_without_photo: int
    """Deleted; their photo is gone or has changed."""
    points_of_other_content: int = 0
    """Made from another version of the photo or its product; their rows are made stale again."""
    points_adopted: int = 0
    """Found in the index though their rows named another collection."""


@databases.primary()
@collections.serving()
def reconcile() -> Reconciliation:
    """Make the index match the rows. Raises IndexUnavailable."""
    collection = conf.get_index().create()
    adopted = sum(adopt(store, collection) for store in Store.objects.all())
    missing = outdated = 0
    for rows in (indexed_in(collection), current().exclude(indexed_in=collection)):
        # Closed before the connection is, also when the index fails in between.
        with closing(cast("Generator[Photo]", rows.iterator())) as read:
            for chunk in chunks(read):
                without_point, of_other_content = make_stale(chunk)
                missing, outdated = missing + without_point, outdated + of_other_content
    orphans, unused = delete_orphans(), thumbnails.delete_unused()
    return Reconciliation(missing, orphans, unused, outdated, adopted)


def adopt(store: Store, collection: str) -> int:
    """Mark the store's photos whose point the collection has, though the rows name another one.

    So it is after a switch of collections, or when one was restored. Return how many there were.
    Raises IndexUnavailable.
    """
    adopted, last, elsewhere = 0, 0, Photo.objects.elsewhere(collection).filter(store=store)
    if not elsewhere.exists() or not conf.get_index().count():
        return 0
    while rows := list(elsewhere.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        adopted += mark_adopted(with_points(rows), collection)
    return adopted


def with_points(rows: Sequence[Photo]) -> list[Photo]:
    """Return the rows of which the index has a point that was made from what they have now."""
    stored = conf.get_index().payloads([row.point_id for row in rows], READ)
    return [
        row
        for row in rows
        if documents.is_made_from(stored.get(row.point_id, {}), row.etag, row.product_digest)
    ]


def mark_adopted(rows: Sequence[Photo], collection: str) -> int:
    """Say of rows, unless claimed or changed since they were read, that their point is there."""
    for row in rows:
        row.indexed_etag, row.indexed_digest = row.etag, row.product_digest
        row.indexed_in, row.indexed_model = collection, conf.get_encoder().model_id
    with databases.transaction():
        free = Photo.objects.select_for_update().filter(claimed_by=None)
        unchanged = dict(free.filter(pk__in=[r.pk for r in rows]).values_list("pk", "etag"))
        same = [row for row in rows if unchanged.get(row.pk) == row.etag]
        databases.write_fields(same, ADOPTED_FIELDS)
    return len(same)


def repair(lost: Sequence[Photo]) -> None:
    """Correct the points that a worker wrote or deleted although it had lost its claim on them.

    Without a live row the point is deleted. With one, the row is made stale unless the point is
    what the row says.
    """
    for photo in lost:
        # By key, not by row: the photo may have been deleted and listed again.
        rows = Photo.objects.filter(store=photo.store_id, state=Photo.State.LIVE)
        if rows.with_keys([photo.key]).exists():
            make_stale(list(current().filter(store=photo.store_id).with_keys([photo.key])))
        else:
            withdrawals.delete_points([photo.point_id])


def current() -> PhotoQuerySet:
    """Return the photos whose rows say that a collection has their present version."""
    return Photo.objects.filter(
        state=Photo.State.LIVE, indexed_etag=F("etag"), indexed_digest=F("product_digest")
    ).exclude(indexed_model="")


def indexed_in(collection: str) -> PhotoQuerySet:
    """Return the photos whose rows say that this collection has their present version."""
    return current().filter(indexed_in=collection)


def make_stale(rows: Sequence[Photo]) -> tuple[int, int]:
    """Make those rows stale whose point is missing, or was made from something else.

    Return how many of both there are.
    """
    stored = conf.get_index().payloads([row.point_id for row in rows], READ)
    missing = [row for row in rows if row.point_id not in stored]
    outdated = [
        row for row in rows if row.point_id in stored and not is_point_of(stored[row.point_id], row)
    ]
    # `indexed_etag` stays: moderation has seen the photo, and the database may go on showing it.
    # The next claim must be higher than the stored points', or the index would refuse its own.
    highest = max((version(stored[row.point_id]) for row in outdated), default=0)
    unclaimed = Photo.objects.filter(claimed_by=None, pk__in=[r.pk for r in [*missing, *outdated]])
    unclaimed.update(
        indexed_in="", indexed_model="", claim_number=Greatest("claim_number", Value(highest))
    )
    return len(missing), len(outdated)


def version(stored: Payload) -> int:
    return cast(int, stored.get(VERSION, 0))


def is_point_of(stored: Payload, row: Photo) -> bool:
    return documents.is_made_from(stored, row.indexed_etag, row.indexed_digest)


def delete_orphans() -> int:
    expected = {
        row.point_id
        for row in Photo.objects.filter(state=Photo.State.LIVE).only("store_id", "key").iterator()
    }
    index = conf.get_index()
    orphans = [point_id for point_id in index.ids() if point_id not in expected]
    for chunk in chunks(orphans):
        index.delete(chunk)
    return len(orphans)


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(values)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
