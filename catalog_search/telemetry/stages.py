"""Stages of a request: each is a span and an observation of its seconds."""

from contextlib import AbstractContextManager, ContextDecorator
from time import perf_counter
from types import TracebackType

from catalog_search.telemetry import metrics, tracing


class Stage(ContextDecorator):
    """A `with` block, or a function that it decorates, that is timed."""

    def __init__(self, name: str, call: str = "") -> None:
        self.name, self.call = name, call

    def _recreate_cm(self) -> "Stage":
        # A decorated function may run in several threads at once.
        return Stage(self.name, self.call)

    def __enter__(self) -> None:
        self.span: AbstractContextManager[None] = tracing.span(
            f"{self.name} {self.call}" if self.call else self.name
        )
        self.span.__enter__()
        self.start = perf_counter()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        metrics.observe_stage(self.name, perf_counter() - self.start)
        self.span.__exit__(kind, error, traceback)


def stage(name: str) -> Stage:
    """Return what times a stage: parse, encode, index, database, judge, facets, template."""
    return Stage(name)


def engine_call(engine: str, call: str) -> Stage:
    """Return what times a call of an engine, as a stage of the engine's name."""
    return Stage(engine, call)
