"""Rate limits for photo uploads and camera pictures, counted per client and minute in the cache.

The client's address is not stored: the cache key is a keyed digest of it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.exceptions import TooManyRequests

WINDOW_SECONDS = 60
BUSY_SECONDS = 15
"""A request that never finished blocks the client's next one for this long at most."""


def address_of(request: HttpRequest) -> str:
    """Return the connecting address, by which clients are told apart unless settings say how."""
    return str(request.META.get("REMOTE_ADDR", ""))


def count_upload(request: HttpRequest) -> None:
    """Count a photo from this client. Raises TooManyRequests beyond UPLOADS_PER_MINUTE."""
    count(request, "upload", conf.settings().uploads_per_minute)


def count_encoding(request: HttpRequest) -> None:
    """Count a photo, or a part of it, that is looked at anew for this client.

    An address asks for it, so it is limited like an upload. Raises TooManyRequests.
    """
    count(request, "encoding", conf.settings().uploads_per_minute)


@contextmanager
def one_frame(request: HttpRequest) -> Iterator[None]:
    """Allow one camera frame per client at a time.

    Raises TooManyRequests while an earlier one is being processed, and beyond FRAMES_PER_MINUTE.
    """
    count(request, "frame", conf.settings().frames_per_minute)
    busy_key = cache_key(request, "busy")
    if not cache.add(busy_key, True, BUSY_SECONDS):
        raise TooManyRequests("Your previous picture is still being processed.")
    try:
        yield
    finally:
        cache.delete(busy_key)


def count(request: HttpRequest, kind: str, max_requests: int) -> None:
    key = f"{cache_key(request, kind)}.{int(time.time()) // WINDOW_SECONDS}"
    cache.add(key, 0, 2 * WINDOW_SECONDS)
    try:
        requests = cache.incr(key)
    except ValueError:  # the cache evicted the key in between, or stores nothing
        return
    if requests > max_requests:
        raise TooManyRequests(
            f"At most {max_requests} pictures a minute are allowed. Wait a minute."
        )


def cache_key(request: HttpRequest, kind: str) -> str:
    client = import_string(conf.settings().client_of_request)(request)
    digest = salted_hmac("catalog_search.rate_limits", client, algorithm="sha256").hexdigest()[:32]
    return f"catalog_search.{kind}.{digest}"
