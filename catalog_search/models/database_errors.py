"""What errors of a database mean, whichever database it is."""

import re

from django.db import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)

FORBIDDEN = re.compile(r"permission denied|denied to")
MISSING = re.compile(
    r"no such (table|column)|unknown column|no column named"
    r"|(relation|column|table|schema) .*does(n't| not) exist"
)
"""What databases say, in small letters."""
FORBIDDEN_STATES = {"42501"}
MISSING_STATES = {"42P01", "42703", "3F000"}
"""PostgreSQL's codes, because it may say the words in any language."""


def is_outage(error: Exception) -> bool:
    """Return whether the database serves nobody: it is away, locked, full, damaged or only read.

    Or its user has no rights, or a table or column is missing.
    """
    if isinstance(error, OperationalError | InterfaceError | InternalError):
        return True  # A PostgreSQL that stands by raises InternalError.
    if type(error) is DatabaseError:
        # A damaged file. Django's own, of a row that is gone meanwhile, has no cause.
        return error.__cause__ is not None
    return is_forbidden(error) or is_missing(error)


def is_forbidden(error: Exception) -> bool:
    """Return whether the database does not let its user do this: read or write a table."""
    return isinstance(error, ProgrammingError) and is_of(error, FORBIDDEN_STATES, FORBIDDEN)


def is_missing(error: Exception) -> bool:
    """Return whether a table or column is missing that a migration would make."""
    return isinstance(error, DatabaseError) and is_of(error, MISSING_STATES, MISSING)


def is_of(error: Exception, states: set[str], words: re.Pattern[str]) -> bool:
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    return state in states if state else bool(words.search(str(error).lower()))
