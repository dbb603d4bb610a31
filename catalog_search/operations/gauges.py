"""Metrics that are looked up when Prometheus asks: rows that wait, the last sync, queues.

Each process that serves /metrics tells the same numbers, so dashboards take their maximum.
"""

import logging
import threading
import time
from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from catalog_search import conf
from catalog_search.models import Photo, PointToDelete, Store, SyncRun
from catalog_search.operations import readiness
from catalog_search.operations.probes import Probe

logger = logging.getLogger(__name__)

KEPT = 10.0
"""Seconds for which looked-up numbers are kept."""


class Rows(Collector):
    """Gauges from the database, by a few indexed queries for each store."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.gauges: list[GaugeMetricFamily] = []
        self.read_at = float("-inf")

    def describe(self) -> list[GaugeMetricFamily]:
        """Return nothing, so that registering asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges; none of the database's where it does not answer."""
        with self.lock:
            if time.monotonic() - self.read_at >= KEPT:
                try:
                    self.gauges = list(read())
                except DatabaseError:
                    logger.warning("Metrics of rows are left out.", exc_info=True)
                    self.gauges = []
                self.read_at = time.monotonic()
        yield from self.gauges
        yield from queues()


def read() -> Iterator[GaugeMetricFamily]:
    stale = gauge("stale_photos", "Photos to be indexed: new, changed, or of changed products.")
    quarantined = gauge("quarantined_photos", "Photos that could not be read or embedded.")
    since = gauge("seconds_since_sync", "Seconds since the last complete sync ended.")
    for store in Store.objects.filter(slug__in=conf.settings().stores).order_by("slug"):
        photos, label = Photo.objects.filter(store=store).order_by(), [store.slug]
        stale.add_metric(label, photos.filter(behind=1).count())
        quarantined.add_metric(label, photos.filter(state=Photo.State.QUARANTINED).count())
        if ended := last_sync(store):
            since.add_metric(label, (timezone.now() - ended).total_seconds())
    to_delete = GaugeMetricFamily(
        "catalog_search_points_to_delete",
        "Points of deleted photos that are still in the index.",
        value=PointToDelete.objects.count(),
    )
    yield from (stale, quarantined, since, to_delete)


def gauge(name: str, about: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"catalog_search_{name}", about, labels=["store"])


def last_sync(store: Store) -> datetime | None:
    done = SyncRun.objects.filter(store=store, state=SyncRun.State.DONE)
    newest = done.order_by("-started_at").values_list("finished_at", flat=True)[:1]
    return next(iter(newest), None)


def queues() -> Iterator[GaugeMetricFamily]:
    """Yield how many messages wait, nothing where that is unknown."""
    probe: Probe[dict[str, int]] = conf.once("queues", lambda: Probe(readiness.queue_depths))
    depths = probe.answer().value if conf.settings().queue_depths else None
    if depths:
        family = GaugeMetricFamily(
            "catalog_search_queue_depth", "Messages waiting in a queue.", labels=["queue"]
        )
        for name, count in sorted(depths.items()):
            family.add_metric([name], count)
        yield family
