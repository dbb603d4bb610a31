"""How long a page waits for engines: a time for all its calls together, not for each.

Only time spent in engines counts, so that a slow template, or a model that loads, takes nothing of
it. Outside a page there is no limit.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class EngineTime:
    """The seconds that a page may still spend waiting for engines."""

    def __init__(self, seconds: float, clock: Callable[[], float] | None = None) -> None:
        self.seconds, self.clock = seconds, clock or time.monotonic
        self.spent = 0.0
        self.asked_at: float | None = None

    def left(self) -> float:
        running = 0.0 if self.asked_at is None else self.clock() - self.asked_at
        return self.seconds - self.spent - running

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Count the time until the block ends."""
        if self.asked_at is not None:
            yield
            return
        self.asked_at = self.clock()
        try:
            yield
        finally:
            self.spent += self.clock() - self.asked_at
            self.asked_at = None


PAGE: ContextVar[EngineTime | None] = ContextVar("engine time of the page", default=None)


@contextmanager
def page_time(engine_time: EngineTime) -> Iterator[None]:
    """Let calls of engines within the block share this time."""
    token = PAGE.set(engine_time)
    try:
        yield
    finally:
        PAGE.reset(token)


@contextmanager
def one_page(seconds: float) -> Iterator[None]:
    """Give the block `seconds` for engines, unless it is part of a page that has its time."""
    if PAGE.get() is not None:
        yield
        return
    with page_time(EngineTime(seconds)):
        yield


def within(seconds: float) -> float:
    """Return how long one call may take that could take `seconds`: 0 or less if no time is left."""
    page = PAGE.get()
    return seconds if page is None else min(seconds, page.left())
