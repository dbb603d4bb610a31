"""Middleware that keeps a process from taking on more pages than it can answer.

Pages compete for the processor: with twice as many at work each takes twice as long, and when more
arrive than are answered every shopper waits for all before them. So few work at once, few wait for
a moment, and the others read at once that the shop is busy.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalog_search import conf

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
LOG_SECONDS = 60
WAITING = 2
"""Requests that may wait for each that works."""
UNLIMITED = {"healthz", "readyz", "metrics"}
"""Names of addresses that must answer most of all when there is much to do."""


class Gate:
    """Lets `at_work` requests in; WAITING times as many wait for `seconds` at most."""

    def __init__(self, at_work: int, seconds: float) -> None:
        self.seconds, self.most_waiting = seconds, WAITING * at_work
        self.room = threading.Semaphore(at_work)
        self.lock = threading.Lock()
        self.waiting = 0

    def enter(self) -> bool:
        """Return whether there is room, perhaps after waiting for it."""
        with self.lock:
            if not self.waiting and self.room.acquire(blocking=False):
                return True
            if self.waiting >= self.most_waiting:
                return False
            self.waiting += 1
        try:
            return self.room.acquire(timeout=self.seconds)
        finally:
            with self.lock:
                self.waiting -= 1

    def leave(self) -> None:
        self.room.release()


class LimitedConcurrency:
    """Answers 503 with Retry-After where MAX_CONCURRENT requests work and others wait already.

    Only views of this package count, so that a busy search refuses no checkout.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.here = threading.local()
        self.refused = 0
        self.logged_at = float("-inf")

    @cached_property
    def gate(self) -> Gate:
        settings = conf.settings()
        return Gate(settings.max_concurrent, settings.queue_seconds)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.here.inside = False
        try:
            return self.get_response(request)
        finally:
            if self.here.inside:
                self.here.inside = False
                self.gate.leave()

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not is_limited(request):
            return None
        self.here.inside = self.gate.enter()
        if self.here.inside:
            return None
        self.tell()
        return busy(request)

    def tell(self) -> None:
        """Log what was refused, once in LOG_SECONDS: a line each would be work as well."""
        self.refused += 1
        if time.monotonic() - self.logged_at > LOG_SECONDS:
            logger.warning("Too busy: answered 503 to %d requests.", self.refused)
            self.logged_at, self.refused = time.monotonic(), 0


def is_limited(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(
        match and match.app_names[:1] == ["catalog_search"] and match.url_name not in UNLIMITED
    )


def busy(request: HttpRequest) -> HttpResponse:
    """Return the answer to a refused request; it needs no engine."""
    match = request.resolver_match
    if match and len(match.app_names) > 1:
        detail = _("The shop is very busy. Try again in a few seconds.")
        response: HttpResponse = JsonResponse({"detail": detail}, status=503)
    else:
        response = render(request, "catalog_search/busy.html", status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
