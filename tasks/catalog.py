"""Celery tasks; each makes one call into catalog_search.

Arguments are keywords and unknown ones are ignored, so that messages queued by another version
of the code still work.
"""

from typing import Any

from celery import Task, shared_task

from catalog_search import conf
from catalog_search.categories import suggestions
from catalog_search.exceptions import (
    CollectionBusy,
    EncoderUnavailable,
    IndexRefused,
    IndexUnavailable,
    SourceUnavailable,
    SyncRunning,
)
from catalog_search.indexing import next_model, photos, prefork, quality, reconcile, switching
from catalog_search.models import databases, stores
from catalog_search.sync import store as sync

NEXT_CHUNK = 5000
"""Photos per task for the next model: each looks up first which points are there."""

CHUNK = 500
"""Photos per task, few enough that a deploy need not wait long for a task to end."""

PREPARE_SECONDS = 4 * 60 * 60
"""So long a task is acknowledged when it begins: a broker would take it back from the worker before
its end. Lost with its worker, it is begun again by the timetable."""

RETRY: dict[str, Any] = {
    "autoretry_for": (SourceUnavailable, IndexUnavailable, EncoderUnavailable),
    "dont_autoretry_for": (IndexRefused,),
    "retry_backoff": 2,
    "retry_backoff_max": 600,
    "retry_jitter": True,
    "max_retries": 8,
}


class EncodingTask(Task):
    """A task that uses the model, so it refuses to run torch in a forked pool."""

    abstract = True

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        prefork.refuse_torch()


@shared_task
def sync_all(**kwargs: Any) -> None:
    """Sync each configured store in a separate task."""
    for slug in conf.settings().stores:
        sync_catalog.delay(store=slug)


@shared_task(bind=True, **RETRY)
def sync_catalog(self: Task, *, store: str, **kwargs: Any) -> None:
    """Sync a store with its source, then index it."""
    try:
        sync.sync_store(stores.open_store(store))
    except SyncRunning:
        # The other sync is doing this work.
        return
    wake_indexing()


@shared_task(bind=True, base=EncodingTask, **RETRY)
def index_photos(self: Task, **kwargs: Any) -> None:
    """Index up to CHUNK stale photos; if there may be more, continue in another task.

    First do what was asked for on the desk's page of models.
    """
    switching.carry_out_requests()
    if photos.index_stale(limit=CHUNK).total >= CHUNK:
        index_photos.delay()


@shared_task(bind=True, base=EncodingTask, **RETRY)
def index_next_model(self: Task, **kwargs: Any) -> None:
    """Fill the collection of NEXT_ENCODER, if there is one to fill; more in another task."""
    try:
        if next_model.fill_next(limit=NEXT_CHUNK).total >= NEXT_CHUNK:
            index_next_model.delay()
    except CollectionBusy:
        # Another worker is at it.
        return


@shared_task(
    bind=True,
    acks_late=False,
    time_limit=PREPARE_SECONDS,
    soft_time_limit=PREPARE_SECONDS - 60,
    **RETRY,
)
def prepare_index(self: Task, **kwargs: Any) -> None:
    """Build what makes the index's searches cheap, unless another worker is at it."""
    switching.prepare_collections()


@shared_task(bind=True, base=EncodingTask, **RETRY)
def suggest_categories(self: Task, **kwargs: Any) -> None:
    """Update the open category suggestions of every store."""
    for slug in conf.settings().stores:
        suggestions.suggest(stores.open_store(slug))


@shared_task(bind=True, **RETRY)
def check_quality(self: Task, **kwargs: Any) -> None:
    """Look at photos of every store that were indexed since the last time."""
    for slug in conf.settings().stores:
        quality.check(stores.open_store(slug), NEXT_CHUNK)


@shared_task(name="tasks.catalog.reconcile", bind=True, **RETRY)
def reconcile_index(self: Task, **kwargs: Any) -> None:
    """Repair differences between rows and index, then index what was missing."""
    reconcile.reconcile()
    wake_indexing()


def start_sync(store: str) -> None:
    """Start a sync of the store; the admin's button calls this (setting START_SYNC)."""
    sync_catalog.delay(store=store)


def start_indexing(store: str) -> None:
    """Start indexing; the admin calls this after a decision (setting START_INDEXING)."""
    index_photos.delay()


def wake_indexing() -> None:
    """Start indexing once the current transaction is committed.

    If the broker does not answer, beat's next message finds the stale rows.
    """
    databases.on_commit(lambda: index_photos.delay(), robust=True)
