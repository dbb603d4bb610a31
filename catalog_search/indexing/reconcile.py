"""Database and index compared point by point: what a lost, restored or half-written index needs.

The thumbnails of photos that are gone are swept out on the way.
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
    """How many rows lacked their point (now stale again), how many points lacked a row (gone).

    And how many thumbnails were left of photos that are gone or others now.
    """

    rows_without_point: int
    points_without_row: int
    thumbnails_without_photo: int


def reconcile() -> Reconciliation:
    """Make rows and points agree again; the rows decide. Raises IndexUnavailable."""
    model_id = conf.get_encoder().model_id
    indexed = Photo.objects.filter(
        state=Photo.State.LIVE, indexed_model=model_id, indexed_schema=SCHEMA
    )
    missing = [pk for chunk in chunks(indexed.iterator()) for pk in without_point(chunk)]
    for chunk in chunks(missing):
        Photo.objects.filter(pk__in=chunk).update(indexed_etag="", indexed_model="")
    return Reconciliation(len(missing), delete_orphans(), thumbnails.sweep())


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
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
