"""The tasks: each makes one call. Arguments are keywords, so that old messages survive changes."""

from typing import Any

from celery import Task, shared_task
from django.db import transaction

from catalog_search import conf
from catalog_search.categories import suggestions
from catalog_search.exceptions import (
    EncoderUnavailable,
    IndexUnavailable,
    SourceUnavailable,
    SyncRunning,
)
from catalog_search.indexing import photos, prefork, reconcile
from catalog_search.models import stores
from catalog_search.sync import store as sync

CHUNK = 500
"""Photos per task: short enough that a deploy need not wait for it."""

TRY_AGAIN: dict[str, Any] = {
    "autoretry_for": (SourceUnavailable, IndexUnavailable, EncoderUnavailable),
    "retry_backoff": 2,
    "retry_backoff_max": 600,
    "retry_jitter": True,
    "max_retries": 8,
}


class EncodingTask(Task):
    """A task that may load the model, and so must not run torch in a forked pool."""

    abstract = True

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        prefork.refuse_torch()


@shared_task
def sync_all(**kwargs: Any) -> None:
    """Sync every configured store, each in a task of its own."""
    for slug in conf.get("STORES"):
        sync_catalog.delay(store=slug)


@shared_task(bind=True, **TRY_AGAIN)
def sync_catalog(self: Task, *, store: str, **kwargs: Any) -> None:
    """Bring a store's rows up to date with its source, then have them indexed."""
    try:
        sync.sync_store(stores.open_store(store))
    except SyncRunning:
        # Whoever runs it does this very work.
        return
    wake_indexing()


@shared_task(bind=True, base=EncodingTask, **TRY_AGAIN)
def index_photos(self: Task, **kwargs: Any) -> None:
    """Index stale photos; where that leaves more, go on in another task."""
    if photos.index_stale(limit=CHUNK).total >= CHUNK:
        index_photos.delay()


@shared_task(bind=True, base=EncodingTask, **TRY_AGAIN)
def suggest_categories(self: Task, **kwargs: Any) -> None:
    """Renew the open category suggestions of every store."""
    for slug in conf.get("STORES"):
        suggestions.suggest(stores.open_store(slug))


@shared_task(name="tasks.catalog.reconcile", bind=True, **TRY_AGAIN)
def reconcile_index(self: Task, **kwargs: Any) -> None:
    """Make rows and points agree, and have what was missing indexed."""
    reconcile.reconcile()
    wake_indexing()


def start_sync(store: str) -> None:
    """Have a store synced now: what the admin's button does (START_SYNC)."""
    sync_catalog.delay(store=store)


def start_indexing(store: str) -> None:
    """Have stale photos indexed now: what the admin calls after a decision (START_INDEXING)."""
    index_photos.delay()


def wake_indexing() -> None:
    """Have stale photos indexed as soon as the current transaction is committed."""
    transaction.on_commit(lambda: index_photos.delay())
