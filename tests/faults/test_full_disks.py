"""Fault 23: the disk of the index or of the database is full, and later it is not."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from catalog_search import conf
from catalog_search.backends.qdrant import QdrantIndex
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import Reconciliation, reconcile
from catalog_search.models import Photo, Product, SyncRun
from catalog_search.protocols.guarded import GuardedIndex
from catalog_search.types import Record
from tests.faults.conftest import use_index
from tests.support.pages import text
from tests.support.servers.qdrant_server import qdrant_server
from tests.support.shops.factories import color_bytes, make_photo, make_product

FULL = r"full.*Free some space"


def fill_the_disk_of_the_index() -> None:
    """Let the engine's own database find no room for another page, as on a full disk."""
    guard = conf.get_index()
    assert isinstance(guard, GuardedIndex)
    index = guard.index
    assert isinstance(index, QdrantIndex)
    with index.client() as client:
        storage = client._client.collections[index.collection].storage.storage  # type: ignore[attr-defined]
        [[pages]] = storage.execute("PRAGMA page_count")
        storage.execute(f"PRAGMA max_page_count = {pages}")


def waiting() -> set[tuple[Any, ...]]:
    rows = Photo.objects.filter(indexed_etag="")
    return set(rows.values_list("state", "attempts", "claimed_by", "reason"))


def index_one_photo_and_leave_no_space_for_40() -> None:
    make_photo(make_product(title="red cup"), "red")
    index_stale()
    fill_the_disk_of_the_index()
    for _ in range(40):
        make_photo(make_product(title="blue cup", description="long " * 200), "blue")


@pytest.mark.django_db
class TestIndexFolder:
    def test_photos_wait_and_are_indexed_when_there_is_space(self, index_folder: Path) -> None:
        index_one_photo_and_leave_no_space_for_40()
        with pytest.raises(IndexUnavailable, match=FULL):
            index_stale()
        assert waiting() == {("live", 0, None, "")}
        assert index_stale().total == 40
        assert conf.get_index().count() == 41
        assert reconcile() == Reconciliation(0, 0, 0, 0)

    def test_the_command_ends_with_words_and_the_index_is_whole(self, index_folder: Path) -> None:
        index_one_photo_and_leave_no_space_for_40()
        with pytest.raises(CommandError, match=FULL):
            call_command("catalog_index", "--json")
        [rows] = index_folder.glob("collection/*/storage.sqlite*")
        with closing(sqlite3.connect(rows)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert not list(index_folder.rglob("*-journal"))
        call_command("catalog_index", "--json")
        assert conf.get_index().count() == 41

    def test_what_is_indexed_is_found_meanwhile(
        self, client: Client, index_folder: Path, settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        index_one_photo_and_leave_no_space_for_40()
        with pytest.raises(IndexUnavailable):
            index_stale()
        assert "temporarily unavailable" not in text(client.get("/", {"q": "red cup"}))

    def test_a_collection_that_could_not_be_noted_is_made_again(self, index_folder: Path) -> None:
        photo = make_photo(color="red")
        conf.get_index().count()
        # /dev/full answers like a full disk; the engine writes its list of collections here.
        half_written = index_folder / "meta.json.tmp"
        half_written.symlink_to("/dev/full")
        with pytest.raises(IndexUnavailable, match=FULL):
            index_stale()
        assert not os.path.lexists(half_written)
        assert index_stale().indexed == 1
        conf.get_index().close()
        assert list(conf.get_index().ids()) == [photo.point_id]


@pytest.mark.django_db
def test_a_server_without_space_says_so_and_goes_on_answering(settings: Any) -> None:
    with qdrant_server() as server:
        use_index(settings, url=server.url, timeout=1, write_timeout=1)
        make_photo(color="red")
        index_stale()
        make_photo(color="blue")
        words = "Service internal error: No space left on device: WAL buffer size exceeds capacity"
        server.fault = lambda handler: (
            handler.asked.startswith("PUT") and handler.refuse(500, words)
        )
        for _ in range(4):
            with pytest.raises(IndexUnavailable, match="no space left on its disk: free some"):
                index_stale()
        assert waiting() == {("live", 0, None, "")}
        assert conf.get_index().count() == 1
        server.fault = lambda handler: False
        assert index_stale().indexed == 1
        assert conf.get_index().count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        sqlite3.OperationalError("database or disk is full"),
    ],
)
def test_without_room_for_temporary_files_a_sync_says_so_and_goes_on_later(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    source: Any = conf.get_source("demo")
    source.stored_records = [Record("a", "Red cup")]
    with monkeypatch.context() as patch:
        patch.setattr(source, "records", Mock(side_effect=error))
        with pytest.raises(CommandError, match=r"disk is full.*Free some space"):
            call_command("catalog_sync")
    assert SyncRun.objects.get().state == SyncRun.State.FAILED
    call_command("catalog_sync")
    assert Product.objects.get().title == "Red cup"


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
class TestDatabase:
    @pytest.fixture
    def full(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
        """The database has no room for another page, as on a full disk, until it is undone."""
        options = connection.settings_dict["OPTIONS"]
        with connection.cursor() as cursor:
            # Pages that earlier tests have freed would be used first.
            cursor.execute("VACUUM")
            [pages] = cursor.execute("PRAGMA page_count").fetchone()
        with monkeypatch.context() as patch:
            # Connections are opened again after an error.
            limited = f"{options['init_command']} PRAGMA max_page_count = {pages};"
            patch.setitem(options, "init_command", limited)
            connection.close()
            yield patch
        connection.close()

    def test_a_sync_ends_with_words_and_the_next_one_does_the_rest(
        self, full: pytest.MonkeyPatch
    ) -> None:
        source = conf.get_source("demo")
        for number in range(300):
            key = f"{number}.png"
            record = Record(sku=key, title="cup", description="long " * 500, images=(key,))
            source.stored_records.append(record)  # type: ignore[attr-defined]
            source.stored_photos[key] = color_bytes("red")  # type: ignore[attr-defined]
        with pytest.raises(CommandError, match=r"database.*full.*disk has space"):
            call_command("catalog_sync", "--json")
        full.undo()
        connection.close()
        SyncRun.objects.update(lock=None)
        call_command("catalog_sync", "--json")
        assert Photo.objects.count() == 300
