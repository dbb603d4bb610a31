"""A clock that stands still, for what depends on the time of day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from catalog_search.models import clock

SetClock = Callable[[datetime], None]

BEGINS, IS_OVER = datetime(2026, 11, 27, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
"""Of the sales of tests."""
SECOND = timedelta(seconds=1)


def clock_of(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Return a function that sets the clock by which prices count."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets the clock, which stands at the last second before BEGINS."""
    set_clock = clock_of(monkeypatch)
    set_clock(BEGINS - SECOND)
    return set_clock
