"""The request or task that is being worked on, and the search within it."""

import logging
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter

from catalog_search.telemetry import metrics, tracing

logger = logging.getLogger("catalog_search.requests")

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,128}")
HEADER = "X-Request-ID"
"""In messages of tasks it is called the same, in lower case."""


@dataclass(slots=True)
class Work:
    """What log lines say of the request or task that this thread works on."""

    request_id: str
    view: str = ""
    task: str = ""
    store: str = ""
    kind: str = ""
    band: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    """By stage."""

    def facts(self) -> dict[str, str]:
        names = ("request_id", "view", "task", "store", "kind", "band")
        return {name: value for name in names if (value := getattr(self, name))}


WORK: ContextVar[Work | None] = ContextVar("catalog_search_work", default=None)


def request_id() -> str:
    """Return the id of the request or task being worked on, "" outside of one."""
    work = WORK.get()
    return work.request_id if work else ""


def well_formed(text: str) -> str:
    """Return the id that a client or proxy gave, or a new one if it could not be one."""
    return text if WELL_FORMED.fullmatch(text) else secrets.token_hex(16)


@contextmanager
def working(work: Work) -> Iterator[Work]:
    token = WORK.set(work)
    try:
        yield work
    finally:
        WORK.reset(token)
        for stage, seconds in work.seconds.items():
            metrics.observe_stage(stage, seconds)


@dataclass(slots=True)
class WebRequest:
    """A request; the middleware sets view and status when it knows them."""

    work: Work
    status: int = 500


@contextmanager
def web_request(given_id: str) -> Iterator[WebRequest]:
    """Answer a request. If its view is one of this package it is timed and logged."""
    with working(Work(well_formed(given_id))) as work:
        request, start = WebRequest(work), perf_counter()
        try:
            yield request
        finally:
            if work.view:
                seconds = perf_counter() - start
                metrics.observe_request(work.view, seconds)
                extra = {"status": request.status, "milliseconds": round(1000 * seconds, 1)}
                logger.info("%s answered %d", work.view, request.status, extra=extra)


def carrier() -> dict[str, str]:
    """Return headers of a task's message that carry the current trace and request id."""
    own = request_id()
    return {**tracing.carrier(), **({HEADER.lower(): own} if own else {})}


@contextmanager
def task(name: str, headers: Mapping[str, str]) -> Iterator[None]:
    """Run a task as part of the request and the trace that its message's headers name.

    One without such headers, run in the sender's own thread, is part of what runs there.
    """
    sender_id = headers.get(HEADER.lower(), "") or request_id()
    work = Work(well_formed(sender_id), task=name)
    with working(work), tracing.continued(headers), tracing.span(f"task {name}"):
        yield


@dataclass(slots=True)
class Search:
    """A search that is being answered."""

    band: str = "nothing"
    """How sure the first answer is; see Results.outcome."""


@contextmanager
def search(kind: str, store: str) -> Iterator[Search]:
    """Answer a search, which is counted by the band that the block sets, unless it raises."""
    with tracing.span("search", kind=kind, store=store):
        searching = Search()
        yield searching
        tracing.set_attributes(band=searching.band)
    metrics.searched(store, kind, searching.band)
    if work := WORK.get():
        work.store, work.kind, work.band = store, kind, searching.band
