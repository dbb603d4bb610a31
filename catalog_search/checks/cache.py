"""Check that the cache holding shoppers' photos is shared by all processes."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS
from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution

from catalog_search.checks.registry import live_check

UNSHARED = ("locmem.LocMemCache", "dummy.DummyCache")


@live_check
def shared_cache() -> Iterator[CheckMessage]:
    """Warn about a cache per process. Only with --deploy: development uses a single process."""
    backend = str(settings.CACHES.get(DEFAULT_CACHE_ALIAS, {}).get("BACKEND", ""))
    if backend.endswith(UNSHARED):
        yield Caution(
            f"The default cache is {backend.rpartition('.')[2]}, which processes do not share: a "
            "shopper's photo can be found only by the process that received it, and the upload "
            "limit is counted separately in each process.",
            hint="With more than one process, point CACHES['default'] at Valkey, Redis, "
            "memcached or the database; with only one, silence this check.",
            id="catalog_search.W050",
        )
