"""What to do about what a database said, by its words."""

import re
from pathlib import Path

from catalog_search.exceptions import gettext_noop, message
from catalog_search.models import database_errors, databases

REMEDIES = (
    (
        # MySQL and MariaDB, of characters that a table of utf8mb3 or latin1 cannot hold.
        r"incorrect string value|illegal mix of collations",
        gettext_noop(
            "The database's tables cannot hold every character, such as those of emoji "
            "(%(error)s). Convert them, ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb4, "
            "and give the database this character set, then run the command again."
        ),
    ),
    (
        r"malformed|is not a database",
        gettext_noop(
            "The database's file is damaged (%(error)s). Restore %(file)s from a backup, then run "
            "the command again."
        ),
    ),
    (
        database_errors.MISSING.pattern,
        gettext_noop(
            "The database lacks a table or column that migrations made (%(error)s). Restore it "
            "from a backup, then run the command again."
        ),
    ),
    (
        r"readonly database",
        gettext_noop(
            "The database's file may not be written (%(error)s). See that the user who runs this "
            "command may write %(file)s and its folder, then run the command again."
        ),
    ),
    (
        r"database is locked|database table is locked",
        gettext_noop(
            "Another process is writing to the database's file (%(error)s). Run the command again "
            "when that has ended: it goes on where it stopped."
        ),
    ),
    (
        r"read-only|read only",
        gettext_noop(
            "The database takes no changes (%(error)s). See that the settings name the one that "
            "is written to, not its copy, then run the command again."
        ),
    ),
    (
        r"permission denied|command denied|access denied|authentication failed",
        gettext_noop(
            "The database does not let its user do this (%(error)s). See that the settings name "
            "the right user and password, and that this user may read and write the tables, then "
            "run the command again."
        ),
    ),
)
"""Patterns of a database's words, in small letters, and what to do."""

NO_FOLDER = gettext_noop(
    "The folder of the database's file is not there (%(error)s): %(folder)s. Make it, or correct "
    "DATABASES, then run the command again."
)
NOT_OPENED = gettext_noop(
    "The database's file cannot be opened (%(error)s). See that the user who runs this command may "
    "read and write %(file)s and its folder, then run the command again."
)
ANY = gettext_noop(
    "The database does not do what it was asked (%(error)s). See that it runs and that its "
    "disk has space, then run the command again: it goes on where it stopped."
)


def explain_database(error: Exception) -> str:
    """Return what the database said, and what to do about it."""
    file = Path(str(databases.connection().settings_dict["NAME"]))
    words = remedy(str(error).lower(), file)
    return message(words, error=error, file=file, folder=file.parent).translated


def remedy(said: str, file: Path) -> str:
    if "unable to open database file" in said:
        return NOT_OPENED if file.parent.is_dir() else NO_FOLDER
    return next((words for pattern, words in REMEDIES if re.search(pattern, said)), ANY)
