"""Messages that commands print instead of a traceback."""

import errno
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError

from catalog_search.exceptions import CatalogSearchError, gettext_noop, message
from catalog_search.management.database_failures import explain_database
from catalog_search.models import databases
from catalog_search.models.database_errors import is_missing, is_outage


def translated_message(msgid: str, **values: object) -> str:
    """Return the message in the project's language. Commands import it as `_`."""
    return message(msgid, **values).translated


FULL = (errno.ENOSPC, errno.EDQUOT)
FAILURES = (
    *(CatalogSearchError, DatabaseError, InterfaceError),
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
    if is_missing(error) and lacks_migrations():
        return explain_migrations(error)
    if is_outage(error):
        return explain_database(error)
    is_full = error.errno in FULL if isinstance(error, OSError) else "is full" in str(error)
    if is_full:
        return explain_full_disk(error)
    raise error


def lacks_migrations() -> bool:
    """Return whether migrations are not applied, as far as the database tells."""
    try:
        return bool(databases.missing_migrations(None))
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
