"""Counters, gauges and histograms of this process, in the default registry of prometheus-client.

Several processes of a machine are added up where PROMETHEUS_MULTIPROC_DIR names a folder.
"""

import logging
from collections.abc import Callable, Mapping

from catalog_search.exceptions import (
    CatalogSearchError,
    ClassifierUnavailable,
    DetectorUnavailable,
    EncoderUnavailable,
    IndexMismatch,
    IndexUnavailable,
    SourceUnavailable,
)

try:
    import prometheus_client
except ImportError:  # the extra [metrics] is not installed
    prometheus_client = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)

REQUEST_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10)
STAGE_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
"""Seconds."""

ENGINES: dict[type[CatalogSearchError], str] = {
    EncoderUnavailable: "encoder",
    IndexUnavailable: "vector index",
    IndexMismatch: "vector index",
    DetectorUnavailable: "detector",
    ClassifierUnavailable: "classifier",
    SourceUnavailable: "source",
}
STATES = {"closed": 0, "half-open": 1, "open": 2}


class Instruments:
    """All metrics that processes write themselves. Labels have values from code and settings."""

    def __init__(self) -> None:
        counter, histogram = prometheus_client.Counter, prometheus_client.Histogram
        self.searches = counter(
            "catalog_search_searches_total",
            "Searches by kind (text, browse, photo, look, similar, camera) and how sure the first "
            "answer is (strong, related, nothing, degraded; listed where nothing is compared).",
            ["store", "kind", "band"],
        )
        self.requests = histogram(
            "catalog_search_request_seconds",
            "Seconds that a page or an API call took.",
            ["view"],
            buckets=REQUEST_BUCKETS,
        )
        self.stages = histogram(
            "catalog_search_stage_seconds",
            "Seconds that a request or task spent in a stage: parse, encode, index, database, "
            "judge, facets, template, source.",
            ["stage"],
            buckets=STAGE_BUCKETS,
        )
        self.degraded = counter(
            "catalog_search_degraded_total", "Answers that went without an engine.", ["engine"]
        )
        self.breaker = prometheus_client.Gauge(
            "catalog_search_breaker_state",
            "0 the engine is asked, 1 the next call is a probe, 2 it is left alone; of several "
            "processes the highest.",
            ["engine"],
            multiprocess_mode="livemax",
        )
        self.indexed = counter(
            "catalog_search_indexed_photos_total",
            "Photos that indexing handled, by outcome.",
            ["store", "outcome"],
        )
        self.syncs = counter(
            "catalog_search_sync_runs_total", "Sync runs that ended.", ["store", "state"]
        )


INSTRUMENTS = Instruments() if prometheus_client else None
TOLD: set[str] = set()


def write(record: Callable[[Instruments], object]) -> None:
    """Record something, or log once in this process that it cannot be recorded."""
    if INSTRUMENTS is None:
        return
    try:
        record(INSTRUMENTS)
    except Exception as error:
        if type(error).__name__ not in TOLD:
            TOLD.add(type(error).__name__)
            logger.warning("Metrics cannot be written; this is not logged again.", exc_info=True)


def searched(store: str, kind: str, band: str) -> None:
    write(lambda to: to.searches.labels(store, kind, band).inc())


def observe_request(view: str, seconds: float) -> None:
    write(lambda to: to.requests.labels(view).observe(seconds))


def observe_stage(name: str, seconds: float) -> None:
    write(lambda to: to.stages.labels(name).observe(seconds))


def degraded(error: CatalogSearchError) -> None:
    """Count an answer that went without the engine that raised this error."""
    engine = next((name for kind, name in ENGINES.items() if isinstance(error, kind)), "other")
    write(lambda to: to.degraded.labels(engine).inc())


def breaker_state(engine: str, state: str) -> None:
    """Note whether this process asks the engine: closed, half-open or open."""
    write(lambda to: to.breaker.labels(engine).set(STATES[state]))


def count_indexed(
    store: str, before: Mapping[str, int], outcomes: Mapping[str, int]
) -> Mapping[str, int]:
    """Count what a run has handled since `before`, by outcome; return `outcomes`."""
    for name, count in outcomes.items():
        if more := count - before.get(name, 0):
            add_indexed(store, name, more)
    return outcomes


def add_indexed(store: str, outcome: str, count: int) -> None:
    write(lambda to: to.indexed.labels(store, outcome).inc(count))


def sync_ended(store: str, state: str) -> None:
    write(lambda to: to.syncs.labels(store, state).inc())
