"""The cache that shoppers' photos wait in: it has to be one for all processes."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS
from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution

from catalog_search.checks.registry import live_check

UNSHARED = ("locmem.LocMemCache", "dummy.DummyCache")


@live_check
def shared_cache() -> Iterator[CheckMessage]:
    """Told with --deploy alone: while developing, one process serves everything."""
    backend = str(settings.CACHES.get(DEFAULT_CACHE_ALIAS, {}).get("BACKEND", ""))
    if backend.endswith(UNSHARED):
        yield Caution(
            f"The default cache is {backend.rpartition('.')[2]}: a shopper's photo is known to "
            "the process that took it and to no other, and uploads are not counted together.",
            hint="With more than one process, point CACHES['default'] at Valkey, Redis, "
            "memcached or the database; with a single one, silence this check.",
            id="catalog_search.W050",
        )
