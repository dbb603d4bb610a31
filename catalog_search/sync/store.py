"""A store's source becomes rows: records first, then photos, then what is gone.

Every batch is one transaction and says again what the rows shall be, so a sync that was killed
is made good by the next one. Deletions wait until both listings have come to their end.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TypeVar

from django.db import DatabaseError

from catalog_search import conf
from catalog_search.exceptions import SyncRunning, TooManyDeletions
from catalog_search.models import Product, Store, SyncRun, searches
from catalog_search.protocols import CatalogSource
from catalog_search.sync import deletions, products, runs
from catalog_search.sync import photos as photo_rows
from catalog_search.sync.cleaning import readable, unfit
from catalog_search.sync.fields import text
from catalog_search.sync.products import Written
from catalog_search.sync.writing import retrying
from catalog_search.types import Problem, Record, StoredPhoto

T = TypeVar("T")
Progress = Callable[[SyncRun], object]

RECORDS_AT_ONCE = 200
PHOTOS_AT_ONCE = 500
KEPT = "{} products that were not seen are kept: a record that cannot be read may be theirs."


def sync_store(
    store: Store, *, allow_deletes: bool = False, progress: Progress | None = None
) -> SyncRun:
    """Bring the store's rows up to date with its source; return the run, done or stopped.

    A run is stopped, all but the deletions done, when too much would be deleted at once without
    `allow_deletes`; its message says so. `progress` is called with the run after every batch.
    Raises SyncRunning while another sync of the store is alive, and SourceUnavailable when the
    source cannot be listed to its end: the run is marked as failed, and nothing is deleted.
    """
    source = conf.get_source(store.slug)
    run = runs.begin(store)
    try:
        message = _Sync(run, source, progress or nobody).all(allow_deletes)
    except TooManyDeletions as stop:
        return runs.end(run, SyncRun.State.STOPPED, str(stop))
    except SyncRunning:
        # Taken over: the row is another's to end.
        raise
    except BaseException as error:
        # Where the database is the trouble, the lease will lapse by itself.
        with suppress(DatabaseError):
            runs.end(run, SyncRun.State.FAILED, str(error) or type(error).__name__)
        raise
    searches.prune(store)
    return runs.end(run, SyncRun.State.DONE, message)


def nobody(run: SyncRun) -> None:
    """Be told of progress and make nothing of it."""


class _Sync:
    """One pass over a source, and what has to be remembered until its end."""

    def __init__(self, run: SyncRun, source: CatalogSource, progress: Progress) -> None:
        self.run, self.source, self.progress = run, source, progress
        self.lost = False
        """A record could not be read, so a product not seen may still be for sale."""

    def all(self, allow_deletes: bool) -> str:
        """Do everything; return what is to be said of it."""
        before = deletions.known(self.run.store)
        self.read_records()
        # Products that are not to be deleted must not lose their photos to others either.
        doubtful = not allow_deletes and deletions.too_many_products(self.run, before)
        self.read_photos(keep_products=self.lost or doubtful)
        self.run.products = Product.objects.filter(last_seen=self.run).count()
        kept = deletions.sweep(self.run, before, allow_deletes=allow_deletes, lost=self.lost)
        return KEPT.format(kept) if kept else ""

    def read_records(self) -> None:
        for records in batches(self.usable(self.source.records()), RECORDS_AT_ONCE):
            titled = self.titled(records)
            self.write(partial(products.write_records, self.run, titled))

    def read_photos(self, keep_products: bool) -> None:
        listed = map(fit_to_be_stored, self.source.photos())
        for photos in batches(self.usable(listed), PHOTOS_AT_ONCE):
            titles = self.titles(photo_rows.untitled(self.run, photos, keep_products))
            self.write(partial(photo_rows.write_photos, self.run, photos, titles, keep_products))

    def usable(self, found: Iterable[T | Problem]) -> Iterator[T]:
        """Yield what is no problem and note what is."""
        for each in found:
            if isinstance(each, Problem):
                runs.note(self.run, each)
                self.lost = self.lost or each.product_lost
            else:
                yield each

    def write(self, batch: Callable[[], Written]) -> None:
        """Write a batch in a transaction of its own, and add what it did to the run's tallies."""

        def work() -> Written:
            runs.heartbeat(self.run)
            return batch()

        written = retrying(work)
        for problem in written.problems:
            runs.note(self.run, problem)
        for name, count in written.tallies().items():
            setattr(self.run, name, getattr(self.run, name) + count)
        self.progress(self.run)

    def titled(self, records: Sequence[Record]) -> list[Record]:
        """Return the records; one without a title has its first photo's, or that one's name."""
        photos = {r.sku: r.images[0] if r.images else "" for r in records if not r.title}
        rows = Product.objects.filter(store=self.run.store).with_skus(photos)
        titles = dict(rows.values_list("sku", "title"))
        new = {sku: key for sku, key in photos.items() if sku not in titles}
        found = self.titles([key for key in new.values() if key])
        for sku, key in new.items():
            titles[sku] = found.get(key) or (readable(key) if key else sku)
        return [replace(r, title=titles[r.sku]) if r.sku in photos else r for r in records]

    def titles(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the source's own titles of these photos, fit to be stored."""
        found = self.source.titles(keys) if keys else {}
        return {key: title for key in found if (title := text(found[key], most=1000))}


def fit_to_be_stored(photo: StoredPhoto | Problem) -> StoredPhoto | Problem:
    """Return the photo, or a problem where no row can hold its key."""
    if isinstance(photo, StoredPhoto) and (wrong := unfit(photo.key)):
        return Problem(photo.key, f"The key {wrong}.")
    return photo


def batches(found: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of `size`, as they come."""
    iterator = iter(found)
    while batch := list(islice(iterator, size)):
        yield batch
