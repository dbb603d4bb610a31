"""Questions to engines that may not answer: each waits for a bounded time, in its own thread."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from django.db import connections

T = TypeVar("T")
State = Literal["ok", "down", "loading", "unknown"]

TIMEOUT = 1.0
"""Seconds to wait for an answer."""
KEPT = 1.0
"""Seconds for which an answer stands, so that the probes of many load balancers cost one."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """An engine's answer, or the reason why there is none, and how long that took."""

    state: State
    milliseconds: float
    detail: str = ""
    value: T | None = None


class Asking(Generic[T]):
    """One question that is under way."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self.ask = ask
        self.done = threading.Event()
        self.began = self.ended = time.monotonic()
        self.answer: Answer[T] | None = None
        threading.Thread(target=self.work, name="catalog_search probe", daemon=True).start()

    def work(self) -> None:
        try:
            value, state, detail = self.ask(), "ok", ""
        except Exception as error:
            value, state, detail = None, "down", f"{type(error).__name__}: {error}"
        finally:
            # This thread's own: a pool or another probe opens others.
            connections.close_all()
        self.ended = time.monotonic()
        took = 1000 * (self.ended - self.began)
        self.answer = Answer(state, round(took, 1), detail, value)  # type: ignore[arg-type]
        self.done.set()

    def is_over(self) -> bool:
        return self.done.is_set() and time.monotonic() - self.ended >= KEPT


class Probe(Generic[T]):
    """Asks again when the last answer is older than KEPT, and never twice at the same time."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self.ask = ask
        self.lock = threading.Lock()
        self.asking: Asking[T] | None = None

    def begin(self) -> Asking[T]:
        with self.lock:
            if self.asking is None or self.asking.is_over():
                self.asking = Asking(self.ask)
            return self.asking

    def answer(self, timeout: float = TIMEOUT) -> Answer[T]:
        """Return the answer, "down" if there is none within `timeout` seconds from now."""
        asking = self.begin()
        if asking.done.wait(timeout) and asking.answer:
            return asking.answer
        waited = 1000 * (time.monotonic() - asking.began)
        return Answer("down", round(waited, 1), f"No answer after {waited / 1000:.1f} s.")
