"""Fault 20 and siblings: an index folder that is damaged, foreign, locked or not a folder.

Every face says what is wrong and what to do: pages fall back or answer 503, commands end with
words, and once the folder was moved away the commands named there fill a new one.
"""

import gc
import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo
from tests.support.pages import send, text, titles
from tests.support.shops.factories import color_bytes, make_photo, make_product

pytestmark = [
    pytest.mark.django_db,
    # qdrant-client leaves files open that it could not use.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

DEGRADED = "Search by meaning is temporarily unavailable"
MOVE_IT = r"damaged, or another version.*catalog_index --reconcile"


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What is left open is collected within the test that expects it, not in another one."""
    yield
    gc.collect()


@pytest.fixture
def filled(settings: Any, tmp_path: Path, index_folder: Path) -> Path:
    """Return the folder of an index with two photos, closed."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    for color in ("red", "blue"):
        make_photo(make_product(title=f"{color} cup"), color)
    index_stale()
    conf.forget_backends()
    # The fake source lives in memory.
    for photo in Photo.objects.all():
        color = "red" if "red" in photo.key else "blue"
        conf.get_source("demo").stored_photos[photo.key] = color_bytes(color)  # type: ignore[attr-defined]
    return index_folder


def rows(folder: Path) -> Path:
    [path] = folder.glob("collection/*/storage.sqlite")
    return path


def truncate_rows(folder: Path) -> None:
    data = rows(folder).read_bytes()
    rows(folder).write_bytes(data[: len(data) // 2])


def garbage_for_rows(folder: Path) -> None:
    rows(folder).write_bytes(os.urandom(9000))


def row_of_another_version(folder: Path) -> None:
    with closing(sqlite3.connect(rows(folder))) as database, database:
        point = pickle.dumps(Path()).replace(b"PosixPath", b"GonePath_")
        database.execute("UPDATE points SET point = ?", (point,))


def row_that_is_no_pickle(folder: Path) -> None:
    with closing(sqlite3.connect(rows(folder))) as database, database:
        database.execute("UPDATE points SET point = ?", (b"\x00\x01",))


def table_of_another_version(folder: Path) -> None:
    with closing(sqlite3.connect(rows(folder))) as database, database:
        database.execute("DROP TABLE points")
        database.execute("CREATE TABLE points (key TEXT)")


def garbage_for_meta(folder: Path) -> None:
    (folder / "meta.json").write_bytes(b"\xff\xfe{")


def empty_meta(folder: Path) -> None:
    (folder / "meta.json").write_text("")


def meta_that_is_a_list(folder: Path) -> None:
    (folder / "meta.json").write_text("[]")


def meta_without_collections(folder: Path) -> None:
    (folder / "meta.json").write_text("{}")


def meta_of_a_newer_version(folder: Path) -> None:
    meta = json.loads((folder / "meta.json").read_text())
    for config in meta["collections"].values():
        config["vectors"] = {"photo": {"size": "many", "distance": "Newest"}}
    (folder / "meta.json").write_text(json.dumps(meta))


DAMAGES = [
    truncate_rows,
    garbage_for_rows,
    row_of_another_version,
    row_that_is_no_pickle,
    table_of_another_version,
    garbage_for_meta,
    empty_meta,
    meta_that_is_a_list,
    meta_without_collections,
    meta_of_a_newer_version,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_told_everywhere_and_filled_anew(
    client: Client, filled: Path, damage: Callable[[Path], None]
) -> None:
    damage(filled)
    check_faces(client, MOVE_IT)
    shutil.move(filled, filled.with_name("moved-away"))
    refill(client)


def check_faces(client: Client, words: str) -> None:
    """Check what shoppers and commands get, each from a process that has just started."""
    anew()
    answer = client.get("/", {"q": "red cup"})
    assert answer.status_code == 200
    assert DEGRADED in text(answer)
    assert titles(answer) == ["red cup"]
    product = Photo.objects.all()[0].product_id
    assert client.get(reverse("catalog_search:product", args=[product])).status_code == 200
    assert send(client, color_bytes("red")).status_code == 503
    anew()
    for command in (["catalog_index", "--reconcile"], ["catalog_categorize"]):
        with pytest.raises(CommandError, match=words):
            call_command(*command)
    with pytest.raises(IndexUnavailable, match=words):
        conf.get_index().state()


def anew() -> None:
    """Forget the index, as a new process would, but not the photos of the fake source."""
    with conf.BUILDING:
        if "index" in conf.BUILT:
            conf.BUILT.pop("index").close()


def refill(client: Client) -> None:
    anew()
    call_command("catalog_index", "--reconcile", "--json")
    assert conf.get_index().count() == 2
    assert DEGRADED not in text(client.get("/", {"q": "red cup"}))


def missing_rows(folder: Path) -> None:
    shutil.rmtree(folder / "collection")


def empty_rows(folder: Path) -> None:
    rows(folder).write_bytes(b"")


def folder_lost(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("lose", [missing_rows, empty_rows, folder_lost])
def test_a_lost_index_is_no_empty_shop_and_reconciling_fills_it(
    client: Client, filled: Path, lose: Callable[[Path], None]
) -> None:
    lose(filled)
    answer = client.get("/", {"q": "red cup"})
    assert DEGRADED in text(answer)
    assert titles(answer) == ["red cup"]
    refill(client)


def file_for_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("")


def folder_for_meta(folder: Path) -> None:
    (folder / "meta.json").unlink()
    (folder / "meta.json").mkdir()


@pytest.mark.parametrize("misplace", [file_for_folder, folder_for_meta])
def test_what_lies_where_something_else_belongs_is_told(
    client: Client, filled: Path, misplace: Callable[[Path], None]
) -> None:
    misplace(filled)
    check_faces(client, r"file lies where a folder belongs.*Move it away")
    shutil.move(filled, filled.with_name("moved-away"))
    refill(client)


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), sqlite3.OperationalError("readonly")]
)
def test_missing_rights_are_told(
    client: Client, filled: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise error

    # Root may write anywhere, so the system's answer is given by hand.
    with monkeypatch.context() as patch:
        patch.setattr("catalog_search.backends.qdrant.folder.QdrantClient", refuse)
        check_faces(client, r"cannot be read and written.*chown")
    refill(client)


class Holder:
    """Another process that has the folder open."""

    def __init__(self, folder: Path) -> None:
        code = (
            "import sys; from qdrant_client import QdrantClient\n"
            f"client = QdrantClient(path={str(folder)!r})\n"
            "print('open', flush=True); sys.stdin.read(); client.close()"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "open\n"

    def end(self) -> None:
        self.process.communicate()


@pytest.fixture
def holder(filled: Path) -> Iterator[Holder]:
    other = Holder(filled)
    yield other
    if other.process.returncode is None:
        other.end()


def test_a_folder_of_another_process_is_told(client: Client, holder: Holder) -> None:
    check_faces(client, "open in another process.*run a Qdrant server")


def test_the_folder_is_used_as_soon_as_the_other_process_ends(holder: Holder) -> None:
    with pytest.raises(IndexUnavailable, match="One process at a time"):
        conf.get_index().count()
    holder.end()
    assert conf.get_index().count() == 2
