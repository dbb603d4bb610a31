"""More requests than fit: few work, few wait, the others are told so at once."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from catalog_search.views import overload
from catalog_search.views.overload import Gate, LimitedConcurrency

AT_WORK = 2


class Held:
    """Views that do not end before they are let go; each thread that asks is counted."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.most = self.now = 0
        self.lock = threading.Lock()

    def view(self, request: HttpRequest) -> HttpResponse:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.begun.release()
        self.let_go.wait(30)
        with self.lock:
            self.now -= 1
        return HttpResponse("page")


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def middleware(held: Held, settings: Any) -> LimitedConcurrency:
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "MAX_CONCURRENT": AT_WORK,
        "QUEUE_SECONDS": 30,
    }

    def handler(request: HttpRequest) -> HttpResponse:
        """Do what Django's handler does between resolving and the response."""
        request.resolver_match = resolve(request.path)
        refused = made.process_view(request, held.view, (), {})
        return refused or held.view(request)

    made = LimitedConcurrency(handler)
    return made


Ask = Callable[[str], list[HttpResponse]]


@pytest.fixture
def ask(middleware: LimitedConcurrency, held: Held) -> Iterator[Ask]:
    """Return a function that asks for an address in a thread; its list gets the answer."""
    threads: list[threading.Thread] = []

    def begin(path: str) -> list[HttpResponse]:
        answers: list[HttpResponse] = []
        request = RequestFactory().get(path)
        thread = threading.Thread(target=lambda: answers.append(middleware(request)))
        thread.start()
        threads.append(thread)
        return answers

    yield begin
    held.let_go.set()
    for thread in threads:
        thread.join()


def fill(ask: Ask, held: Held, middleware: LimitedConcurrency) -> list[list[HttpResponse]]:
    """Ask for as many pages as may work and wait; return when all do."""
    most = AT_WORK * (1 + overload.WAITING)
    answers = [ask("/") for _ in range(most)]
    for _ in range(AT_WORK):
        assert held.begun.acquire(timeout=30)
    while middleware.gate.waiting < most - AT_WORK:
        threading.Event().wait(0.01)
    return answers


def test_what_does_not_fit_is_refused_and_the_others_are_answered(
    ask: Ask, held: Held, middleware: LimitedConcurrency
) -> None:
    answers = fill(ask, held, middleware)
    refused = middleware(RequestFactory().get("/", {"q": "red shoes"}))
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert refused.headers["Cache-Control"] == "no-store"
    assert 'href="/?q=red+shoes"' in refused.content.decode()
    held.let_go.set()
    for _ in answers[AT_WORK:]:
        assert held.begun.acquire(timeout=30)
    while not all(answers):
        threading.Event().wait(0.01)
    assert [answer.status_code for (answer,) in answers] == [200] * len(answers)
    assert held.most == AT_WORK


def test_the_api_is_told_in_json(ask: Ask, held: Held, middleware: LimitedConcurrency) -> None:
    fill(ask, held, middleware)
    refused = middleware(RequestFactory().get("/api/search"))
    assert refused.status_code == 503
    assert refused.headers["Content-Type"] == "application/json"
    assert b"busy" in refused.content


def test_other_pages_of_the_project_are_never_refused(
    ask: Ask, held: Held, middleware: LimitedConcurrency
) -> None:
    fill(ask, held, middleware)
    admin = ask("/admin/")
    assert held.begun.acquire(timeout=30)
    held.let_go.set()
    while not admin:
        threading.Event().wait(0.01)
    assert admin[0].status_code == 200


def test_who_waits_too_long_is_refused() -> None:
    gate = Gate(1, seconds=0.01)
    assert gate.enter()
    assert not gate.enter()
    gate.leave()
    assert gate.enter()


def test_an_error_leaves_its_room_to_the_next(middleware: LimitedConcurrency) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        request.resolver_match = resolve(request.path)
        assert middleware.process_view(request, broken, (), {}) is None
        raise ZeroDivisionError

    middleware.get_response = broken
    for _ in range(AT_WORK + 1):
        with pytest.raises(ZeroDivisionError):
            middleware(RequestFactory().get("/"))


def test_a_storm_is_logged_once(
    middleware: LimitedConcurrency, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(100):
        middleware.tell()
    assert [record.getMessage() for record in caplog.records] == [
        "Too busy: answered 503 to 1 requests."
    ]


@pytest.mark.django_db
def test_a_page_is_answered_through_the_middleware(client: Any) -> None:
    assert client.get("/").status_code == 200
