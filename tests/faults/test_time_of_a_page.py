"""Fault 5: a slow or hanging index costs a page ENGINE_SECONDS at most, however often it asks.

The clock is the test's own: an index that is asked moves it by as long as it would have taken.
"""

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.exceptions import IndexRefused, IndexUnavailable
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo
from catalog_search.protocols import deadline
from catalog_search.protocols.guarded import GuardedIndex
from tests.support.pages import text
from tests.support.shops.factories import make_photo, make_product

pytestmark = pytest.mark.django_db

DEGRADED = "Search by meaning is temporarily unavailable"
READS = ("search", "fetch", "payloads", "count")


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


class SlowIndex:
    """An index that takes `seconds` for each read, or as long as it is waited for."""

    def __init__(self, index: Any, clock: Clock) -> None:
        self.index, self.clock = index, clock
        self.seconds = 0.0
        self.asked: list[str] = []
        self.error: IndexUnavailable | None = None

    def __getattr__(self, name: str) -> Any:
        ask = getattr(self.index, name)
        return self.slowly(name, ask) if name in READS else ask

    def slowly(self, name: str, ask: Any) -> Any:
        def call(*args: Any) -> Any:
            self.asked.append(name)
            patience = deadline.within(2.0)
            self.clock.now += min(self.seconds, patience)
            if self.error:
                raise self.error
            if self.seconds > patience:
                raise IndexUnavailable("It does not answer in time.")
            return ask(*args)

        return call


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(deadline, "time", clock)
    return clock


@pytest.fixture
def index(clock: Clock, settings: Any, tmp_path: Any) -> SlowIndex:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    for color in ("red", "blue", "green"):
        make_photo(make_product(title=f"{color} cup", category="Cups"), color)
    index_stale()
    guard = guarded()
    guard.breaker.clock = clock.monotonic
    slow = SlowIndex(guard.index, clock)
    guard.index = slow
    return slow


def guarded() -> GuardedIndex:
    guard = conf.get_index()
    assert isinstance(guard, GuardedIndex)
    return guard


def addresses() -> dict[str, str]:
    photo = Photo.objects.first()
    assert photo is not None
    return {
        "text": "/?q=red+cup",
        "product": reverse("catalog_search:product", args=[photo.product_id]),
        "similar": reverse("catalog_search:similar_photo", args=[photo.pk]),
        "like": f"{reverse('catalog_search:more_like')}?like={photo.product_id}",
        "api": "/api/search?q=red",
        "api similar": f"/api/products/{photo.product_id}/similar",
    }


@pytest.mark.parametrize("page", ["text", "product", "similar", "like", "api", "api similar"])
@pytest.mark.parametrize("seconds", [0.4, 0.9, 1e9])
def test_a_page_waits_a_second_for_all_its_questions(
    client: Client, index: SlowIndex, clock: Clock, page: str, seconds: float
) -> None:
    address, start = addresses()[page], clock.now
    index.seconds = seconds
    answer = client.get(address)
    assert index.asked
    assert clock.now - start <= 1.0 + 1e-6
    if seconds == 1e9:
        assert clock.now - start == pytest.approx(1.0)
        client.get(address)
        assert (len(index.asked), guarded().breaker.state().state) == (1, "open")
    if answer.status_code != 200:
        assert (answer.status_code, int(answer["Retry-After"]) > 0) == (503, True)


def test_engine_seconds_is_a_setting(
    client: Client, index: SlowIndex, clock: Clock, settings: Any
) -> None:
    settings_before, guard = conf.settings(), guarded()
    conf.READ[:] = [conf.read({**settings.CATALOG_SEARCH, "ENGINE_SECONDS": 0.25})]
    index.seconds, start = 1e9, clock.now
    assert DEGRADED in text(client.get("/?q=red"))
    assert clock.now - start == pytest.approx(0.25)
    assert conf.get_index() is guard
    conf.READ[:] = [settings_before]


def test_what_indexing_asks_has_no_page_to_wait(index: SlowIndex, clock: Clock) -> None:
    index.seconds = 1.9
    start = clock.now
    for _ in range(4):
        conf.get_index().count()
    assert clock.now - start == pytest.approx(4 * 1.9)


def test_a_page_whose_time_is_over_asks_nothing_and_opens_no_breaker(index: SlowIndex) -> None:
    with deadline.one_page(1.0):
        index.seconds = 0.6
        conf.get_index().count()
        with pytest.raises(IndexUnavailable, match="in time"):
            conf.get_index().count()
        index.asked.clear()
        for _ in range(5):
            with pytest.raises(IndexUnavailable, match="ENGINE_SECONDS"):
                conf.get_index().count()
    assert index.asked == []
    index.seconds = 0.1
    assert conf.get_index().count() == 3


def test_a_refused_request_is_an_error_in_the_log_and_no_outage(
    client: Client, index: SlowIndex, caplog: pytest.LogCaptureFixture
) -> None:
    index.error = IndexRefused("The server refuses a request. This is a bug.")
    for _ in range(5):
        assert DEGRADED in text(client.get("/?q=red"))
    assert len(index.asked) == 5
    assert guarded().breaker.state().state == "closed"
    errors = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert [each.getMessage() for each in errors] == [str(index.error)] * 5


def test_an_index_in_this_process_is_not_given_up_on_a_busy_machine(index: SlowIndex) -> None:
    index.seconds = 0.6
    with deadline.one_page(1.0):
        assert guarded().count() == guarded().index.index.count()
        with pytest.raises(IndexUnavailable):
            guarded().count()
    index.in_process = True  # type: ignore[attr-defined]
    with deadline.one_page(1.0):
        assert len([guarded().count() for _ in range(4)]) == 4
