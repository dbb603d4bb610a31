"""The Celery app and its schedule. Pending work is in the database, so messages may get lost."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

app = Celery("tasks", include=["tasks.catalog"])
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    task_ignore_result=True,
    # A killed worker's task is run again. MAX_ATTEMPTS per photo prevents an endless loop.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=30 * 60,
    task_soft_time_limit=25 * 60,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        # Longer than any task runs but prepare_index, which may be started twice.
        "visibility_timeout": 60 * 60,
        # Look for the tasks of dead workers every few seconds; the default is every 100 s.
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    },
    beat_schedule={
        "sync every store": {"task": "tasks.catalog.sync_all", "schedule": 15 * 60},
        "index what is stale": {"task": "tasks.catalog.index_photos", "schedule": 60},
        "fill the next model's collection": {
            "task": "tasks.catalog.index_next_model",
            "schedule": 5 * 60,
        },
        "prepare the index": {"task": "tasks.catalog.prepare_index", "schedule": 10 * 60},
        "suggest categories": {"task": "tasks.catalog.suggest_categories", "schedule": 60 * 60},
        "compare rows and points": {"task": "tasks.catalog.reconcile", "schedule": 24 * 60 * 60},
    },
)
app.config_from_object("django.conf:settings", namespace="CELERY")


@worker_init.connect
def serve_metrics(**kwargs: Any) -> None:
    """Serve the metrics of a worker's machine, where SHOP_METRICS_PORT says so.

    The tasks run in processes of their own, so PROMETHEUS_MULTIPROC_DIR must name a folder.
    """
    if port := os.environ.get("SHOP_METRICS_PORT"):
        # Here: it reads the settings, which are not there yet when this module is imported.
        from catalog_search.operations import exposition

        exposition.serve(int(port), os.environ.get("SHOP_METRICS_ADDRESS", "127.0.0.1"))
