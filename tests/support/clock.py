"""A clock that stands still, for what depends on the time of day."""

from collections.abc import Callable
from datetime import datetime

import pytest

from catalog_search.models import clock

SetClock = Callable[[datetime], None]


def clock_of(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Return a function that sets the clock by which prices count."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock
