"""catalog_doctor: each fault is named with its remedy, and --fix mends what is safe."""

import json
import shutil
import tempfile
from collections import namedtuple
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.db.models import Model
from django.utils import timezone

from catalog_search import conf
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.backends.memory_source import MemorySource
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo, PointToDelete, Product, Store, SyncRun, databases
from catalog_search.models.editors import Editor
from catalog_search.models.indexing.collections import Collection
from catalog_search.operations.doctor import machine, services
from catalog_search.text.store import words_cache
from catalog_search.types import Problem
from tests.support.pages import index_down
from tests.support.shops.factories import make_indexed_photo, make_photo, make_product, make_store

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clean")]


@pytest.fixture
def healthy(clean: None) -> Store:
    """A store that was synced and indexed a moment ago."""
    for color in ("red", "blue"):
        make_photo(make_product(title=f"{color} cup"), color)
    index_stale()
    store = make_store()
    SyncRun.objects.create(store=store, state=SyncRun.State.DONE, finished_at=timezone.now())
    return store


def doctor(*options: str) -> tuple[int, str]:
    """Return the command's exit status and what it printed."""
    out = StringIO()
    try:
        call_command("catalog_doctor", *options, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def names() -> dict[str, str]:
    """Return the level of each finding, by name."""
    answer = json.loads(doctor("--json")[1])
    return {finding["name"]: finding["level"] for finding in answer["findings"]}


def mended() -> list[str]:
    answer = json.loads(doctor("--fix", "--json")[1])
    assert all(each["done"] for each in answer["mended"])
    return [each["name"] for each in answer["mended"]]


def test_nothing_is_wrong(healthy: Store) -> None:
    assert doctor() == (0, "Nothing is wrong: 1 store.\n")
    assert json.loads(doctor("--json")[1]) == {"works": True, "findings": [], "mended": []}


def test_settings_that_cannot_be_read_end_the_examination(settings: Any) -> None:
    settings.CATALOG_SEARCH = {"STORE": {}}
    status, output = doctor()
    assert status == 1
    assert "FAULT (catalog_search.E001)" in output
    assert "  -> Correct or remove it" in output


def test_checks_are_told_with_their_hints(healthy: Store, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 0, "FACETS": []}
    status, output = doctor()
    assert status == 1
    assert "FAULT (catalog_search.E005)" in output
    assert "remove it to use the default, 24" in output


def test_a_source_that_does_not_answer(healthy: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("bucket", "The bucket is not there.")
    monkeypatch.setattr(MemorySource, "check", lambda self: [problem])
    assert names() == {"catalog_search.E012": "fault"}


def test_an_index_that_does_not_answer(healthy: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryIndex, "state", index_down)
    status, output = doctor("--fix")
    assert status == 1
    assert "FAULT (status)" in output
    assert "connection refused" in output


def test_tables_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("migrate", "catalog_search", "zero", verbosity=0)
    try:
        status, output = doctor()
    finally:
        call_command("migrate", verbosity=0)
    assert status == 1
    assert "(migrations) 1 migrations of catalog_search are not applied." in output
    assert "Run manage.py migrate." in output


def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise OperationalError("connection refused")

    monkeypatch.setattr(databases, "missing_migrations", refused)
    assert names() == {"database": "fault"}


@pytest.mark.parametrize("model", [Store, Photo, Collection, Editor])
def test_a_table_that_cannot_be_read(healthy: Store, model: type[Model]) -> None:
    table = model._meta.db_table
    said = f'relation "{table}" does not exist'

    def refuse(execute: Any, sql: str, *args: Any) -> Any:
        if f'"{table}"' in sql:
            raise ProgrammingError(said)
        return execute(sql, *args)

    with connection.execute_wrapper(refuse):
        status, output = doctor()
    assert status == 1
    assert "FAULT (rows)" in output
    assert said in output


def test_a_cache_that_takes_nothing(healthy: Store, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert names()["cache"] == "fault"


def test_a_storage_that_cannot_be_written(healthy: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: object, *args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    assert names() == {"storage": "caution"}
    assert doctor()[0] == 0


def test_a_storage_is_left_as_it_was(healthy: Store) -> None:
    before = conf.get_storage().listdir("")
    doctor("--fix")
    assert conf.get_storage().listdir("catalog_search")[1] == []
    assert before[1] == conf.get_storage().listdir("")[1]


def test_a_broker_and_its_queues(
    healthy: Store, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "tests.operations.test_health.waiting"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "QUEUE_DEPTHS": path}
    monkeypatch.setattr(services, "MANY_MESSAGES", 2)
    assert "3 messages wait in the queue celery." in doctor()[1]
    monkeypatch.setattr("tests.operations.test_health.DEPTHS", None)
    assert names()["broker"] == "fault"


def test_no_folder_for_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp', '/app']")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    assert names()["temporary files"] == "caution"


@pytest.mark.parametrize(("free", "level"), [(50 * 2**20, "fault"), (500 * 2**20, "caution")])
def test_a_disk_that_is_nearly_full(
    healthy: Store, monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**12, 10**12 - free, free))
    assert names() == {"disk": level}


def test_clocks_that_differ(healthy: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    later = {
        "sqlite": "SELECT strftime('%s', 'now', '+90 seconds')",
        "postgresql": "SELECT EXTRACT(EPOCH FROM clock_timestamp()) + 90",
        "mysql": "SELECT UNIX_TIMESTAMP(NOW(6)) + 90",
    }
    monkeypatch.setattr(machine, "NOW", later)
    status, output = doctor()
    assert status == 1
    assert "clock is +" in output


@pytest.mark.parametrize(
    ("state", "name"), [("failed", "sync failed"), ("stopped", "sync stopped")]
)
def test_a_last_sync_that_did_not_end_well(healthy: Store, state: str, name: str) -> None:
    message = "The bucket shoes refuses the key."
    ended = timezone.now()
    SyncRun.objects.create(store=healthy, state=state, message=message, finished_at=ended)
    status, output = doctor()
    assert status == 1
    assert f"FAULT ({name}) store demo: " in output
    assert message in output


def test_stores_that_were_never_or_long_ago_synced(healthy: Store) -> None:
    SyncRun.objects.update(started_at=timezone.now() - timedelta(days=3))
    assert "The last sync was 3 days ago." in doctor()[1]
    SyncRun.objects.all().delete()
    assert "It was never synced." in doctor()[1]


def test_a_sync_whose_process_died_is_ended(healthy: Store) -> None:
    run = SyncRun.objects.create(store=healthy, lock=healthy)
    assert names() == {}
    SyncRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(hours=5))
    assert names() == {"sync dead": "fault"}
    assert "sync dead" in mended()
    run.refresh_from_db()
    assert (run.state, run.lock_id) == (SyncRun.State.FAILED, None)


def test_photos_that_nobody_indexes(healthy: Store) -> None:
    make_photo()
    assert names() == {"stale": "caution"}
    SyncRun.objects.update(finished_at=timezone.now() - timedelta(hours=3))
    assert names() == {"stale": "fault"}
    Photo.objects.filter(behind=1).update(
        claimed_by="6f0c2a9e-4c55-4d0a-9a39-4c1f2f6f7d11",
        claimed_until=timezone.now() + timedelta(minutes=1),
    )
    assert names() == {}


def test_claims_of_dead_workers_are_ended(healthy: Store) -> None:
    photo = make_photo(
        claimed_by="6f0c2a9e-4c55-4d0a-9a39-4c1f2f6f7d11",
        claimed_until=timezone.now() - timedelta(minutes=1),
        attempts=2,
    )
    assert names() == {"claims expired": "caution"}
    assert "claims expired" in mended()
    photo.refresh_from_db()
    assert (photo.claimed_by, photo.claimed_until, photo.attempts) == (None, None, 2)


def test_quarantined_photos_and_why(healthy: Store) -> None:
    make_photo(state=Photo.State.QUARANTINED, reason="This is not a picture.")
    status, output = doctor()
    assert status == 0
    assert "1 photos could not be read or embedded, the first because: This is not" in output


def test_products_that_no_search_finds(healthy: Store) -> None:
    make_product(title="A cup without a photo")
    make_product(title="A hidden cup without a photo", visible=False)
    status, output = doctor()
    assert status == 0
    assert "1 products have no photo, so no search finds them." in output


def test_points_that_were_lost_are_indexed_again(healthy: Store) -> None:
    photo = Photo.objects.all()[0]
    conf.get_index().delete([photo.point_id])
    assert names() == {"points": "fault"}
    output = doctor("--fix")[1]
    assert "Mended: Compared rows and points: 1 photos will be indexed again" in output
    assert "(stale) store demo: 1 photos wait" in output
    index_stale()
    assert names() == {}


def test_points_of_deleted_photos_are_deleted(healthy: Store) -> None:
    photo = make_indexed_photo()
    point = photo.point_id
    photo.delete()
    PointToDelete.objects.create(point_id=point)
    assert names()["points to delete"] == "caution"
    assert "points to delete" in mended()
    assert conf.get_index().count() == 2
    assert "published" in mended(), "words still had the product"
    assert names() == {"without photo": "caution"}


def test_words_that_are_older_than_what_is_indexed_are_published(healthy: Store) -> None:
    Store.objects.update(indexed_at=timezone.now() + timedelta(seconds=1))
    assert names() == {"published": "caution"}
    before = words_cache.stored.newest(healthy, words_cache.KIND, words_cache.FORMAT)
    Store.objects.update(indexed_at=timezone.now())
    assert "published" in mended()
    after = words_cache.stored.newest(healthy, words_cache.KIND, words_cache.FORMAT)
    assert before is not None and after is not None and after.created_at > before.created_at


def test_fix_asks_nothing_and_loses_nothing(healthy: Store) -> None:
    before = Product.objects.count(), Photo.objects.count(), conf.get_index().count()
    status, output = doctor("--fix")
    assert status == 0
    assert output.splitlines() == ["Nothing is wrong: 1 store."]
    assert mended() == []
    assert before == (Product.objects.count(), Photo.objects.count(), conf.get_index().count())


def test_the_index_is_told_only_where_it_cannot_be_prepared(
    healthy: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryIndex, "prepare", index_down)
    [told] = json.loads(doctor("--fix", "--json")[1])["mended"]
    assert (told["name"], told["done"]) == ("prepare", False)
    assert "Not mended: connection refused" in doctor("--fix")[1]


def test_what_cannot_be_mended_is_told(healthy: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    conf.get_index().delete([Photo.objects.all()[0].point_id])
    monkeypatch.setattr(MemoryIndex, "payloads", index_down)
    status, output = doctor("--fix")
    assert status == 1
    assert "Not mended: connection refused" in output
