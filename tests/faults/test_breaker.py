"""The circuit breaker by itself, on a clock that the test turns."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Event

import pytest

from catalog_search.exceptions import IndexMismatch, IndexUnavailable
from catalog_search.protocols.breaker import FIRST_PAUSE, LONGEST_PAUSE, CircuitBreaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker("engine", IndexUnavailable, clock)


def fails(clock: Clock, seconds: float) -> Callable[[], None]:
    def ask() -> None:
        clock.now += seconds
        raise IndexUnavailable("It hangs.")

    return ask


def must_not_be_asked() -> None:
    raise AssertionError("asked")


def break_it(breaker: CircuitBreaker, clock: Clock) -> None:
    with pytest.raises(IndexUnavailable):
        breaker.call(fails(clock, 2))
    assert breaker.state().state == "open"


def test_one_outage_that_took_long_opens_it(breaker: CircuitBreaker, clock: Clock) -> None:
    break_it(breaker, clock)
    with pytest.raises(IndexUnavailable, match=r"It hangs\. It is asked again in 10 s\."):
        breaker.call(must_not_be_asked)
    assert breaker.state().reason == "It hangs."


def test_quick_outages_open_it_when_they_follow_on_each_other(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    for quick in (fails(clock, 0.1), fails(clock, 0.1), lambda: None, *[fails(clock, 0.1)] * 2):
        with suppress(IndexUnavailable):
            breaker.call(quick)
        assert breaker.state().state == "closed"
    with pytest.raises(IndexUnavailable):
        breaker.call(fails(clock, 0.1))
    assert breaker.state().state == "open"


def test_a_probe_that_is_answered_closes_it(breaker: CircuitBreaker, clock: Clock) -> None:
    break_it(breaker, clock)
    clock.now += FIRST_PAUSE
    assert breaker.state().state == "half-open"
    assert breaker.call(lambda: "answer") == "answer"
    assert breaker.state().state == "closed"


def test_pauses_grow_up_to_the_longest(breaker: CircuitBreaker, clock: Clock) -> None:
    break_it(breaker, clock)
    pauses = []
    for _ in range(5):
        clock.now = breaker.retry_at
        with pytest.raises(IndexUnavailable, match=r"It hangs\.$"):
            breaker.call(fails(clock, 2))
        pauses.append(breaker.retry_at - clock.now)
    assert pauses == [20, 40, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


def test_another_error_is_an_answer(breaker: CircuitBreaker, clock: Clock) -> None:
    break_it(breaker, clock)
    clock.now += FIRST_PAUSE

    def refuse() -> None:
        raise IndexMismatch("Another dimension.")

    with pytest.raises(IndexMismatch):
        breaker.call(refuse)
    assert breaker.state().state == "closed"


def test_an_interrupted_probe_leaves_the_next_call_to_probe(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    break_it(breaker, clock)
    clock.now += FIRST_PAUSE

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaker.call(interrupted)
    assert breaker.call(lambda: "answer") == "answer"


def test_one_of_many_threads_is_the_probe(breaker: CircuitBreaker, clock: Clock) -> None:
    break_it(breaker, clock)
    clock.now += FIRST_PAUSE
    together, answered, calls = Barrier(8), Event(), []

    def ask() -> str:
        calls.append(1)
        answered.wait(10)
        return "answer"

    def call(_: int) -> str:
        together.wait()
        try:
            return breaker.call(ask)
        except IndexUnavailable:
            if refused.append(1) or len(refused) == 7:
                answered.set()
            return "refused"

    refused: list[int] = []
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(call, range(8)))
    assert sorted(results) == ["answer", *["refused"] * 7]
    assert len(calls) == 1


def test_calls_that_began_before_it_opened_change_nothing(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    waiting, go_on = Barrier(3), Event()

    def late(answer: bool) -> str:
        def ask() -> str:
            waiting.wait()
            go_on.wait(10)
            if answer:
                return "late"
            raise IndexUnavailable("Late.")

        try:
            return breaker.call(ask)
        except IndexUnavailable:
            return "failed"

    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(late, answer) for answer in (True, False)]
        waiting.wait()
        break_it(breaker, clock)
        go_on.set()
        assert [call.result() for call in calls] == ["late", "failed"]
    # The late answer closed nothing, and the late outage doubled no pause.
    assert breaker.state().state == "open"
    assert breaker.retry_at == clock.now + FIRST_PAUSE


def test_a_probe_that_never_returns_is_followed_by_another(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    break_it(breaker, clock)
    clock.now += FIRST_PAUSE
    begun, go_on = Event(), Event()

    def hang() -> None:
        begun.set()
        go_on.wait(10)

    with ThreadPoolExecutor(1) as pool:
        probe = pool.submit(breaker.call, hang)
        begun.wait(10)
        with pytest.raises(IndexUnavailable):
            breaker.call(must_not_be_asked)
        clock.now += FIRST_PAUSE
        assert breaker.call(lambda: "answer") == "answer"
        go_on.set()
        probe.result()
    assert breaker.state().state == "closed"
