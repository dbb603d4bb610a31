"""Trace and request id go with a task's message, through a broker in memory and a real worker."""

import time
from collections.abc import Iterator

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from celery.signals import setup_logging

from catalog_search import telemetry
from tasks import app as shop_app
from tasks import messages
from tests.telemetry.test_tracing import Spans, parent_of

SEEN: list[str] = []
app = Celery("tests", broker="memory://", set_as_current=False)
"""Like the shop's: what `messages` does, it does for all."""


@app.task(name="tests.note_request_id")
def note_request_id() -> None:
    SEEN.append(telemetry.request_id())


def leave_logging(**told: object) -> None:
    """Keep Celery from setting the level of every log, which other tests read."""


@pytest.fixture
def worker(db: None) -> Iterator[None]:
    SEEN.clear()
    setup_logging.connect(leave_logging)
    # A worker checks the models first, for which it asks the database what it can do.
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        yield
    setup_logging.disconnect(leave_logging)
    # A worker makes its app the one that shared tasks belong to.
    shop_app.set_current()
    shop_app.set_default()


def run() -> None:
    """Send the task and wait until it has ended."""
    note_request_id.apply_async()
    deadline = time.monotonic() + 60
    while not SEEN or messages.RUNNING:
        assert time.monotonic() < deadline, "The worker did not run the task."
        time.sleep(0.02)


def test_a_task_goes_on_with_the_request_that_sent_it(worker: None, spans: Spans) -> None:
    with telemetry.web_request("request-of-a-test"), telemetry.span("page"):
        run()
    assert SEEN == ["request-of-a-test"]
    page, task = spans()["page"], spans()["task tests.note_request_id"]
    assert task.get_span_context().trace_id == page.get_span_context().trace_id
    assert parent_of(task) == page.get_span_context().span_id


def test_a_task_of_the_timetable_has_an_id_of_its_own(worker: None, spans: Spans) -> None:
    run()
    assert len(SEEN[0]) == 32
    assert spans()["task tests.note_request_id"].parent is None


def test_a_task_in_the_page_itself_keeps_the_request_id() -> None:
    SEEN.clear()
    with telemetry.web_request("request-of-a-test"):
        note_request_id.apply()
        assert telemetry.request_id() == "request-of-a-test"
    assert SEEN == ["request-of-a-test"]
