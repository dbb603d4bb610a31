"""A shop, counters that start at nothing, and spans that are kept in memory."""

from collections.abc import Callable, Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY

from tests.views.conftest import clean, shop

__all__ = ["clean", "shop"]

Counted = Callable[..., float]
EXPORTER = InMemorySpanExporter()


@pytest.fixture
def counted() -> Counted:
    """Return a function of a sample's name and labels: by how much it rose in this test."""
    before = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in REGISTRY.collect()
        for sample in family.samples
    }

    def rise(name: str, **labels: str) -> float:
        value = REGISTRY.get_sample_value(f"catalog_search_{name}", labels) or 0.0
        return value - before.get((f"catalog_search_{name}", *sorted(labels.items())), 0.0)

    return rise


@pytest.fixture(scope="session")
def provider() -> TracerProvider:
    """The one SDK of this process: opentelemetry takes no second."""
    made = TracerProvider()
    made.add_span_processor(SimpleSpanProcessor(EXPORTER))
    trace.set_tracer_provider(made)
    return made


@pytest.fixture
def spans(provider: TracerProvider) -> Iterator[Callable[[], dict[str, ReadableSpan]]]:
    """Return a function: the spans that ended in this test, by name, of equal ones the last."""
    EXPORTER.clear()
    yield lambda: {span.name: span for span in EXPORTER.get_finished_spans()}
    EXPORTER.clear()
