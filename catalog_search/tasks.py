"""Celery tasks, and a timetable for them; each task makes one call.

A project's Celery app finds them with `app.autodiscover_tasks()`. Their names do not change, and
neither do their settings depend on the app: a task is acknowledged at its end, and one whose worker
dies is run again. Arguments are keywords and unknown ones are ignored, so that messages queued by
another version of the code still work. Importing this module needs Celery; nothing else does.
"""

from typing import Any

try:
    from celery import Task, shared_task
except ImportError as error:
    raise ImportError(
        "catalog_search.tasks needs Celery: pip install catalog-search[celery]. "
        "Without it, run catalog_sync and catalog_index from cron."
    ) from error

from catalog_search.exceptions import (
    ClassifierUnavailable,
    CollectionBusy,
    EncoderUnavailable,
    IndexRefused,
    IndexUnavailable,
    SourceUnavailable,
    SyncRunning,
)

# Everything else is imported by the task that calls it: a project's settings read BEAT_SCHEDULE
# from here, when Django is not set up yet.

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60

NEXT_CHUNK = 5000
"""Photos per task for the next model: each looks up first which points are there."""

CHUNK = 500
"""Photos per task, few enough that a deploy need not wait long for a task to end."""

PREPARE_SECONDS = 4 * HOUR
"""So long a task is acknowledged when it begins: a broker would take it back from the worker before
its end. Lost with its worker, it is begun again by the timetable."""

TIME_LIMIT = 30 * MINUTE

RUN: dict[str, Any] = {
    "bind": True,
    "ignore_result": True,
    # A killed worker's task is run again. MAX_ATTEMPTS per photo prevents an endless loop.
    "acks_late": True,
    "reject_on_worker_lost": True,
    "time_limit": TIME_LIMIT,
    "soft_time_limit": TIME_LIMIT - 5 * MINUTE,
}

RETRY: dict[str, Any] = {
    **RUN,
    "autoretry_for": (
        SourceUnavailable,
        IndexUnavailable,
        EncoderUnavailable,
        ClassifierUnavailable,
    ),
    "dont_autoretry_for": (IndexRefused,),
    "retry_backoff": 2,
    "retry_backoff_max": 600,
    "retry_jitter": True,
    "max_retries": 8,
}

PREPARE: dict[str, Any] = {
    **RETRY,
    "acks_late": False,
    "reject_on_worker_lost": False,
    "time_limit": PREPARE_SECONDS,
    "soft_time_limit": PREPARE_SECONDS - MINUTE,
}


def every(seconds: int, task: str, **kwargs: Any) -> dict[str, Any]:
    """Return an entry of a timetable. A message is dropped once the next one is sent."""
    return {
        "task": f"catalog_search.{task}",
        "schedule": seconds,
        "kwargs": kwargs,
        "options": {"expires": seconds},
    }


BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "catalog_search: sync every store": every(15 * MINUTE, "sync_all"),
    "catalog_search: read every store whole": every(DAY, "sync_all", full=True),
    "catalog_search: index what is stale": every(MINUTE, "index_photos"),
    "catalog_search: fill the next model's collection": every(5 * MINUTE, "index_next_model"),
    "catalog_search: prepare the index": every(10 * MINUTE, "prepare_index"),
    "catalog_search: suggest categories": every(HOUR, "suggest_categories"),
    "catalog_search: learn from clicks": every(HOUR, "learn_from_clicks"),
    "catalog_search: look at photos": every(HOUR, "check_quality"),
    "catalog_search: compare rows and points": every(DAY, "reconcile_index"),
}
"""A timetable for CELERY_BEAT_SCHEDULE: plain values, to be merged with a project's own."""


class EncodingTask(Task):
    """A task that uses the model, so it refuses to run torch in a forked pool."""

    abstract = True

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        from catalog_search.indexing import prefork
        from catalog_search.models.indexing import collections

        with collections.serving():
            prefork.refuse_torch()


@shared_task(name="catalog_search.sync_all", **RUN)
def sync_all(self: Task, *, full: bool = False, **kwargs: Any) -> None:
    """Sync each configured store in a separate task; with `full` everything is read."""
    from catalog_search import conf

    for slug in conf.settings().stores:
        sync_catalog.delay(store=slug, full=full)


@shared_task(name="catalog_search.sync_catalog", **RETRY)
def sync_catalog(self: Task, *, store: str, full: bool = False, **kwargs: Any) -> None:
    """Sync a store with its source, then index it."""
    from catalog_search.models import stores
    from catalog_search.sync import sync_store

    try:
        sync_store(stores.open_store(store), full=full)
    except SyncRunning:
        if full:
            raise self.retry(countdown=MINUTE) from None
        # The other sync is doing this work.
        return
    wake_indexing()


@shared_task(name="catalog_search.index_photos", base=EncodingTask, **RETRY)
def index_photos(self: Task, **kwargs: Any) -> None:
    """Index up to CHUNK stale photos; if there may be more, continue in another task.

    First do what was asked for on the desk: decisions on many products, and another model.
    """
    from catalog_search.categories import requests
    from catalog_search.indexing import photos
    from catalog_search.indexing.changing_model import switching

    requests.carry_out_requests()
    switching.carry_out_requests()
    if photos.index_stale(limit=CHUNK, patient=True).total >= CHUNK:
        index_photos.delay()


@shared_task(name="catalog_search.index_next_model", base=EncodingTask, **RETRY)
def index_next_model(self: Task, **kwargs: Any) -> None:
    """Fill the collection of NEXT_ENCODER, if there is one to fill; more in another task."""
    from catalog_search.indexing.changing_model import next_model

    try:
        if next_model.fill_next(limit=NEXT_CHUNK).total >= NEXT_CHUNK:
            index_next_model.delay()
    except CollectionBusy:
        # Another worker is at it.
        return


@shared_task(name="catalog_search.prepare_index", **PREPARE)
def prepare_index(self: Task, **kwargs: Any) -> None:
    """Build what makes the index's searches cheap, unless another worker is at it."""
    from catalog_search.indexing.changing_model import switching

    switching.prepare_collections()


@shared_task(name="catalog_search.suggest_categories", base=EncodingTask, **RETRY)
def suggest_categories(self: Task, **kwargs: Any) -> None:
    """Update the open category suggestions of every store."""
    from catalog_search import conf
    from catalog_search.categories import suggest
    from catalog_search.models import stores

    for slug in conf.settings().stores:
        suggest(stores.open_store(slug))


@shared_task(name="catalog_search.learn_from_clicks", **RUN)
def learn_from_clicks(self: Task, **kwargs: Any) -> None:
    """Compute anew which products clicks move up, in every store; nothing without CLICK_BOOST."""
    from catalog_search import conf
    from catalog_search.models import stores
    from catalog_search.search import clicks

    for slug in conf.settings().stores:
        clicks.renew(stores.open_store(slug))


@shared_task(name="catalog_search.check_quality", **RETRY)
def check_quality(self: Task, **kwargs: Any) -> None:
    """Look at photos of every store that were indexed since the last time."""
    from catalog_search import conf
    from catalog_search.indexing import quality
    from catalog_search.models import stores

    for slug in conf.settings().stores:
        quality.check(stores.open_store(slug), NEXT_CHUNK)


@shared_task(name="catalog_search.reconcile_index", **RETRY)
def reconcile_index(self: Task, **kwargs: Any) -> None:
    """Repair differences between rows and index, then index what was missing."""
    from catalog_search.indexing import reconcile

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
    from catalog_search.models import databases

    databases.on_commit(lambda: index_photos.delay(), robust=True)
