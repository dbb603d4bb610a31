"""Published files in the database, in pieces far below the packet limits of database servers."""

import hashlib
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from mmap import mmap

from django.db.models import Q
from django.utils import timezone

from catalog_search.exceptions import Damaged
from catalog_search.models import Published, PublishedPiece, Store
from catalog_search.models.databases import Rows

PIECE = 512 * 1024
"""Bytes of a file in one row, before they are compressed."""
OTHER_FORMATS = timedelta(days=1)
"""How long a file of another format is kept for processes of another release."""
UNFINISHED = timedelta(hours=6)
"""After this long an incomplete file belongs to a process that was killed."""


def newest(store: Store, kind: str, layout: int) -> Published | None:
    """Return the newest complete file of this kind and format."""
    rows = Published.objects.filter(store=store, kind=kind, format=layout, complete=True)
    return rows.order_by("-pk").first()


def put(data: bytes | mmap, published: Published) -> Published:
    """Store the file's bytes; afterwards delete older ones of the same store and kind.

    Each piece is a statement of its own, so no other writer waits for all of them.
    """
    published.save()
    for number, start in enumerate(range(0, len(data), PIECE)):
        piece = zlib.compress(data[start : start + PIECE], level=1)
        PublishedPiece.objects.create(published=published, number=number, data=piece)
    published.complete = True
    published.save(update_fields=["complete"])
    older(published, timezone.now()).delete()
    return published


def older(than: Published, now: datetime) -> Rows[Published]:
    """Return what this file replaces."""
    rows = Published.objects.filter(store=than.store, kind=than.kind).exclude(pk=than.pk)
    done = Q(complete=True) & (Q(format=than.format) | Q(created_at__lt=now - OTHER_FORMATS))
    return rows.filter(done | Q(complete=False, created_at__lt=now - UNFINISHED))


def pieces(published: Published) -> Iterator[bytes]:
    """Yield the file's bytes part by part. Raises Damaged at the end if they are not the file."""
    digest = hashlib.sha256()
    numbers = range(-(-published.size // PIECE))
    for number in numbers:
        data = stored_piece(published, number)
        digest.update(data)
        yield data
    if digest.hexdigest() != published.digest:
        raise Damaged(f"{published} in the database is damaged.")


def stored_piece(published: Published, number: int) -> bytes:
    """Return one part of the file. Raises Damaged if it is missing or not as it was stored."""
    rows = PublishedPiece.objects.filter(published=published, number=number)
    data = rows.values_list("data", flat=True).first()
    try:
        return zlib.decompress(bytes(data or b""))
    except zlib.error as error:
        raise Damaged(f"{published}: piece {number} is missing or damaged.") from error
