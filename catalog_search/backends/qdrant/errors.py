"""Errors of a Qdrant server or of the embedded engine, in words that say what to do."""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import suppress

import grpc
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

from catalog_search.exceptions import IndexRefused, IndexUnavailable, gettext_noop
from catalog_search.exceptions import message as _

OF_A_SERVER = (ApiException, QdrantException, grpc.RpcError)
OF_A_FOLDER = (sqlite3.Error, OSError, ValueError, RuntimeError)
"""Errors that the embedded engine raises about its files, broken ones included."""

GRPC_STATUS = {
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.FAILED_PRECONDITION: 400,
    grpc.StatusCode.UNIMPLEMENTED: 400,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.DEADLINE_EXCEEDED: 408,
}
MAX_ERROR_TEXT = 300
"""Characters of an engine's own words; some of them list everything they dislike."""
FULL = ("No space left", "disk is full", "Disk quota")

UNREACHABLE = 0
SERVER_WORDS = {
    UNREACHABLE: gettext_noop(
        "does not answer: start it, or correct its address in CATALOG_SEARCH['INDEX']"
    ),
    400: gettext_noop("refuses a request. This is a bug, or its strict mode forbids the request"),
    401: gettext_noop(
        "does not accept the API key: correct OPTIONS['api_key'] of CATALOG_SEARCH['INDEX']"
    ),
    403: gettext_noop(
        "does not let this API key do that, as it is read-only or for other collections: give "
        "OPTIONS['api_key'] of CATALOG_SEARCH['INDEX'] a key that may write to this collection"
    ),
    404: gettext_noop(
        "does not have the collection any more: run catalog_index --reconcile to fill it again"
    ),
    408: gettext_noop(
        "does not answer in time. If it is only busy, raise OPTIONS['timeout'] of "
        "CATALOG_SEARCH['INDEX'] and ENGINE_SECONDS"
    ),
    429: gettext_noop("has too much to do: try again later"),
    500: gettext_noop(
        "fails, and its log says why. In a cluster this is so while a node is down, unless "
        "OPTIONS['replication_factor'] is 2 or more"
    ),
    507: gettext_noop(
        "has no space left on its disk: free some, indexing goes on where it stopped"
    ),
}
"""What a server did, by the HTTP status of its answer, and what to do about it."""
REFUSED = 400
WRONG_KEY = ("Invalid API key", "Must provide an API key")
"""Over gRPC a wrong key has the status of one that may not do this."""
SAME_AS = {422: REFUSED, 504: 408}


def translated(error: Exception, place: str) -> IndexUnavailable:
    """Return the error to raise for what the server at `place` did, with its remedy."""
    kind = kind_of(error)
    # Only the client speaks of a time to wait, where the server named one.
    seconds = getattr(error, "retry_after_s", None)
    error_text = " ".join(str(error).split())[:MAX_ERROR_TEXT].rstrip(".")
    did: str = _(SERVER_WORDS[kind])
    did = _("%(did)s in %(seconds)s s", did=did, seconds=seconds) if seconds else did
    did = _("%(did)s: %(told)s", did=did, told=error_text) if error_text else did
    words = _("The Qdrant server at %(place)s %(did)s.", place=place, did=did)
    return IndexRefused(words) if kind == REFUSED else IndexUnavailable(words)


def is_unanswered(error: Exception) -> bool:
    """Return whether another node of the same cluster may answer instead."""
    return kind_of(error) in (UNREACHABLE, 408, 500)


def is_there_already(error: Exception) -> bool:
    return "already exists" in str(error)


def kind_of(error: Exception) -> int:
    """Return the key of SERVER_WORDS for this error."""
    if any(words in str(error) for words in FULL):
        return 507
    if isinstance(error, UnexpectedResponse):
        status = error.status_code or UNREACHABLE
    elif isinstance(error, QdrantException):
        status = 429
    elif isinstance(error, grpc.RpcError) and callable(getattr(error, "code", None)):
        status = GRPC_STATUS.get(error.code(), UNREACHABLE)
    else:
        status = 408 if "timed out" in str(error) else UNREACHABLE
    status = SAME_AS.get(status, status)
    if status == 403 and any(words in str(error) for words in WRONG_KEY):
        return 401
    return status if status in SERVER_WORDS else UNREACHABLE


def explain_folder(error: Exception, folder: str) -> str:
    """Return why the embedded index in `folder` cannot be used, and what to do about it."""
    number = getattr(error, "errno", None)
    error_text = " ".join(str(error).split())[:MAX_ERROR_TEXT]
    if number in (errno.ENOSPC, errno.EDQUOT) or any(words in error_text for words in FULL):
        return _(
            "The disk with the index folder %(folder)s is full (%(told)s). Free some "
            "space; the next catalog_index goes on where this one stopped.",
            folder=folder,
            told=error_text,
        )
    if "already accessed" in error_text or "database is locked" in error_text:
        return _(
            "The index folder %(folder)s is open in another process (%(told)s). One "
            "process at a time may open the folder; run a Qdrant server and set its "
            "url to share it.",
            folder=folder,
            told=error_text,
        )
    if (
        isinstance(error, PermissionError)
        or "readonly" in error_text
        or "unable to open" in error_text
    ):
        return _(
            "The index folder %(folder)s cannot be read and written (%(told)s). Make "
            "the user that runs Django the owner of everything in it (chown -R).",
            folder=folder,
            told=error_text,
        )
    if isinstance(error, NotADirectoryError | FileExistsError | IsADirectoryError):
        return _(
            "The index folder %(folder)s cannot be used: a file lies where a folder "
            "belongs, or a folder where a file belongs (%(told)s). Move it away, or "
            "choose another folder in CATALOG_SEARCH['INDEX']['OPTIONS']['path'], "
            "and run catalog_index --reconcile.",
            folder=folder,
            told=error_text,
        )
    return _(
        "The index in %(folder)s is damaged, or another version made it "
        "(%(name)s: %(told)s). Move the folder away and run catalog_index "
        "--reconcile, which fills a new one.",
        folder=folder,
        name=type(error).__name__,
        told=error_text,
    )


def without_failing(work: Callable[[], object]) -> None:
    """Clean up after an error; ignore errors of the clean-up, so that the first one is reported."""
    with suppress(*OF_A_FOLDER):
        work()
