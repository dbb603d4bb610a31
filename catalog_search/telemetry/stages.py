"""Stages of a request: each is a span, and its seconds in all are observed once."""

from time import perf_counter
from types import TracebackType

from catalog_search.telemetry import metrics
from catalog_search.telemetry.context import WORK
from catalog_search.telemetry.tracing import Span


class Stage(Span):
    """A span whose seconds are counted as those of a stage."""

    __slots__ = ("stage", "start")

    def __init__(self, stage: str, name: str) -> None:
        super().__init__(name)
        self.stage = stage

    def _recreate_cm(self) -> "Stage":
        return Stage(self.stage, self.name)

    def __enter__(self) -> None:
        super().__enter__()
        self.start = perf_counter()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        seconds, work = perf_counter() - self.start, WORK.get()
        if work is None:
            metrics.observe_stage(self.stage, seconds)
        else:
            # Summed up and observed once, at the end of the request: that costs a fifth.
            work.seconds[self.stage] = work.seconds.get(self.stage, 0.0) + seconds
        super().__exit__(kind, error, traceback)


def stage(name: str) -> Stage:
    """Return what times a stage: parse, encode, index, database, judge, facets, template."""
    return Stage(name, name)


def engine_call(engine: str, call: str) -> Stage:
    """Return what times a call of an engine, as a stage of the engine's name."""
    return Stage(engine, f"{engine} {call}")
