"""Compare rows and index points one by one and repair the difference.

This is for an index that was lost, restored from a backup or only half written. It also deletes
the thumbnails of photos that no longer exist.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from catalog_search import conf
from catalog_search.models import Photo
from catalog_search.photos import thumbnails
from catalog_search.types import SCHEMA

CHUNK = 1000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What `reconcile` found and repaired."""

    rows_without_point: int
    """Made stale again, so the next run indexes them."""
    points_without_row: int
    """Deleted from the index."""
    thumbnails_without_photo: int
    """Deleted; their photo is gone or has changed."""


def reconcile() -> Reconciliation:
    """Make the index match the rows. Raises IndexUnavailable."""
    model_id = conf.get_encoder().model_id
    indexed = Photo.objects.filter(
        state=Photo.State.LIVE, indexed_model=model_id, indexed_schema=SCHEMA
    )
    missing = [pk for chunk in chunks(indexed.iterator()) for pk in without_point(chunk)]
    for chunk in chunks(missing):
        Photo.objects.filter(pk__in=chunk).update(indexed_etag="", indexed_model="")
    return Reconciliation(len(missing), delete_orphans(), thumbnails.delete_unused())


def without_point(rows: list[Photo]) -> list[int]:
    points = conf.get_index().fetch([row.point_id for row in rows])
    return [row.pk for row in rows if row.point_id not in points]


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
