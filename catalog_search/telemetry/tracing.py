"""Spans by opentelemetry-api, which does nothing until the project sets up an SDK.

Attributes are names from code and settings, and numbers. An error is told by its type alone: its
message may name a server.
"""

from collections.abc import Iterator, Mapping
from contextlib import ContextDecorator, contextmanager
from types import TracebackType

try:
    from opentelemetry import context as contexts
    from opentelemetry import propagate, trace
except ImportError:  # the extra [tracing] is not installed
    trace = None  # type: ignore[assignment]

Attribute = str | int | float | bool


TRACER = trace.get_tracer("catalog_search") if trace else None


def started_span(name: str, attributes: Mapping[str, Attribute] | None) -> "trace.Span | None":
    """Return a new span; None without the library, or below one that is not sampled."""
    if TRACER is None:
        return None
    current = trace.get_current_span().get_span_context()
    if current.is_valid and not current.trace_flags.sampled:
        return None
    return TRACER.start_span(name, attributes=attributes)


class Span(ContextDecorator):
    """A `with` block, or a function that it decorates, that is a span below the current one.

    As cheap as can be: a page has ten.
    """

    __slots__ = ("attributes", "name", "started", "token")

    def __init__(self, name: str, attributes: Mapping[str, Attribute] | None = None) -> None:
        self.name, self.attributes = name, attributes

    def _recreate_cm(self) -> "Span":
        # A decorated function may run in several threads at once.
        return Span(self.name, self.attributes)

    def __enter__(self) -> None:
        self.started = started_span(self.name, self.attributes)
        if self.started is not None:
            self.token = contexts.attach(trace.set_span_in_context(self.started))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.started is not None:
            contexts.detach(self.token)
            if kind is not None:
                self.started.set_status(trace.StatusCode.ERROR, kind.__name__)
            self.started.end()


def span(name: str, **attributes: Attribute) -> Span:
    """Return a span to run a block in; its attributes are put under the package's name."""
    return Span(name, {f"catalog_search.{key}": value for key, value in attributes.items()})


def set_attributes(**attributes: Attribute) -> None:
    """Add attributes to the current span."""
    if TRACER is not None:
        current = trace.get_current_span()
        for key, value in attributes.items():
            current.set_attribute(f"catalog_search.{key}", value)


def carrier() -> dict[str, str]:
    """Return the headers that let another process go on with the current trace."""
    headers: dict[str, str] = {}
    if TRACER is not None:
        propagate.inject(headers)
    return headers


@contextmanager
def continued(headers: Mapping[str, str]) -> Iterator[None]:
    """Run the block within the trace that these headers, from `carrier`, name."""
    if TRACER is None:
        yield
        return
    token = contexts.attach(propagate.extract(headers, contexts.get_current()))
    try:
        yield
    finally:
        contexts.detach(token)


def ids() -> dict[str, str]:
    """Return the ids of the current trace and span, in hex; {} if there is none."""
    current = trace.get_current_span().get_span_context() if TRACER else None
    if current is None or not current.is_valid:
        return {}
    return {"trace_id": f"{current.trace_id:032x}", "span_id": f"{current.span_id:016x}"}
