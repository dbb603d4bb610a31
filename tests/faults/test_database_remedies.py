"""A command that a database refuses says what to do about that refusal, not about another one."""

import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, OperationalError, ProgrammingError, connection

from catalog_search.management.failures import words_for
from tests.conftest import default_database

ANY = "See that it runs"


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (OperationalError("attempt to write a readonly database"), "may write"),
        (OperationalError("database is locked"), "Another process"),
        (InternalError("cannot execute INSERT in a read-only transaction"), "takes no changes"),
        (
            OperationalError(1290, "The MySQL server is running with the --read-only option"),
            "takes no changes",
        ),
        (ProgrammingError("permission denied for table catalog_search_store"), "may read and"),
        (OperationalError(1142, "INSERT command denied to user 'web'@'host'"), "may read and"),
        (OperationalError('FATAL: password authentication failed for user "web"'), "password"),
        (OperationalError(1045, "Access denied for user 'web'@'host'"), "password"),
        (OperationalError("no such table: catalog_search_store"), "lacks a table"),
        (ProgrammingError('relation "catalog_search_store" does not exist'), "lacks a table"),
        (OperationalError("server closed the connection unexpectedly"), ANY),
        (OperationalError("could not connect to server: Connection refused"), ANY),
    ],
)
def test_each_refusal_has_its_own_advice(db: None, error: Exception, advice: str) -> None:
    said = words_for(error)
    assert advice in said
    assert str(error) in said
    assert (ANY in said) == (advice == ANY)


@pytest.fixture
def database_file(django_db_blocker: Any, tmp_path: Path) -> Iterator[Path]:
    """A migrated SQLite file, which is the default database meanwhile."""
    path = tmp_path / "rows.sqlite3"
    options = {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
    with django_db_blocker.unblock(), default_database(options):
        call_command("migrate", "catalog_search", verbosity=0)
        yield path


def test_a_file_that_may_not_be_written_is_named(database_file: Path) -> None:
    connection.ensure_connection()
    raw = connection.connection
    assert isinstance(raw, sqlite3.Connection)
    raw.execute("PRAGMA query_only = on")
    with pytest.raises(CommandError) as told:
        call_command("catalog_sync")
    assert f"may write {database_file} and its folder" in str(told.value)


def test_a_damaged_file_is_told(database_file: Path) -> None:
    connection.close()
    data = database_file.read_bytes()
    for kept in (0, 5000):
        database_file.write_bytes(data[:kept] + b"x" * (len(data) - kept))
        for command in ("catalog_sync", "catalog_index", "catalog_status"):
            with pytest.raises((CommandError, SystemExit)) as told:
                call_command(command, stderr=(errors := StringIO()))
            said = f"{told.value} {errors.getvalue()}"
            assert "is damaged" in said
            assert str(database_file) in said


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_cannot_be_opened_is_named(
    django_db_blocker: Any, tmp_path: Path, is_there: bool
) -> None:
    folder = tmp_path / "data"
    path = folder / "rows.sqlite3"
    if is_there:
        path.mkdir(parents=True)
    options = {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
    with (
        django_db_blocker.unblock(),
        default_database(options),
        pytest.raises(CommandError) as told,
    ):
        call_command("catalog_sync")
    assert (str(path) if is_there else "not there (unable") in str(told.value)
    assert str(folder) in str(told.value)
    assert ANY not in str(told.value)
