"""A circuit breaker: an engine that keeps callers waiting is left alone for a while."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Literal, TypeVar

from catalog_search import telemetry
from catalog_search.exceptions import CatalogSearchError, message_of
from catalog_search.exceptions import message as _

logger = logging.getLogger(__name__)
T = TypeVar("T")

SLOW_SECONDS = 0.5
"""One outage that took this long opens the breaker; quicker ones must follow on each other. A page
waits no longer than a second for all of them, so that one that hangs takes less than that."""
MAX_QUICK_OUTAGES = 3
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 60.0
"""Seconds until the engine is asked again; doubled after each probe that fails."""


@dataclass(frozen=True, slots=True)
class BreakerState:
    """Whether an engine is asked: `reason` is its last outage while it is not, else ""."""

    name: str
    state: Literal["closed", "open", "half-open"]
    """Half-open: the pause is over, and the next call is the probe."""
    reason: str = ""


class CircuitBreaker:
    """Passes calls on until `outage` is raised, then refuses them with the same error at once.

    After a pause one call is let through as a probe. If it is answered the breaker closes, if not
    the pause doubles. Any other exception is an answer, and so is one of `answers`. Threads may
    share a breaker.
    """

    def __init__(
        self,
        name: str,
        outage: type[CatalogSearchError],
        clock: Callable[[], float] = time.monotonic,
        *,
        answers: type[CatalogSearchError] | tuple[()] = (),
        slow: float = SLOW_SECONDS,
    ) -> None:
        self.name, self.outage, self.clock, self.answers = name, outage, clock, answers
        self.slow = slow
        """Seconds after which one outage is enough."""
        self.lock = Lock()
        self.outages = 0
        self.pause = 0.0
        """0 while the breaker is closed."""
        self.retry_at = 0.0
        self.reason = ""
        self.period = 0
        """Rises when the breaker opens and with each probe: a call that began before is ignored."""
        telemetry.breaker_state(name, "closed")

    def call(self, ask: Callable[[], T]) -> T:
        """Return what `ask` returns. Raises `outage` at once while the breaker is open."""
        period, start = self.admit(), self.clock()
        try:
            answer = ask()
        except self.answers:
            self.record_answer(period)
            raise
        except self.outage as error:
            self.record_outage(period, message_of(error), self.clock() - start)
            raise
        except Exception:
            self.record_answer(period)
            raise
        except BaseException:
            self.record_nothing(period)
            raise
        self.record_answer(period)
        return answer

    def state(self) -> BreakerState:
        with self.lock:
            if not self.pause:
                return BreakerState(self.name, "closed")
            is_over = self.clock() >= self.retry_at
            return BreakerState(self.name, "half-open" if is_over else "open", self.reason)

    def admit(self) -> int:
        with self.lock:
            if self.pause:
                left = self.retry_at - self.clock()
                if left > 0:
                    raise self.outage(
                        _(
                            "%(reason)s It is asked again in %(left)s s.",
                            reason=self.reason,
                            left=f"{left:.0f}",
                        )
                    )
                # The others wait for this probe, for as long as another pause.
                self.retry_at = self.clock() + self.pause
                self.period += 1
                telemetry.breaker_state(self.name, "half-open")
            return self.period

    def record_outage(self, period: int, reason: str, seconds: float) -> None:
        with self.lock:
            if period != self.period:
                return
            self.outages += MAX_QUICK_OUTAGES if seconds >= self.slow else 1
            if self.pause or self.outages >= MAX_QUICK_OUTAGES:
                self.pause = min(2 * self.pause or FIRST_PAUSE, LONGEST_PAUSE)
                self.retry_at = self.clock() + self.pause
                self.period += 1
                self.reason = reason
                telemetry.breaker_state(self.name, "open")
                logger.warning(
                    "The %s is not asked for %.0f s: %s", self.name, self.pause, self.reason
                )

    def record_answer(self, period: int) -> None:
        with self.lock:
            if period != self.period:
                return
            if self.pause:
                telemetry.breaker_state(self.name, "closed")
                logger.info("The %s answers again.", self.name)
            self.outages, self.pause, self.reason = 0, 0.0, ""

    def record_nothing(self, period: int) -> None:
        """Let the next call probe: this one was interrupted."""
        with self.lock:
            if period == self.period and self.pause:
                self.retry_at = self.clock()
