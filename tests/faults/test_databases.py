"""A database that cannot be reached or is locked: pages say so, and when to return."""

import json
import logging
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
)
from django.test import Client
from django.urls import reverse

from catalog_search import signals
from catalog_search.exceptions import TooManyRequests
from catalog_search.models import Store, databases
from catalog_search.views import pages
from tests.conftest import default_database
from tests.support.refusing_database import read_only, written_by_another
from tests.support.shops.factories import make_indexed_photo, make_photo, make_product, make_store

WORDS = "The search service is not responding"


@pytest.fixture(params=[OperationalError, InterfaceError, InternalError])
def gone(request: Any, db: None) -> Iterator[None]:
    """Every statement fails as when the database's server has gone."""

    def refuse(*args: object) -> None:
        raise request.param("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("name", ["search", "photo", "camera", "looks"])
def test_a_page_without_a_database_says_when_to_return(
    client: Client, gone: None, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get(reverse(f"catalog_search:{name}"), {"q": "red"})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert WORDS in answer.content.decode()
    assert "closed the connection" not in answer.content.decode()
    assert logging.ERROR in {each.levelno for each in caplog.records}


@pytest.fixture
def atomic_requests(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *[("/healthz", 200), ("/", 503), ("/api/search", 503)],
        *[("/api/openapi.json", 200), ("/api/nothing", 404), ("/photos/1/96.webp", 503)],
        *[("/banners/1.webp", 503), ("/desk/", 503), ("/desk/demo/", 503)],
    ],
)
def test_requests_that_are_transactions_are_answered_without_a_database(
    client: Client, atomic_requests: None, address: str, status: int
) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    away = refuse_with(OperationalError("could not connect to server"))
    with connection.execute_wrapper(away):
        assert client.get(address).status_code == status


@pytest.mark.parametrize("is_atomic", [True, False])
def test_what_a_project_writes_for_a_basket_is_one_transaction(
    client: Client, atomic_requests: None, monkeypatch: pytest.MonkeyPatch, is_atomic: bool
) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", is_atomic)
    make_product(sku="a", store=make_store())

    def fail(**payload: Any) -> None:
        User.objects.create(username="half")
        raise ValueError

    signals.added_to_basket.connect(fail)
    try:
        with pytest.raises(ValueError):
            client.post("/basket/", {"sku": "a"})
    finally:
        signals.added_to_basket.disconnect(fail)
    assert User.objects.exists() is not is_atomic


@pytest.mark.parametrize(
    ("method", "name", "params", "status"),
    [
        ("get", "search", {"page": "x"}, 400),
        ("get", "search", {"sort": "nonsense"}, 400),
        ("post", "search", {}, 405),
        ("put", "photo", {}, 405),
        ("post", "camera", {}, 400),
    ],
)
def test_what_a_request_got_wrong_is_told_without_a_database(
    client: Client, gone: None, method: str, name: str, params: dict[str, str], status: int
) -> None:
    answer = getattr(client, method)(reverse(f"catalog_search:{name}"), params)
    assert (answer.status_code, "Allow" in answer) == (status, status == 405)
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/?sort=price"])
def test_a_limit_holds_without_a_database(
    client: Client, gone: None, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(pages, "page_engines", refuse_with(TooManyRequests("Wait a minute.")))
    answer = client.get(address)
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
    assert "Wait a minute." in answer.content.decode()


def refuse_with(error: Exception) -> Any:
    def refuse(*args: object) -> None:
        raise error

    return refuse


def told_by(driver: Exception, error: type[DatabaseError]) -> DatabaseError:
    """Return a driver's error as Django raises it."""
    translated = error(*driver.args)
    translated.__cause__ = driver
    return translated


def german(words: str, sqlstate: str) -> Exception:
    driver = Exception(words)
    driver.sqlstate = sqlstate  # type: ignore[attr-defined]
    return driver


@pytest.mark.parametrize(
    ("error", "is_outage"),
    [
        (ProgrammingError("permission denied for table catalog_search_store"), True),
        (ProgrammingError('relation "catalog_search_store" does not exist'), True),
        (ProgrammingError("(1146, \"Table 'shop.catalog_search_store' doesn't exist\")"), True),
        (told_by(german("keine Berechtigung für Tabelle x", "42501"), ProgrammingError), True),
        (told_by(german("Spalte »x« existiert nicht", "42703"), ProgrammingError), True),
        (told_by(sqlite3.DatabaseError("file is not a database"), DatabaseError), True),
        (
            told_by(german("function lower(integer) does not exist", "42883"), ProgrammingError),
            False,
        ),
        (ProgrammingError("operator does not exist: integer = text"), False),
        (ProgrammingError('syntax error at or near "FROM"'), False),
        (DatabaseError("Save with update_fields did not affect any rows."), False),
        (IntegrityError("UNIQUE constraint failed"), False),
    ],
)
def test_what_a_statement_got_wrong_is_no_outage(
    client: Client, db: None, error: Exception, is_outage: bool
) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse_with(error)):
        for address in ("/", "/api/search", "/photos/1/96.webp", "/desk/", "/desk/demo/"):
            assert client.get(address).status_code == (503 if is_outage else 500), address
        assert client.get("/?page=x").status_code == (400 if is_outage else 500)


def test_the_api_without_a_database_says_when_to_return(client: Client, gone: None) -> None:
    answer = client.get("/api/search", {"q": "red"})
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (503, True)
    assert WORDS in json.loads(answer.content)["detail"]


@pytest.fixture
def cache_table(transactional_db: None, settings: Any) -> Iterator[str]:
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "cache_table"}}
    call_command("createcachetable")
    yield "cache_table"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache_table")


@pytest.mark.sqlite
@pytest.mark.parametrize("in_database", [False, True])
def test_no_page_waits_for_a_lock_as_long_as_the_connection_may(
    client: Client, transactional_db: None, request: Any, in_database: bool
) -> None:
    """The lock is held all the time, and the connection's own wait is 20 seconds.

    A cache in the database is waited for once.
    """
    if in_database:
        request.getfixturevalue("cache_table")
    photo = make_indexed_photo(make_product(title="red cup"))
    waits: list[int] = []
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        if sql.startswith(("INSERT", "UPDATE", "DELETE", "BEGIN")):
            waits.append(connection.connection.execute("PRAGMA busy_timeout").fetchone()[0])
        return execute(sql, params, many, context)

    pages = ["/?q=red", reverse("catalog_search:product", args=[photo.product_id]), "/"]
    with written_by_another(), connection.execute_wrapper(note):
        for page in pages:
            asked.clear()
            assert (
                client.get(page, headers={"Referer": "http://testserver/?q=red"}).status_code == 200
            )
    assert max(waits) <= 100
    assert not any("cache_table" in sql for sql in asked)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("thumbnail", [1, 96, "webp"]),
        ("square_thumbnail", [1, 96, "webp"]),
        ("look_picture", ["hall"]),
        ("banner_picture", [1]),
    ],
)
def test_a_picture_without_a_database_is_a_drawing(
    client: Client, gone: None, name: str, args: list[Any]
) -> None:
    answer = client.get(reverse(f"catalog_search:{name}", args=args))
    assert (answer.status_code, answer["Content-Type"]) == (503, "image/svg+xml")
    assert int(answer["Retry-After"]) > 0


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_what_the_desk_cannot_write_is_told(client: Client) -> None:
    make_store()
    client.force_login(User.objects.create_superuser("merchant"))
    address = reverse("catalog_search:desk_new_synonym", args=["demo"])
    with read_only():
        assert client.get(address).status_code == 200
        answer = client.post(address, {"words": "mug, cup", "kind": "equal", "finds": ""})
    assert answer.status_code == 503
    assert WORDS in answer.content.decode()


@pytest.mark.parametrize("name", ["desk", "desk_home"])
def test_the_desk_without_a_database_says_so(client: Client, db: None, name: str) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    away = refuse_with(OperationalError("could not connect to server"))
    with connection.execute_wrapper(away):
        answer = client.get(
            reverse(f"catalog_search:{name}", args=["demo"] if name != "desk" else [])
        )
    assert (answer.status_code, WORDS in answer.content.decode()) == (503, True)


def refuse_writes(error: type[Exception], words: str) -> Any:
    """Make every statement that writes fail with these words; a context manager."""

    def refuse(execute: Any, sql: str, *args: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "catalog_search" in sql:
            raise error(words)
        return execute(sql, *args)

    return connection.execute_wrapper(refuse)


def test_the_desk_of_a_database_that_stands_by_says_so(client: Client, db: None) -> None:
    make_store()
    client.force_login(User.objects.create_superuser("merchant"))
    address = reverse("catalog_search:desk_new_synonym", args=["demo"])
    with refuse_writes(InternalError, "cannot execute INSERT in a read-only transaction"):
        assert client.get(address).status_code == 200
        answer = client.post(address, {"words": "mug, cup", "kind": "equal", "finds": ""})
    assert (answer.status_code, WORDS in answer.content.decode()) == (503, True)


def test_a_transaction_has_the_write_lock_from_its_beginning(
    django_db_blocker: Any, tmp_path: Path
) -> None:
    """SQLite refuses at once to write what was read before another process wrote."""
    path = tmp_path / "rows"
    options = {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {"timeout": 1}}
    with django_db_blocker.unblock(), default_database(options):
        call_command("migrate", "catalog_search", verbosity=0)
        with databases.transaction():
            row = make_store()
            other = sqlite3.connect(path, timeout=0)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("UPDATE catalog_search_store SET name = 'Other'")
            other.close()
            row.save()
        assert Store.objects.get().slug == "demo"
        assert connections["default"].transaction_mode is None


def test_the_desk_of_a_database_without_stores_that_stands_by_says_so(
    client: Client, db: None
) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    with refuse_writes(OperationalError, "attempt to write a readonly database"):
        answer = client.get(reverse("catalog_search:desk"))
    assert (answer.status_code, WORDS in answer.content.decode()) == (503, True)


def test_tables_that_cannot_hold_a_character_are_to_be_converted(db: None) -> None:
    make_photo(make_product(title="red mug"))
    said = "(1366, \"Incorrect string value: '\\xF0\\x9F...' for column 'title'\")"
    with refuse_writes(OperationalError, said), pytest.raises(CommandError, match="utf8mb4"):
        call_command("catalog_sync", stdout=StringIO(), stderr=StringIO())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (InternalError, "cannot execute INSERT in a read-only transaction"),
        (ProgrammingError, "permission denied for table catalog_search_syncrun"),
        (ProgrammingError, "INSERT command denied to user 'web'"),
    ],
)
@pytest.mark.parametrize("command", ["catalog_sync", "catalog_index"])
def test_a_command_that_may_not_write_says_why(
    db: None, command: str, error: type[Exception], words: str
) -> None:
    make_photo(make_product(title="red mug"))
    with refuse_writes(error, words), pytest.raises((CommandError, SystemExit)) as caught:
        call_command(command, stdout=StringIO(), stderr=(told := StringIO()))
    assert words in f"{caught.value} {told.getvalue()}"
