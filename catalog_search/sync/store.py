"""Sync a store with its source: list photos, write records, then photos, delete what is gone.

Batches are idempotent transactions: the next sync repairs an interrupted one. Nothing is deleted
until records and photos have both been listed completely.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from functools import partial
from typing import TypeVar

from django.db import DatabaseError

from catalog_search import conf
from catalog_search.exceptions import SyncRunning, TooManyDeletions, message_of
from catalog_search.exceptions import message as _
from catalog_search.models import Store, SyncRun, databases
from catalog_search.models.merchandising import searches
from catalog_search.models.side_notes import side_note
from catalog_search.models.stores import row_of
from catalog_search.protocols import CatalogSource
from catalog_search.sync import changes, runs, unchanged
from catalog_search.sync.photo_names.photo_listing import check_key
from catalog_search.sync.photo_names.photo_names import PhotoNames, with_keys
from catalog_search.sync.records.twins import with_twins_cells
from catalog_search.sync.rows import deletions, listed_rows, products, titles
from catalog_search.sync.rows import photos as photo_rows
from catalog_search.sync.rows.batch_result import BatchResult
from catalog_search.sync.rows.doubtful_photos import DoubtfulPhotos
from catalog_search.sync.rows.held import Held
from catalog_search.sync.rows.writing import batches, retry_transaction
from catalog_search.telemetry import span
from catalog_search.types import Problem, Record, StoredPhoto

T = TypeVar("T")
Progress = Callable[[SyncRun], object]

RECORDS_AT_ONCE = PHOTOS_AT_ONCE = LISTED_AT_ONCE = 1000
RECORDS_WRITTEN_AT_ONCE = 200
PHOTOS_WRITTEN_AT_ONCE = 500


@databases.primary()
def sync_store(
    store: Store | str = "",
    *,
    allow_deletes: bool = False,
    full: bool = False,
    progress: Progress | None = None,
) -> SyncRun:
    """Update the store's rows from its source; return the run, done or stopped.

    `store` may be a slug, "" for the default store. A source in which nothing changed since the
    last complete sync is only listed, and what that sync reported is reported again; one that can
    tell its changes is asked for these alone. With `full` or `allow_deletes` everything is read.

    If too much would be deleted and `allow_deletes` is not set, everything but the deletions is
    done, and the run is stopped with a message. `progress` is called with the run after each batch.
    Raises SyncRunning while another sync of the store is running, and SourceUnavailable if the
    source cannot be listed completely: the run is then marked as failed and nothing is deleted.
    """
    store = row_of(store)
    source = conf.get_source(store.slug)
    run = runs.begin(store)
    try:
        sync = _Sync(run, source, progress or ignore_progress)
        with closing(sync.doubtful), closing(sync.listed), span("sync", store=store.slug):
            message = sync.all(allow_deletes, full=full or allow_deletes)
    except TooManyDeletions as stop:
        return runs.end(run, SyncRun.State.STOPPED, message_of(stop))
    except SyncRunning:
        raise  # Another sync took over and has already ended this run's row.
    except BaseException as error:
        # If the database itself fails, the lease expires on its own.
        with suppress(DatabaseError):
            runs.end(run, SyncRun.State.FAILED, runs.reason(error))
        raise
    side_note(
        "Old counts of searches could not be deleted",
        partial(searches.prune, store),
        using=databases.alias(),
    )
    return runs.end(run, SyncRun.State.DONE, message)


def ignore_progress(run: SyncRun) -> None:
    """Ignore progress reports."""


class _Sync:
    """One pass over a source, with the state it carries to the end."""

    def __init__(self, run: SyncRun, source: CatalogSource, progress: Progress) -> None:
        self.run, self.source, self.progress = run, source, progress
        self.records_lost = self.manifest_lost = False
        """A record, or all of a manifest, could not be read: unlisted products may be for sale."""
        self.held = Held()
        self.names = PhotoNames()
        """Knows all photos of the source, unless its records name them by their keys."""
        self.doubtful = DoubtfulPhotos(self.names)
        self.names_are_keys = getattr(source, "names_are_keys", False)
        self.listing = unchanged.ListingDigest()
        self.contested = False
        """Two products name the same photo, and one of them had to leave it to the other."""
        self.listed = listed_rows.ListedRows()
        self.rows_known = False
        """Rows are as the last complete sync left them, but for products that lost their digest."""

    def all(self, allow_deletes: bool, *, full: bool) -> str:
        """Run the whole sync and return its message, "" if there is nothing to report."""
        if not self.names_are_keys:
            self.list_photos()
        fingerprint = unchanged.fingerprint(self.source, self.listing)
        last = None if full else unchanged.last_run(self.run.store, fingerprint)
        if last:
            message = unchanged.repeat(self.run, last, fingerprint)
            self.progress(self.run)
            return message
        self.rows_known = not full and unchanged.rows_are_known(self.run.store)
        since = changes.since(self.run.store) if self.rows_known else None
        changed = changes.ask(self.source, since)
        unchanged.forget(self.run.store)
        if changed is None:
            # No `since`: products may be kept that were not listed, so the next sync reads all.
            message, since = self.write_all(allow_deletes), None
        else:
            message = self.write_changes(changed)
        runs.add_problems(self.run, self.held.problems())
        # Changes that could not be read are asked for again.
        moment = since if self.records_lost or self.held.count else self.run.started_at
        if changed is not None and changes.leave_a_photo_open(self.run, self.contested):
            moment = None
        # A manifest that was lost may be readable next time, although the listing is the same.
        is_lacking = self.manifest_lost or self.held.count
        unchanged.remember(self.run, "" if is_lacking else fingerprint, moment)
        return message

    def write_all(self, allow_deletes: bool) -> str:
        before = deletions.count_rows(self.run.store)
        self.read_records(self.source.records())
        runs.add_problems(self.run, self.listed.problems())
        runs.add_problems(self.run, self.doubtful.settle(self.run.store, self.records_lost))
        # Products that must not be deleted must not lose their photos to other products either.
        too_many = not allow_deletes and deletions.too_many_products(self.run, self.listed, before)
        self.read_photos(keep_products=self.records_lost or too_many)
        self.run.products = len(self.listed.products)
        deletions.mark_unlisted(self.run, self.listed)
        delete = partial(deletions.delete_unseen, self.run, self.names, before)
        lost = deletions.Lost(self.records_lost, self.records_lost and self.names_are_keys)
        products_kept = delete(allow_deletes=allow_deletes, lost=lost)
        return _(deletions.PRODUCTS_KEPT, count=products_kept) if products_kept else ""

    def write_changes(self, changed: changes.Changes) -> str:
        before = deletions.count_rows(self.run.store)
        deleted: list[str] = []
        self.read_records(changes.without_deleted(changed, deleted))
        self.read_photos(keep_products=True)
        deletions.mark_changed(self.run, self.listed, deleted)
        deletions.delete_unseen(self.run, self.names, before, allow_deletes=False)
        return ""

    def read_records(self, records: Iterable[Record | Problem]) -> None:
        shown = self.without_problems(self.listed.hidden.through(records))
        for batch in batches(self.listed.emptied.through(shown), RECORDS_AT_ONCE):
            runs.add_problems(self.run, self.listed.skus.add(batch))
            to_write = self.settle_records(with_twins_cells([*map(self.with_keys, batch)]))
            for records in batches(to_write, RECORDS_WRITTEN_AT_ONCE):
                titled = titles.with_titles(self.run.store, self.source, records)
                self.held.add(sorted({r.sku for r in records} - {r.sku for r in titled}))
                write = partial(products.write_records, self.run, self.listed, titled)
                self.write(partial(write, self.listed.skus.late_titles(records)))

    def settle_records(self, records: list[Record]) -> list[Record]:
        """Leave products as they are whose records did not change; return the other records."""
        if not self.rows_known:
            return records
        runs.heartbeat(self.run)
        settled, to_write = listed_rows.split_records(self.run.store, self.listed, records)
        self.listed.products.update(settled)
        self.listed.settled.update(settled)
        self.run.products += len(settled)
        self.progress(self.run)
        return to_write

    def with_keys(self, record: Record) -> Record:
        """Return the record with the keys of the photos that its names mean."""
        if self.names_are_keys:
            return record
        self.doubtful.count_named(record.images)
        record, problems = with_keys(self.names, record)
        runs.add_problems(self.run, problems)
        return record

    def list_photos(self) -> None:
        for batch in batches(self.stored_photos(), LISTED_AT_ONCE):
            self.doubtful.add(batch)
            runs.heartbeat(self.run)

    def stored_photos(self) -> Iterator[StoredPhoto]:
        return self.without_problems(self.listing.through(map(check_key, self.source.photos())))

    def read_photos(self, keep_products: bool) -> None:
        listed = self.stored_photos() if self.names_are_keys else self.names.photos
        for batch in batches(listed, PHOTOS_AT_ONCE):
            for some in batches(self.settle_photos(batch), PHOTOS_WRITTEN_AT_ONCE):
                photos = photo_rows.with_products(self.run, self.listed, some, keep_products)
                untitled = photo_rows.untitled(self.run, self.listed, photos, keep_products)
                own = titles.source_titles(self.source, untitled)
                ready = self.held.without(self.run.store, photos, untitled, own)
                write = partial(photo_rows.write_photos, self.run, self.listed, ready, own)
                self.write(partial(write, keep_products))

    def settle_photos(self, photos: list[StoredPhoto]) -> list[StoredPhoto]:
        """Leave photos as they are whose rows are up to date; return the other photos."""
        if not self.rows_known:
            return photos
        runs.heartbeat(self.run)
        settled, to_write = listed_rows.split_photos(self.run.store, self.listed, photos)
        self.listed.photos.update(photo for photo, _ in settled)
        self.listed.products.update(product for _, product in settled)
        self.run.photos += len(settled)
        self.progress(self.run)
        return to_write

    def without_problems(self, items: Iterable[T | Problem]) -> Iterator[T]:
        """Add the problems among the items to the run and yield the rest."""
        for item in items:
            if isinstance(item, Problem):
                runs.add_problem(self.run, item)
                self.records_lost |= item.product_lost
                self.manifest_lost |= item.product_lost and item.line is None
                self.held.manifest |= item.passing
                self.listed.left_out.add(item.left_out, self.names)
            else:
                yield item

    def write(self, batch: Callable[[], BatchResult]) -> None:
        """Write a batch in its own transaction and add its result to the run."""
        result = retry_transaction(partial(self.beating, batch))
        # Only now: a transaction that was rolled back is done again.
        self.listed.add(result)
        self.contested = self.contested or bool(result.unsettled)
        runs.add_problems(self.run, result.problems)
        for name, count in result.tallies().items():
            setattr(self.run, name, getattr(self.run, name) + count)
        self.progress(self.run)

    def beating(self, batch: Callable[[], BatchResult]) -> BatchResult:
        runs.heartbeat(self.run)
        return batch()
