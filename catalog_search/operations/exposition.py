"""The text that Prometheus reads: this process's metrics, or all of its machine's, and gauges."""

import os
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIServer

from catalog_search import conf

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def is_installed() -> bool:
    """Return whether the extra [metrics] is installed."""
    return find_spec("prometheus_client") is not None


def text() -> bytes:
    """Return the metrics in Prometheus' text format; needs the extra [metrics]."""
    from prometheus_client import CollectorRegistry, generate_latest

    from catalog_search.operations.gauges import Rows

    rows = CollectorRegistry(auto_describe=False)
    rows.register(conf.once("gauges", Rows))
    return bytes(generate_latest(written()) + generate_latest(rows))


def written() -> "CollectorRegistry":
    """Return the registry of what processes wrote: of all where they share a folder."""
    from prometheus_client import REGISTRY, CollectorRegistry, multiprocess

    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def serve(port: int, address: str = "127.0.0.1") -> tuple[WSGIServer, Thread]:
    """Serve what this machine's processes wrote, for a worker that no web server is in front of.

    Without the gauges from the database, and to whoever reaches the port: keep it private.
    """
    from prometheus_client import start_http_server

    return start_http_server(port, address, written())


def forget_process(pid: int) -> None:
    """Leave out the gauges of a process that ended; its counters stay in the sums."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR") and is_installed():
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
