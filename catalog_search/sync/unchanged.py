"""Recognize a source that is what the last complete sync found, before any row is read.

A store remembers a fingerprint of what its last complete sync read, and how many rows it left.
Whatever may have changed rows since makes the next sync read records and photos. listed_rows.py
tells which rows it may leave alone.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from catalog_search import conf
from catalog_search.indexing.title_vectors import CATEGORY_WEIGHT
from catalog_search.models import Photo, Store, SyncRun, databases
from catalog_search.models.clock import as_stored
from catalog_search.protocols import CatalogSource
from catalog_search.sync import changes, runs
from catalog_search.text import analysis
from catalog_search.types import SCHEMA, Problem, StoredPhoto

READER = 16
"""Raise it with every change of what the parsers make of a manifest: all of them are read again."""

SETTINGS = ("facets", "shown_attributes", "language", "synonyms", "barcodes")
"""Settings that decide what rows and their digests hold."""


class ListingDigest:
    """A digest of a listing of photos and of what was wrong with others, in its order."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def through(self, listed: Iterable[StoredPhoto | Problem]) -> Iterator[StoredPhoto | Problem]:
        """Yield what is listed, unchanged."""
        for item in listed:
            self._hash.update(repr(item).encode("utf-8", "surrogatepass"))
            yield item

    def value(self) -> str:
        return self._hash.hexdigest()


def fingerprint(source: CatalogSource, listing: ListingDigest) -> str:
    """Return a digest of all that decides what a sync writes; "" if the source cannot tell."""
    version = getattr(source, "version", str)()
    made_by = [type(source).__qualname__, version, listing.value(), reader()]
    return digest_of(made_by) if version else ""


def reader() -> str:
    """Return a digest of what decides, beside its record, what a row holds."""
    values = [repr(conf.get(name)) for name in SETTINGS]
    # Days begin at other moments in other time zones.
    zone = (settings.TIME_ZONE, settings.USE_TZ)
    return digest_of([READER, SCHEMA, analysis.VERSION, CATEGORY_WEIGHT, *values, *zone])


def digest_of(values: list[object]) -> str:
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()


def row_counts(store: Store) -> list[int]:
    """Return how many products, photos and categories the store has."""
    return [store.products.count(), store.photos.count(), store.categories.count()]


def rows_are_known(store: Store) -> bool:
    """Return whether no row came or went since the last complete sync, and settings are the same.

    Then a product with a digest of its record is as that record says. Call it after last_run().
    """
    synced = store.synced
    return bool(synced.get("reader") == reader() and synced["rows"] == row_counts(store))


def last_run(store: Store, source_fingerprint: str) -> SyncRun | None:
    """Return the run that left the store as this source has it; None if a full pass is needed.

    It is needed if the source, the settings or the number of rows differ; if a product was saved
    since, in the admin or elsewhere; and if the indexer missed a photo that is listed.
    """
    store.refresh_from_db(using=databases.alias(), fields=["synced"])
    synced = store.synced
    if not source_fingerprint or synced.get("fingerprint") != source_fingerprint:
        return None
    if synced["rows"] != row_counts(store):
        return None
    moment = as_stored(datetime.fromisoformat(synced["at"]))
    # A sync whose clock was ahead cannot tell what was saved since.
    if moment > timezone.now() or saved_since(store, moment):
        return None
    if store.photos.filter(state=Photo.State.MISSING).exclude(etag="").exists():
        return None
    return store.runs.filter(pk=synced["run"], state=SyncRun.State.DONE).first()


def saved_since(store: Store, moment: datetime) -> bool:
    """Return whether a product was saved since by others than a sync, which leaves a digest."""
    return store.products.filter(updated_at__gt=moment, record_digest="").exists()


def repeat(run: SyncRun, last: SyncRun, source_fingerprint: str) -> str:
    """Give the run what the last one counted and reported; return its message."""
    run.products, run.photos = last.products, last.photos
    run.problems, run.problem_count = last.problems, last.problem_count
    remember(run, source_fingerprint, changes.since(run.store))
    message: str = last.message
    return message


def forget(store: Store) -> None:
    """Let the next sync be a full one; call it before rows are changed."""
    store.synced = {}
    store.save(update_fields=["synced"])


def remember(run: SyncRun, source_fingerprint: str, moment: datetime | None) -> None:
    """Note what this run found, once all its rows are written.

    It has all changes up to `moment`; None if it may lack some.
    Raises SyncRunning if another sync has taken over.
    """
    store = run.store
    # The run's start, not its end: the run may have overwritten what others saved meanwhile.
    store.synced = {
        "fingerprint": source_fingerprint,
        "run": run.pk,
        "at": run.started_at.isoformat(),
        "reader": reader(),
        "since": moment.isoformat() if moment else "",
        "rows": row_counts(store),
    }
    with databases.transaction():
        runs.heartbeat(run)
        store.save(update_fields=["synced"])
