"""Side notes: what a page writes besides its answer and can do without.

Counts of searches and clicks, thumbnails that are kept, results in the cache. If the database,
the storage or the cache refuses, the page comes all the same and the log says so, once in
REPEAT_SECONDS for each kind of note and process.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pickle import PickleError
from typing import Any, TypeVar

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import DatabaseError, connections, router

from catalog_search import conf
from catalog_search.conf import CacheKind
from catalog_search.exceptions import (
    CacheUnavailable,
    CatalogSearchError,
    PhotoNotKept,
    WrongSettings,
)
from catalog_search.exceptions import message as _
from catalog_search.models.database_errors import is_outage
from catalog_search.models.waits import (
    MAX_WAIT_MS,
    open_transactions,
    short_transaction,
    short_waits,
)
from catalog_search.protocols.breaker import SLOW_SECONDS, CircuitBreaker

T = TypeVar("T")

logger = logging.getLogger(__name__)

REPEAT_SECONDS = 600

OF_THE_VALUE = (
    *(TypeError, ValueError, AttributeError, ImportError, EOFError, PickleError),
    NotImplementedError,
)
"""What serialisers of caches raise, one of JSON for bytes, and caches for what they cannot do."""
LONG_SECONDS = 2.0
"""A storage that answers with an error after this time keeps callers waiting."""

TELLING = threading.Lock()


def side_note(
    what: str, work: Callable[[], T], *, using: str = "", may_query: bool = True
) -> T | None:
    """Do the work and return its result. After an error log it under these words; return None.

    With `using`, the work is a transaction on this database. Transactions that are open already
    go on as if it had never started, because a failed statement would end them; without
    `may_query` the work is known to send no statement.
    """
    aliases = {*(open_transactions() if may_query else []), *([using] if using else [])}
    try:
        with ExitStack() as stack:
            for alias in aliases:
                stack.enter_context(short_transaction(connections[alias]))
            return work()
    except Exception:
        log_once(what)
        return None


def log_once(what: str) -> None:
    """Log the current exception, unless this was logged in the last REPEAT_SECONDS."""
    logged: dict[str, float] = conf.once("failed side notes", dict)
    with TELLING:
        last, logged_now = logged.get(what), time.monotonic()
        if last is not None and logged_now - last < REPEAT_SECONDS:
            return
        logged[what] = logged_now
    logger.warning(
        "%s. The page comes without it; this is not logged again for %d minutes.",
        what,
        REPEAT_SECONDS // 60,
        exc_info=True,
    )


def cache_note(what: str, work: Callable[[BaseCache], T], kind: CacheKind = "CACHE") -> T | None:
    """Do a side note with a cache, which sends SQL only if that cache is in a database.

    A cache that keeps callers waiting is left alone for a while. One that cannot even be made,
    such as a folder that is not there, is one that does not answer. A value that it cannot write,
    or cannot read after an upgrade, is that value's own: others are kept.
    """
    name = _("cache %(alias)s", alias=conf.get(kind) or conf.get("CACHE"))
    # One that waited for a database's lock would wait for the next page, too.
    slow = MAX_WAIT_MS / 2000 if is_in_database(kind) else SLOW_SECONDS
    breaker = conf.once(name, lambda: CircuitBreaker(name, CacheUnavailable, slow=slow))

    def ask() -> T:
        try:
            cache = conf.get_cache(kind)
            with database_told(cache):
                return work(cache)
        except (CatalogSearchError, *OF_THE_VALUE):
            raise
        except Exception as error:
            raise CacheUnavailable(f"{type(error).__name__}: {error}") from error

    return side_note(what, lambda: breaker.call(ask), may_query=is_in_database(kind))


@contextmanager
def database_told(cache: BaseCache) -> Iterator[None]:
    """Let a cache in a database wait for locks for MAX_WAIT_MS, and raise CacheUnavailable.

    It would swallow what the database says when it writes, and wait again for the next page.
    """
    model = getattr(cache, "cache_model_class", None)

    def tell(execute: Callable[..., Any], *args: Any) -> Any:
        try:
            return execute(*args)
        except DatabaseError as error:
            if is_outage(error):
                raise CacheUnavailable(f"{type(error).__name__}: {error}") from error
            raise

    with ExitStack() as stack:
        for alias in {router.db_for_read(model), router.db_for_write(model)} if model else ():
            stack.enter_context(short_waits(connections[alias]))
            stack.enter_context(connections[alias].execute_wrapper(tell))
        yield


def storage_note(what: str, work: Callable[[], T]) -> T | None:
    """Do a side note with the storage that STORAGE names; see `ask_storage`."""
    return side_note(what, lambda: ask_storage(work))


def ask_storage(work: Callable[[], T]) -> T:
    """Return what the work, a question to the storage, returns. Raises what it raises.

    An error after LONG_SECONDS is an outage: the storage is then left alone for a while, and
    PhotoNotKept is raised at once. A quicker one may be about one file.
    """
    name = _("storage %(alias)s", alias=conf.get("STORAGE"))
    breaker = conf.once(name, lambda: CircuitBreaker(name, PhotoNotKept))

    def ask() -> T:
        started = breaker.clock()
        try:
            return work()
        except Exception as error:
            if breaker.clock() - started < LONG_SECONDS:
                raise
            raise PhotoNotKept(f"{type(error).__name__}: {error}") from error

    return breaker.call(ask)


def is_in_database(kind: CacheKind) -> bool:
    """Return whether the cache of this setting keeps its entries in a database."""
    try:
        return isinstance(conf.get_cache(kind), BaseDatabaseCache)
    except WrongSettings:
        raise
    except Exception:
        return False


def read_cache(key: str, kind: CacheKind = "CACHE") -> Any:
    """Return the value in a cache, None if there is none or the cache does not answer."""
    return cache_note("The cache could not be read", lambda cache: cache.get(key), kind)


def write_cache(key: str, value: object, seconds: int, kind: CacheKind = "CACHE") -> bool:
    """Keep the value in a cache for `seconds`; return whether the cache took it."""

    def write(cache: BaseCache) -> bool:
        cache.set(key, value, seconds)
        return True

    return bool(cache_note("The cache could not be written", write, kind))


def cache_room(kind: CacheKind = "CACHE") -> int | None:
    """Return after how many entries a cache deletes some at random; None if it goes by memory."""
    cache = conf.get_cache(kind)
    counted = isinstance(cache, BaseDatabaseCache | FileBasedCache | LocMemCache)
    return int(cache._max_entries) if counted else None
