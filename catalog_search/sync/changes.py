"""Ask a source that can tell for what changed since the last sync, instead of for everything."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from catalog_search.models import Store, SyncRun
from catalog_search.models.clock import as_stored
from catalog_search.protocols import CatalogSource
from catalog_search.types import Problem, Record

Changes = Iterable[Record | Problem | str]

OVERLAP = timedelta(minutes=5)
"""Before the last sync: what was saved then may have been committed too late for it."""


def since(store: Store) -> datetime | None:
    """Return the moment up to which the rows have all changes; None if they may lack some.

    A moment that is still to come was written by a process whose clock was wrong.
    """
    text = store.synced.get("since")
    moment = as_stored(datetime.fromisoformat(text)) if text else None
    return moment if moment and moment <= timezone.now() else None


def ask(source: CatalogSource, moment: datetime | None) -> Changes | None:
    """Return what the source says has changed since; None if it cannot say, or may not be asked."""
    tell = getattr(source, "changes", None)
    if not (tell and moment and getattr(source, "names_are_keys", False)):
        return None
    changes: Changes | None = tell(moment - OVERLAP)
    return changes


def without_deleted(changes: Changes, deleted: list[str]) -> Iterator[Record | Problem]:
    """Yield records and problems; the SKUs of deleted products are added to the list."""
    for item in changes:
        if isinstance(item, str):
            deleted.append(item)
        else:
            yield item


def leave_a_photo_open(run: SyncRun, contested: bool) -> bool:
    """Return whether a product that was not read may name a photo that changes took or freed."""
    if contested or not run.photos_deleted:
        return contested
    # A product that had to leave a photo to another one has no digest.
    return run.store.products.filter(record_digest="", from_manifest=True).exists()
