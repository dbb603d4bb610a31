"""The HTTP answer to each expected error, with its words: one table for the pages and the API."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog_search import telemetry
from catalog_search.exceptions import (
    CatalogSearchError,
    ClassifierUnavailable,
    DetectorUnavailable,
    EncoderUnavailable,
    IndexMismatch,
    IndexUnavailable,
    InvalidPhoto,
    InvalidQuery,
    PhotoGone,
    PhotoNotKept,
    QueryPhotoExpired,
    QueryPhotoUnknown,
    SourceUnavailable,
    TooManyRequests,
    UploadTooLarge,
)
from catalog_search.models import databases
from catalog_search.models.database_errors import is_outage
from catalog_search.models.request_transactions import without_transaction

RETRY_SECONDS = {429: 60, 503: 30}
"""Statuses worth a retry, and the seconds to wait before it."""
logger = logging.getLogger(__name__)


def retry_headers(status: int) -> dict[str, str]:
    """Return a Retry-After header for statuses worth a retry; else no header."""
    wait = RETRY_SECONDS.get(status)
    return {"Retry-After": str(wait)} if wait else {}


@dataclass(frozen=True, slots=True)
class Problem:
    """An HTTP status, a title, and a sentence that says what to do."""

    status: int
    title: str | Promise
    detail: str | Promise

    @property
    def headers(self) -> dict[str, str]:
        return retry_headers(self.status)


TITLES: dict[type[CatalogSearchError], tuple[int, str | Promise]] = {
    UploadTooLarge: (413, _("That photo is too large")),
    InvalidPhoto: (400, _("That photo cannot be used")),
    InvalidQuery: (400, _("That search is not possible")),
    PhotoGone: (404, _("That photo is not available")),
    PhotoNotKept: (503, _("Photos cannot be used at the moment")),
    QueryPhotoUnknown: (404, _("There is no photo at this link")),
    QueryPhotoExpired: (410, _("That photo has been deleted")),
    TooManyRequests: (429, _("Too many requests, try again in a minute")),
}
"""Errors whose message is written for the shopper. The first matching class counts."""

OUTAGES = (
    ClassifierUnavailable,
    DetectorUnavailable,
    EncoderUnavailable,
    IndexUnavailable,
    IndexMismatch,
    SourceUnavailable,
)
"""Errors whose message goes to the log only, as it may name a server or a bucket."""

NO_DATABASE = (DatabaseError, InterfaceError)
"""What Django raises, among other errors of the database, while that cannot serve pages; see
`is_outage`. `problem_of` raises the others again."""

EXPECTED: tuple[type[CatalogSearchError], ...] = (*TITLES, *OUTAGES)


def problem_of(error: Exception) -> Problem:
    """Return the problem to answer with for an error in EXPECTED, or an outage of the database.

    Any other is raised again.
    """
    for error_class, (status, title) in TITLES.items():
        if isinstance(error, error_class):
            return Problem(status, title, str(error))
    if isinstance(error, OUTAGES):
        telemetry.degraded(error)
        logger.warning("Answered with 503: %s: %s", type(error).__name__, error)
        return out_of_service()
    if is_outage(error):
        logger.error("Answered with 503: the database does not answer.", exc_info=error)
        return out_of_service()
    raise error


@contextmanager
def left_out(what: str) -> Iterator[None]:
    """Let a page come without a part of it while engines or the database do not answer.

    The log says so. Within a transaction the database's error is raised: that has ended with it.
    """
    try:
        yield
    except (*OUTAGES, *NO_DATABASE) as error:
        is_lasting = not is_outage(error) or databases.is_in_transaction()
        if isinstance(error, NO_DATABASE) and is_lasting:
            raise
        logger.warning("%s: left out of a page: %s", what, error)


def out_of_service() -> Problem:
    detail = _("The search service is not responding. Nothing is lost: try again in a moment.")
    return Problem(503, _("Search is temporarily unavailable"), detail)


def problem_response(
    status: int, detail: str, headers: dict[str, str] | None = None
) -> HttpResponse:
    """Return a problem as the API tells it."""
    return JsonResponse({"detail": detail}, status=status, headers=headers)


@without_transaction
def not_found(request: HttpRequest) -> HttpResponse:
    """Answer 404, as JSON, for paths below the API's address that it does not have."""
    return problem_response(404, gettext("Not found. See openapi.json for all endpoints."))
