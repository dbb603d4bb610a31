"""The tests' database, whichever it is, as one that cannot be written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from catalog_search.models import Click, SearchCount


@contextmanager
def written_by_another() -> Iterator[None]:
    """Another connection holds the lock that counts of searches and clicks need."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            for statement in locking():
                cursor.execute(statement)
        yield
    finally:
        other.close()


def locking() -> list[str]:
    if connection.vendor == "sqlite":
        return ["BEGIN IMMEDIATE"]
    tables = ", ".join(model._meta.db_table for model in (SearchCount, Click))
    return ["BEGIN", f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE"]


@contextmanager
def read_only() -> Iterator[None]:
    """This connection can read and not write."""
    sqlite = connection.vendor == "sqlite"
    name = "PRAGMA query_only" if sqlite else "SET SESSION default_transaction_read_only"
    with connection.cursor() as cursor:
        cursor.execute(f"{name} = on")
        yield
        cursor.execute(f"{name} = off")


def longest_wait() -> str:
    """Return for how long this connection waits for a lock, in the database's words."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout" if sqlite else "SHOW lock_timeout")
        return str(cursor.fetchone()[0])
