"""Fixtures of many tests: real servers, started when a test first asks for one."""

import contextlib
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples

from catalog_search import conf
from catalog_search.backends.onnx import prepared
from catalog_search.published import folder
from tests.support.servers import servers
from tests.support.without_torch import TORCH_IS_MISSING, needs_torch

if "PYTEST_XDIST_WORKER" in os.environ:
    # Test files run side by side; torch would start a thread per core in each of them.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

pytest.register_assert_rewrite("tests.support.browsing")
from tests.support.browsing import browser, visit  # noqa: E402, F401  fixtures of every file
from tests.support.clock import at  # noqa: E402, F401
from tests.support.one_thread import one_thread  # noqa: E402, F401

# The first example of a fresh checkout takes seconds: Hypothesis reads all modules before it.
# No example has a deadline: how long one takes is up to what else the machine does.
examples.register_profile("fresh", suppress_health_check=[HealthCheck.too_slow], deadline=None)
examples.load_profile("fresh")

MARKED_BY_FIXTURES = {
    "servers": {
        *("seaweedfs", "moto", "valkey_url"),
        *("postgres_url", "migrated_postgres", "postgres"),
    },
    "browser": {"browser", "visit"},
}
DEAR = {"browser", "servers", "slow"}
"""Marks of tests that take long."""
DEAR_PART = 0.7
"""The part of a run within which they are begun."""


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the files that need torch where it is not installed, as in the matrix."""
    own = collection_path / "conftest.py" if collection_path.is_dir() else collection_path
    is_read = own.name.startswith(("test_", "conftest")) and own.suffix == ".py" and own.exists()
    return True if TORCH_IS_MISSING and is_read and needs_torch(own) else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark tests by the fixtures they name; one that asks for a server later marks itself.

    Files with dear tests often wait for a server or a browser. They are spread over the first part
    of the run: others have the processor meanwhile, and at its end there is only small work left.
    """
    for item in items:
        for mark, fixtures in MARKED_BY_FIXTURES.items():
            if not fixtures.isdisjoint(getattr(item, "fixturenames", ())):
                item.add_marker(mark)
    yield
    dear = {item.path for item in items if DEAR & {mark.name for mark in item.iter_markers()}}
    place = places(list(dict.fromkeys(item.path for item in items)), dear)
    items.sort(key=lambda item: place[item.path])


def places(files: list[Path], dear: set[Path]) -> dict[Path, float]:
    """Return where in the run each file stands, from 0 to 1."""
    light = [file for file in files if file not in dear]
    first = [file for file in files if file in dear]
    return {
        **{file: index / len(light) for index, file in enumerate(light)},
        **{file: DEAR_PART * index / len(first) for index, file in enumerate(first)},
    }


def pytest_collection_finish() -> None:
    """Let Python's garbage collector pass over what is there before the first test.

    It would look through all tests and modules again and again, half a second each time.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def backends_of_its_own() -> Iterator[None]:
    """Every test starts with an empty index and source, and leaves none behind."""
    yield
    conf.forget_backends()


@pytest.fixture(autouse=True)
def language_of_its_own() -> Iterator[None]:
    """A page that LocaleMiddleware answered in French leaves the thread in French."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def copies_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a test publishes is written to a folder of its own."""
    monkeypatch.setattr(folder, "base", lambda: tmp_path)


@pytest.fixture(scope="session")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


@pytest.fixture(autouse=True)
def networks_of_all_tests(monkeypatch: pytest.MonkeyPatch, networks: Path) -> None:
    """What ONNX Runtime makes of the starter's networks, 270 MB, is made once."""
    monkeypatch.setattr(prepared, "place", lambda: networks)


@pytest.fixture(autouse=True)
def media_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Thumbnails of one test are no thumbnails of another, also where tests run side by side."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def seaweedfs() -> Iterator[servers.S3Server]:
    """A real S3-compatible store that checks credentials."""
    with servers.seaweedfs() as server:
        yield server


@pytest.fixture(scope="session")
def moto() -> Iterator[servers.S3Server]:
    """An S3 in this process; it lets anyone in."""
    with servers.moto() as server:
        yield server


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A broker for Celery: redis://127.0.0.1:.../0"""
    with servers.valkey() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL: DATABASE_URL, else one run for the tests. Its database is not to be filled."""
    with servers.postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """An entry of DATABASES for a PostgreSQL database that holds the project's tables."""
    import psycopg

    name = f"catalog_search_{uuid4().hex}"
    settings = {**servers.database_settings(postgres_url), "NAME": name}
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        with django_db_blocker.unblock(), default_database(settings):
            call_command("migrate", verbosity=0)
        yield settings
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres(migrated_postgres: dict[str, Any], django_db_blocker: Any) -> Iterator[None]:
    """The test's default database, of every thread, is PostgreSQL; instead of `db`."""
    with django_db_blocker.unblock(), default_database(migrated_postgres):
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(
    params=[
        pytest.param(
            "sqlite", marks=[pytest.mark.django_db(transaction=True), pytest.mark.either_database]
        ),
        pytest.param("postgres", marks=pytest.mark.servers),
    ]
)
def either_database(request: pytest.FixtureRequest) -> str:
    """Run the test on SQLite, then on PostgreSQL; commits are real on both."""
    if request.param == "postgres":
        request.getfixturevalue("postgres")
    return str(request.param)


@contextlib.contextmanager
def default_database(settings: dict[str, Any]) -> Iterator[None]:
    """Point `default` at another database, then back at the one before."""
    configured, connection = connections.settings["default"], connections["default"]
    other = connections.configure_settings({"default": settings})["default"]
    connections.settings["default"] = other
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = configured
        connections["default"] = connection
