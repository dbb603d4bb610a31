"""Values read from published files, kept by a process; newer ones are loaded beside requests."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from django.db import connections

from catalog_search import conf
from catalog_search.models import Store, databases
from catalog_search.published.container import Container

logger = logging.getLogger(__name__)

READ_BEFORE_LETTING_GO = 1000
"""After so many reads a process lets go of what it has read of a file."""
RETRY_SECONDS = 60
"""A version that could not be loaded is tried again after this time."""


class Mapped(Protocol):
    """What is read from a file."""

    @property
    def container(self) -> Container: ...


T = TypeVar("T", bound=Mapped)


@dataclass(slots=True)
class Entry(Generic[T]):
    """The value that this process has of one store, and its version."""

    value: T | None = None
    version: object = None
    """The version that `value` was loaded for."""
    renewal: threading.Lock = field(default_factory=threading.Lock)
    failed: tuple[object, float] | None = None
    """The version that could not be loaded last, and when."""
    reads: int = 0
    """Since the last letting go; threads may lose some."""


def entry_of(name: str, store: Store) -> Entry[T]:
    """Return this process's entry of this name for the store."""
    by_store: dict[int, Entry[T]] = conf.once(f"kept {name}", dict)
    return by_store.setdefault(store.pk, Entry())


def of_store(name: str, store: Store, version: object, load: Callable[[Store], T]) -> T:
    """Return what the process keeps, even if it is of an older version.

    If it is, a thread loads the newer one meanwhile. Only the first request of a process waits.
    """
    entry: Entry[T] = entry_of(name, store)
    value = entry.value
    if value is None:
        # Concurrent first requests wait here for the same value.
        with entry.renewal:
            value = entry.value
            if value is None:
                value = databases.newest(lambda: renew(entry, store, version, load))
            return value
    if needs_renewal(entry, version) and entry.renewal.acquire(blocking=False):
        work = (name, entry, store, version, load)
        threading.Thread(target=renew_in_thread, args=work, daemon=True).start()
    entry.reads += 1
    if entry.reads >= READ_BEFORE_LETTING_GO:
        entry.reads = 0
        value.container.let_go()
    return value


def needs_renewal(entry: Entry[T], version: object) -> bool:
    """Return whether the entry is of another version, which has not just failed to load."""
    if entry.version == version or entry.failed is None:
        return entry.version != version
    failed, moment = entry.failed
    return failed != version or time.monotonic() - moment >= RETRY_SECONDS


def renew(entry: Entry[T], store: Store, version: object, load: Callable[[Store], T]) -> T:
    value = load(store)
    entry.value, entry.version = value, version
    return value


def renew_in_thread(
    name: str, entry: Entry[T], store: Store, version: object, load: Callable[[Store], T]
) -> None:
    """Load a newer value. The caller has acquired the lock `renewal`; it is released here."""
    try:
        # A replica may have the new version and not yet its file: the old one would stay under it.
        with databases.primary():
            renew(entry, store, version, load)
    except Exception:
        logger.warning("The %s of %s could not be renewed.", name, store.slug, exc_info=True)
        entry.failed = version, time.monotonic()
    finally:
        entry.renewal.release()
        # The thread ends here, so its connections must be closed.
        connections.close_all()


def forget(name: str, store: Store) -> None:
    """Forget what the process keeps, so that the next request loads it."""
    conf.once(f"kept {name}", dict[int, object]).pop(store.pk, None)
