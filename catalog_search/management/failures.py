"""Messages that commands print instead of a traceback."""

import errno
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError, InternalError, OperationalError, ProgrammingError

from catalog_search.exceptions import CatalogSearchError, gettext_noop, message
from catalog_search.management.database_failures import explain_database
from catalog_search.models import databases


def translated_message(msgid: str, **values: object) -> str:
    """Return the message in the project's language. Commands import it as `_`."""
    return message(msgid, **values).translated


FULL = (errno.ENOSPC, errno.EDQUOT)
FAILURES = (
    *(CatalogSearchError, OperationalError, InternalError, ProgrammingError),
    *(OSError, sqlite3.OperationalError),
)
"""What words_for() has words for, or raises again. SQLite keeps a sync's temporary tables."""


@contextmanager
def failures_told() -> Iterator[None]:
    """End the command with words for the package's own errors, a database in trouble, a full disk.

    Any other error is a traceback.
    """
    try:
        yield
    except FAILURES as error:
        raise CommandError(words_for(error)) from error


def words_for(error: Exception) -> str:
    """Return what happened and what to do. An error that is none of those is raised again."""
    if isinstance(error, CatalogSearchError):
        return str(error)
    if isinstance(error, DatabaseError) and lacks_migrations(error):
        return explain_migrations(error)
    if isinstance(error, OperationalError | InternalError) or is_forbidden(error):
        return explain_database(error)
    is_full = error.errno in FULL if isinstance(error, OSError) else "is full" in str(error)
    if is_full:
        return explain_full_disk(error)
    raise error


NO_TABLE = re.compile(r"no such (table|column)|does(n't| not) exist|unknown column|no column named")


def lacks_migrations(error: DatabaseError) -> bool:
    """Return whether a table or column is missing that a migration would make."""
    try:
        return bool(NO_TABLE.search(str(error).lower()) and databases.missing_migrations(None))
    except DatabaseError:
        return False  # It does not answer.


def explain_migrations(error: Exception) -> str:
    return message(
        gettext_noop(
            "A table or column is missing (%(error)s), and migrations are not applied. Run "
            "manage.py migrate, then the command again."
        ),
        error=str(error).strip().partition("\n")[0],
    ).translated


def explain_full_disk(error: Exception) -> str:
    """Return what could not be written, and where room may be missing."""
    return message(
        gettext_noop(
            "A disk is full (%(error)s). Free some space, also for temporary files in %(folder)s, "
            "then run the command again: it goes on where it stopped."
        ),
        error=error,
        folder=tempfile.gettempdir(),
    ).translated


def is_forbidden(error: Exception) -> bool:
    """Return whether the database does not let its user do this: read or write a table."""
    words = str(error).lower()
    return isinstance(error, ProgrammingError) and (
        "permission denied" in words or "denied to" in words
    )
