"""How long a statement waits for another connection's lock, and what its failure leaves intact."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

MAX_WAIT_MS = 100
"""Longest wait for another connection's lock: a person waits for the page. An indexer's transaction
takes less."""


def open_transactions() -> list[str]:
    """Return the databases on which this thread has an open transaction."""
    initialized = connections.all(initialized_only=True)
    return [connection.alias for connection in initialized if connection.in_atomic_block]


@contextmanager
def savepoints() -> Iterator[None]:
    """Let this thread's open transactions go on, whichever statement of the block fails."""
    with ExitStack() as stack:
        for alias in open_transactions():
            stack.enter_context(transaction.atomic(using=alias))
        yield


@contextmanager
def short_transaction(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Open a transaction, or a savepoint, that waits for locks for MAX_WAIT_MS at most."""
    atomic = transaction.atomic(using=connection.alias)
    with sqlite_waits(connection), atomic, postgresql_waits(connection):
        yield


def short_waits(connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """Limit the wait for locks, on SQLite without a transaction: that may wait for a lock itself.

    PostgreSQL limits it until a transaction ends, however its connections are shared.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        return short_transaction(connection)
    return sqlite_waits(connection)


@contextmanager
def sqlite_waits(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Limit the wait for SQLite's lock, which an open transaction already has."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {min(before, MAX_WAIT_MS)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {before}")


@contextmanager
def postgresql_waits(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Limit the wait for row and table locks until the savepoint or the transaction ends."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{MAX_WAIT_MS}ms"])
    yield
    # After an error the rollback restores it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
