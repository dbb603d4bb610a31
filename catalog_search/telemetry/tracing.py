"""Spans by opentelemetry-api, which does nothing until the project sets up an SDK.

Attributes are names from code and settings, and numbers. An error is told by its type alone: its
message may name a server.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

try:
    from opentelemetry import context as contexts
    from opentelemetry import propagate, trace
except ImportError:  # the extra [tracing] is not installed
    trace = None  # type: ignore[assignment]

Attribute = str | int | float | bool


@contextmanager
def span(name: str, **attributes: Attribute) -> Iterator[None]:
    """Run the block as a span below the current one; also a decorator."""
    if trace is None:
        yield
        return
    started = trace.get_tracer("catalog_search").start_as_current_span(
        name,
        attributes={f"catalog_search.{key}": value for key, value in attributes.items()},
        record_exception=False,
        set_status_on_exception=False,
    )
    with started as current:
        try:
            yield
        except BaseException as error:
            current.set_status(trace.StatusCode.ERROR, type(error).__name__)
            raise


def set_attributes(**attributes: Attribute) -> None:
    """Add attributes to the current span."""
    if trace is not None:
        current = trace.get_current_span()
        for key, value in attributes.items():
            current.set_attribute(f"catalog_search.{key}", value)


def carrier() -> dict[str, str]:
    """Return the headers that let another process go on with the current trace."""
    headers: dict[str, str] = {}
    if trace is not None:
        propagate.inject(headers)
    return headers


@contextmanager
def continued(headers: Mapping[str, str]) -> Iterator[None]:
    """Run the block within the trace that these headers, from `carrier`, name."""
    if trace is None:
        yield
        return
    token = contexts.attach(propagate.extract(headers, contexts.get_current()))
    try:
        yield
    finally:
        contexts.detach(token)


def ids() -> dict[str, str]:
    """Return the ids of the current trace and span, in hex; {} if there is none."""
    current = trace.get_current_span().get_span_context() if trace else None
    if current is None or not current.is_valid:
        return {}
    return {"trace_id": f"{current.trace_id:032x}", "span_id": f"{current.span_id:016x}"}
