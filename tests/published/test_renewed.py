"""Values that a process keeps: newer ones are loaded beside requests, also after a failure."""

from types import SimpleNamespace
from typing import Any

import pytest

from catalog_search import conf
from catalog_search.models import databases
from catalog_search.published import renewed

STORE: Any = SimpleNamespace(pk=1, slug="demo")


class Source:
    """Loads a value that says where it was read; the loads whose number is named fail."""

    def __init__(self, *failing: int) -> None:
        self.loads, self.failing = 0, failing

    def load(self, store: Any) -> Any:
        self.loads += 1
        if self.loads in self.failing:
            raise OSError("the database is away")
        return SimpleNamespace(of_primary=databases.READS_PRIMARY.get(), number=self.loads)


def read(source: Source, version: int) -> Any:
    """Return what a request gets, once the thread that it may have started is done."""
    value = renewed.of_store("words", STORE, version, source.load)
    with renewed.entry_of("words", STORE).renewal:
        return value


@pytest.fixture(autouse=True)
def nothing_kept(settings: Any) -> None:
    conf.BUILT.pop("kept words", None)


def test_every_value_is_read_from_the_primary() -> None:
    source = Source()
    values = [read(source, version) for version in (1, 2, 2)]
    assert [(each.number, each.of_primary) for each in values] == [(1, True), (1, True), (2, True)]


def test_a_renewal_that_failed_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source(2)
    assert [read(source, version).number for version in (1, 2, 2, 2)] == [1, 1, 1, 1]
    assert source.loads == 2
    monkeypatch.setattr(renewed, "RETRY_SECONDS", 0)
    assert [read(source, 2).number for _ in range(3)] == [1, 3, 3]
    assert source.loads == 3


def test_a_newer_version_does_not_wait_for_the_one_that_failed() -> None:
    source = Source(2)
    assert [read(source, version).number for version in (1, 2, 3, 3)] == [1, 1, 1, 3]
