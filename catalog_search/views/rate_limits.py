"""Rate limits for searches, uploads and camera pictures, per client and minute in the cache.

The client's address is not stored: the cache key is a keyed digest of it. Where the cache does
not answer, nothing is limited: a page that works counts for more.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache.backends.base import BaseCache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.exceptions import TooManyRequests
from catalog_search.models.side_notes import cache_note
from catalog_search.views.clients import address_of, is_told_apart

__all__ = ["address_of", "client_of", "count_encoding", "count_search", "count_upload", "one_frame"]

WINDOW_SECONDS = 60
BUSY_SECONDS = 15
"""A request that never finished blocks the client's next one for this long at most."""
COUNTING = "A client's requests could not be counted in the cache"


def count_search(request: HttpRequest) -> None:
    """Count a search by this client. Raises TooManyRequests beyond SEARCHES_PER_MINUTE.

    Behind a proxy that hides the clients no search is counted: all shoppers would be one.
    """
    limit = conf.settings().searches_per_minute
    if is_told_apart(request) and too_many(request, "search", limit):
        raise TooManyRequests(
            _("At most %(limit)d searches a minute are allowed. Wait a minute.") % {"limit": limit}
        )


def count_upload(request: HttpRequest) -> None:
    """Count a photo from this client. Raises TooManyRequests beyond UPLOADS_PER_MINUTE."""
    count_picture(request, "upload", conf.settings().uploads_per_minute)


def count_encoding(request: HttpRequest) -> None:
    """Count a photo, or a part of it, that is looked at anew for this client.

    An address asks for it, so it is limited like an upload. Raises TooManyRequests.
    """
    count_picture(request, "encoding", conf.settings().uploads_per_minute)


@contextmanager
def one_frame(request: HttpRequest) -> Iterator[None]:
    """Allow one camera frame per client at a time.

    Raises TooManyRequests while an earlier one is being processed, and beyond FRAMES_PER_MINUTE.
    """
    count_picture(request, "frame", conf.settings().frames_per_minute)
    busy_key = cache_key(request, "busy")

    def is_busy(cache: BaseCache) -> bool:
        # A cache that swallows its errors adds nothing, and then it finds nothing either.
        return not cache.add(busy_key, True, BUSY_SECONDS) and cache.get(busy_key) is not None

    if cache_note(COUNTING, is_busy):
        raise TooManyRequests(_("Your previous picture is still being processed."))
    try:
        yield
    finally:
        cache_note(COUNTING, lambda cache: cache.delete(busy_key))


def count_picture(request: HttpRequest, kind: str, limit: int) -> None:
    if too_many(request, kind, limit):
        raise TooManyRequests(
            _("At most %(limit)d pictures a minute are allowed. Wait a minute.") % {"limit": limit}
        )


def too_many(request: HttpRequest, kind: str, limit: int) -> bool:
    """Count a request of this kind; return whether the client has made more than `limit`."""
    key = f"{cache_key(request, kind)}.{int(time.time()) // WINDOW_SECONDS}"

    def count(cache: BaseCache) -> int:
        cache.add(key, 0, 2 * WINDOW_SECONDS)
        try:
            return cache.incr(key)
        except ValueError:  # the cache evicted the key in between, or stores nothing
            return 0

    return (cache_note(COUNTING, count) or 0) > limit


def cache_key(request: HttpRequest, kind: str) -> str:
    return f"catalog_search.{kind}.{client_of(request)}"


def client_of(request: HttpRequest) -> str:
    """Return a digest that tells this client from others and does not tell who it is."""
    client = import_string(conf.settings().client_of_request)(request)
    digest = salted_hmac("catalog_search.rate_limits", client, algorithm="sha256")
    return str(digest.hexdigest()[:32])
