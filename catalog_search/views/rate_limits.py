"""How often one client may ask for what is dear: counted per minute in Django's cache.

The client's address is not kept: the counter stands under a keyed digest of it.
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

WINDOW = 60
"""Seconds."""
PATIENCE = 15
"""Seconds after which a request that never ended no longer bars the next."""


def address_of(request: HttpRequest) -> str:
    """Tell clients apart by the address that connects (the default of CLIENT_OF_REQUEST)."""
    return str(request.META.get("REMOTE_ADDR", ""))


def count_upload(request: HttpRequest) -> None:
    """Count a photo sent by this client. Raises TooManyRequests beyond UPLOADS_PER_MINUTE."""
    count(request, "upload", conf.get("UPLOADS_PER_MINUTE"))


@contextmanager
def one_frame(request: HttpRequest) -> Iterator[None]:
    """Let one camera frame of this client be looked at.

    Raises TooManyRequests while an earlier one is being looked at, and beyond FRAMES_PER_MINUTE.
    """
    count(request, "frame", conf.get("FRAMES_PER_MINUTE"))
    busy = key_of(request, "busy")
    if not cache.add(busy, True, PATIENCE):
        raise TooManyRequests("Your previous picture is still being processed.")
    try:
        yield
    finally:
        cache.delete(busy)


def count(request: HttpRequest, what: str, most: int) -> None:
    key = f"{key_of(request, what)}.{int(time.time()) // WINDOW}"
    cache.add(key, 0, 2 * WINDOW)
    try:
        asked = cache.incr(key)
    except ValueError:  # the cache dropped it in between, or keeps nothing
        return
    if asked > most:
        raise TooManyRequests(f"At most {most} pictures a minute are allowed. Wait a minute.")


def key_of(request: HttpRequest, what: str) -> str:
    client = import_string(conf.get("CLIENT_OF_REQUEST"))(request)
    digest = salted_hmac("catalog_search.rate_limits", client, algorithm="sha256").hexdigest()[:32]
    return f"catalog_search.{what}.{digest}"
