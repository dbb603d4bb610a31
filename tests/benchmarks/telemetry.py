"""What metrics, spans and log lines cost a text page: python -m tests.benchmarks.telemetry

A shop of 50 invented products behind fakes, so that little else takes time. The same search is
asked with nothing on (no middleware, neither library) and with all of it: metrics that processes
share, an SDK that exports spans in batches, and a JSON line per request. CPU of all threads.
With --rows FOLDER, a shop that tests.benchmarks.growth kept, also what looking up the gauges costs.
"""

import argparse
import gc
import io
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="telemetry-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402  prometheus-client looks for the folder when it is imported
import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402
from opentelemetry import trace  # noqa: E402
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider  # noqa: E402
from opentelemetry.sdk.trace import export as exports  # noqa: E402
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio  # noqa: E402

ROUNDS = 500
MIDDLEWARE = "catalog_search.operations.middleware.request_telemetry"


class Nowhere(exports.SpanExporter):
    """Drops the spans: what sending them costs depends on the exporter and on sampling."""

    def export(self, spans: Sequence[ReadableSpan]) -> exports.SpanExportResult:
        return exports.SpanExportResult.SUCCESS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=Path, help="folder of a shop of tests.benchmarks.growth")
    parser.add_argument("--sampled", type=float, default=1.0, help="share of pages with spans")
    options = parser.parse_args()
    if options.rows:
        gauges_of(options.rows)
        return
    settings.DATABASES["default"]["NAME"] = Path(FOLDER.name) / "shop.sqlite3"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "SEARCHES_PER_MINUTE": 10**9}
    django.setup()
    off, on = pages(options.sampled)
    costs: dict[str, list[float]] = {"off": [], "on": []}
    gc.collect()
    gc.freeze()
    for place in range(ROUNDS):
        for name, ask in (("off", off), ("on", on))[:: 1 if place % 2 else -1]:
            costs[name].append(ask())
    for name, each in costs.items():
        say(f"{name:4} {statistics.median(each):.3f} ms of CPU a page (median of {ROUNDS})")
    for share in (10, 25, 50):
        off_cost, on_cost = (np.percentile(costs[name], share) for name in ("off", "on"))
        say(f"more at the {share}th percentile: {on_cost - off_cost:.3f} ms")


def pages(sampled: float) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return the same page without and with everything on."""
    from django.core.management import call_command
    from django.test import Client

    from catalog_search.telemetry import metrics, tracing
    from catalog_search.telemetry.logs import JsonFormatter
    from tests.support.shops.factories import make_indexed_photo, make_product

    call_command("migrate", verbosity=0)
    for number in range(50):
        make_indexed_photo(make_product(title=f"blue thing {number}", price=number), "blue")
    provider = TracerProvider(sampler=ParentBasedTraceIdRatio(sampled))
    provider.add_span_processor(exports.BatchSpanProcessor(Nowhere()))
    trace.set_tracer_provider(provider)
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    level = logging.getLogger("catalog_search.requests")
    instruments, tracer = metrics.INSTRUMENTS, tracing.TRACER

    def page(*, everything: bool) -> Callable[[], float]:
        client, every = Client(headers={"host": "localhost"}), list(settings.MIDDLEWARE)
        settings.MIDDLEWARE = [each for each in every if everything or each != MIDDLEWARE]
        client.handler.load_middleware()
        settings.MIDDLEWARE = every

        def ask() -> float:
            metrics.INSTRUMENTS = instruments if everything else None
            tracing.TRACER = tracer if everything else None
            if level.level != (wanted := logging.INFO if everything else logging.WARNING):
                level.setLevel(wanted)
                level.isEnabledFor(wanted)
            before = time.process_time()
            answer = client.get("/", {"q": "blue thing"})
            used = 1000 * (time.process_time() - before)
            assert answer.status_code == 200
            return used

        ask()
        return ask

    return page(everything=False), page(everything=True)


def gauges_of(folder: Path) -> None:
    from tests.benchmarks import large_shop

    large_shop.set_up(folder)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from catalog_search.operations import gauges

    list(gauges.read())
    before = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        families = list(gauges.read())
    used = 1000 * (time.process_time() - before)
    for family in families:
        say(f"{family.name}: {[sample.value for sample in family.samples]}")
    say(f"{used:.1f} ms of CPU, {len(captured)} queries")


def say(text: str) -> None:
    print(text)  # noqa: T201


if __name__ == "__main__":
    main()
