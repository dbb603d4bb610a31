"""What a command prints instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import OperationalError

from catalog_search.exceptions import CatalogSearchError, gettext_noop, message


def said(msgid: str, **values: object) -> str:
    """Return the message in the project's language. Commands import it as `_`."""
    return message(msgid, **values).translated


@contextmanager
def failures_told() -> Iterator[None]:
    """End the command with words for the package's own errors and for a database in trouble."""
    try:
        yield
    except CatalogSearchError as error:
        raise CommandError(str(error)) from error
    except OperationalError as error:
        raise CommandError(explain_database(error)) from error


def explain_database(error: OperationalError) -> str:
    """Return what the database said, and what to do about it."""
    return message(
        gettext_noop(
            "The database does not do what it was asked (%(error)s). See that it runs and that its "
            "disk has space, then run the command again: it goes on where it stopped."
        ),
        error=error,
    ).translated
