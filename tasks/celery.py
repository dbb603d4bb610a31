"""The Celery app and its schedule. Pending work is in the database, so messages may get lost."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60

UNACKNOWLEDGED = 2 * HOUR
"""After so long the broker sends a task again that no worker has acknowledged.

Tasks are acknowledged at their end: one that failed waits in its worker (10 minutes at most),
perhaps for another task (30), and runs (30). RabbitMQ is told by deploy/rabbitmq.conf.
"""


def every(seconds: int, task: str) -> dict[str, Any]:
    """Return an entry of the timetable. A message is dropped once the next one is sent."""
    return {
        "task": f"tasks.catalog.{task}",
        "schedule": seconds,
        "options": {"expires": seconds},
    }


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
    task_time_limit=30 * MINUTE,
    task_soft_time_limit=25 * MINUTE,
    broker_connection_retry_on_startup=True,
    # None is "for ever": a worker outlives any restart of its broker.
    broker_connection_max_retries=None,
    # A broker that takes connections and says nothing is left after this many seconds (RabbitMQ).
    broker_heartbeat=60,
    broker_transport_options={
        # Valkey and Redis.
        "visibility_timeout": UNACKNOWLEDGED,
        # Look for the tasks of dead workers every few seconds; the default is every 100 s.
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        # RabbitMQ: a message counts as sent when the broker has it.
        "confirm_publish": True,
    },
    beat_schedule={
        "sync every store": every(15 * MINUTE, "sync_all"),
        "index what is stale": every(MINUTE, "index_photos"),
        "fill the next model's collection": every(5 * MINUTE, "index_next_model"),
        "prepare the index": every(10 * MINUTE, "prepare_index"),
        "suggest categories": every(HOUR, "suggest_categories"),
        "look at photos": every(HOUR, "check_quality"),
        "compare rows and points": every(DAY, "reconcile"),
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
