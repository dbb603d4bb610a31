"""A limit on the CPU of a test: what is read in 2**n ways would take days."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 10
"""Of this process's CPU, many times what the slowest test takes."""


@contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Fail if what runs within takes more of this process's CPU."""

    def stop(*_: object) -> None:
        raise AssertionError(f"It takes more than {seconds} seconds of CPU.")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
