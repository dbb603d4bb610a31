"""The command catalog_sync, and with it the way from a bucket to rows."""

import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from catalog_search import conf
from catalog_search.exceptions import SourceUnavailable
from catalog_search.models import Photo, Product, SyncRun
from catalog_search.models.stores import open_store
from catalog_search.sync.store import sync_store
from catalog_search.types import Problem, Record, StoredPhoto
from tests.support.keys import NASTY
from tests.support.servers.faulty_s3 import FaultyS3, faulty_s3
from tests.support.shops.shelves import BucketShelf

S3 = "catalog_search.backends.s3.S3Source"
MEMORY = "catalog_search.backends.memory_source.MemorySource"


@pytest.fixture
def s3():
    with faulty_s3() as server:
        yield server


@pytest.fixture
def configure(settings):
    """Give stores their sources: configure(slug={"BACKEND": ..., "OPTIONS": ...})."""

    def configured(**sources):
        stores = {slug: {"SOURCE": source} for slug, source in sources.items()}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": stores}

    return configured


def fill(server: FaultyS3, count: int) -> None:
    lines = []
    for number in range(count):
        server.objects[f"photos/{number:03}.jpg"] = b"photo %d" % number
        row = {"sku": f"sku-{number}", "title": "T", "images": [f"photos/{number:03}.jpg"]}
        lines.append(json.dumps(row))
    server.objects["catalog.jsonl"] = "\n".join(lines).encode()


# From a bucket to rows


@pytest.mark.django_db
def test_a_sync_lists_once_and_reads_the_manifest_only_where_something_changed(s3, configure):
    fill(s3, 35)
    s3.objects["photos/own.jpg"] = b"x"
    configure(demo={"BACKEND": S3, "OPTIONS": s3.options})
    store = open_store("demo")
    assert sync_store(store).photos_new == 36
    pages = ["GET", "GET", "GET", "GET"]
    assert s3.requests == [*pages, "GET catalog.jsonl", "HEAD photos/own.jpg"]
    for full, read in ((False, []), (True, ["GET catalog.jsonl"]), (False, [])):
        s3.requests.clear()
        run = sync_store(store, full=full)
        assert (run.products, run.photos, run.photos_new, run.photos_changed) == (36, 36, 0, 0)
        assert s3.requests == [*pages, *read]
    s3.objects["photos/own.jpg"] = b"another"
    assert sync_store(store).photos_changed == 1


@pytest.mark.django_db
def test_a_listing_that_fails_on_page_7_of_20_deletes_nothing(s3, configure):
    fill(s3, 195)
    configure(demo={"BACKEND": S3, "OPTIONS": s3.options})
    store = open_store("demo")
    sync_store(store)
    listed = []

    def fail(handler, page):
        listed.append(page)
        return len(listed) == 7 and handler.refuse(500, "InternalError")

    s3.on_list = fail
    for number in range(5):
        del s3.objects[f"photos/{number:03}.jpg"]
    with pytest.raises(SourceUnavailable):
        sync_store(store)
    run = store.runs.first()
    assert (run.state, run.photos_deleted, store.photos.count()) == ("failed", 0, 195)
    assert set(store.photos.values_list("state", flat=True)) == {Photo.State.LIVE}
    assert sync_store(store).state == "done"
    assert store.photos.filter(state=Photo.State.MISSING).count() == 5


@pytest.mark.servers
@pytest.mark.parametrize("server", ["seaweedfs", "moto"])
def test_every_key_of_a_bucket_is_a_row_whose_bytes_can_be_read(
    either_database, configure, server, request
):
    shelf = BucketShelf(request.getfixturevalue(server), prefix="shop/")
    for key in NASTY:
        shelf.put(f"shop/{key}", key.encode())
    row = {"sku": "json", "title": "Nul\x00 and 👟", "images": [NASTY[0]]}
    shelf.put("shop/catalog.jsonl", json.dumps(row).encode())
    shelf.put("shop/catalog.csv", f"sku,title,images\ncsv,x,{NASTY[1]}\n".encode())
    configure(demo={"BACKEND": S3, "OPTIONS": shelf.options})
    store = open_store("demo")
    for _ in range(2):
        run = sync_store(store)
        assert (run.state, run.problem_count, run.photos) == ("done", 0, len(NASTY))
    assert set(store.photos.values_list("key", flat=True)) == {f"shop/{key}" for key in NASTY}
    for photo in store.photos.all():
        listed = StoredPhoto(photo.key, photo.etag, photo.size)
        assert shelf.source.read(listed).decode() == photo.key.removeprefix("shop/")
    assert Product.objects.get(sku="json").title == "Nul and 👟"
    assert [photo.key for photo in Product.objects.get(sku="csv").photos.all()] == [
        f"shop/{NASTY[1]}"
    ]


class Endless:
    """A listing too long to be held: every object is made when it is asked for."""

    def __init__(self, objects: int, photos: int) -> None:
        self.objects, self.every = objects, objects // photos

    def records(self) -> Iterator[Record]:
        return iter(())

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        for number in range(self.objects):
            key = f"{number:09}.jpg"
            if number % self.every:
                yield Problem(key, "The file is empty.")
            else:
                yield StoredPhoto(key, f"etag-{number}", 1000)

    def titles(self, keys: list[str]) -> dict[str, str]:
        return {}


@pytest.mark.django_db
@pytest.mark.slow
def test_a_hundred_thousand_objects_are_never_held_at_once(configure):
    options = {"objects": 100_000, "photos": 1_000}
    configure(demo={"BACKEND": "tests.sync.test_catalog_sync.Endless", "OPTIONS": options})
    store = open_store("demo")
    tracemalloc.start()
    try:
        run = sync_store(store)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (run.photos, run.problem_count, len(run.problems)) == (1_000, 99_000, 100)
    assert peak < 30 * 2**20


# The command


@pytest.fixture
def source(configure, db):
    """The source of the one configured store."""
    configure(demo={"BACKEND": MEMORY})
    return conf.get_source("demo")


def told(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_it_says_what_it_did_and_what_it_could_not_use(source, capsys):
    source.stored_records = [Record("1", "One", images=("a.jpg", "b.jpg"))]
    source.stored_records += [Problem("shop/catalog\n.csv", f"Why {n}.", n) for n in range(1, 31)]
    source.stored_photos = {"a.jpg": b"x"}
    call_command("catalog_sync")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "demo done: 1 products (1 new or changed, 0 deleted), "
        "1 photos (1 new, 0 changed, 0 deleted), 31 problems."
    )
    assert lines[1] == "  shop/catalog .csv, line 1: Why 1."
    assert lines[21:] == ["  ... and 11 more."]


def test_it_says_the_same_as_json(source, capsys):
    source.stored_photos = {"a.jpg": b"x", "b.jpg": b""}
    call_command("catalog_sync", "--json")
    (run,) = told(capsys)
    assert (run["store"], run["state"], run["message"]) == ("demo", "done", "")
    assert (run["products"], run["photos"], run["photos_new"], run["problem_count"]) == (1, 1, 1, 1)
    assert run["problems"] == [{"where": "b.jpg", "line": None, "reason": "The file is empty."}]


def test_too_many_deletions_are_exit_code_3_until_they_are_allowed(source, capsys):
    source.stored_photos = {"a.jpg": b"x", "b.jpg": b"y"}
    call_command("catalog_sync", "--json")
    del source.stored_photos["a.jpg"]
    with pytest.raises(CommandError, match="--allow-deletes") as error:
        call_command("catalog_sync", "--json")
    assert error.value.returncode == 3
    call_command("catalog_sync", "--allow-deletes", "--json")
    assert [(run["state"], run["photos_deleted"]) for run in told(capsys)] == [
        ("done", 0),
        ("stopped", 0),
        ("done", 1),
    ]


def test_a_source_that_fails_is_exit_code_1(source, capsys):
    source.stored_photos, source.fail_on_page = {"a.jpg": b"x"}, 1
    with pytest.raises(CommandError, match="demo: The listing broke off") as error:
        call_command("catalog_sync")
    assert error.value.returncode == 1
    with pytest.raises(CommandError):
        call_command("catalog_sync", "--json")
    assert told(capsys)[0]["state"] == "failed"


def test_an_unknown_store_is_exit_code_1(source):
    with pytest.raises(CommandError, match="no store 'nowhere'; there is: demo") as error:
        call_command("catalog_sync", "--store", "nowhere")
    assert error.value.returncode == 1


@pytest.mark.django_db
def test_all_stores_are_synced_even_after_one_has_failed(configure, capsys):
    configure(one={"BACKEND": MEMORY}, two={"BACKEND": MEMORY})
    conf.get_source("one").fail_on_page = 1
    for slug in ("one", "two"):
        conf.get_source(slug).stored_photos = {"a.jpg": b"x"}
    with pytest.raises(CommandError, match="one: "):
        call_command("catalog_sync", "--json")
    assert [(run["store"], run["state"]) for run in told(capsys)] == [
        ("one", "failed"),
        ("two", "done"),
    ]
    call_command("catalog_sync", "--json", "--store", "two")
    assert len(told(capsys)) == 1


def test_the_bar_moves_on_a_terminal(source, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    source.stored_photos = {"a.jpg": b"x"}
    call_command("catalog_sync")
    assert "demo: 2row" in capsys.readouterr().err


@pytest.mark.slow
def test_a_killed_sync_leaves_no_lock_beyond_its_lease(s3, tmp_path):
    fill(s3, 30)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.support.settings.process_settings",
        "SHOP_VAR_DIR": str(tmp_path),
        "CATALOG_BUCKET": s3.options["bucket"],
        "CATALOG_ENDPOINT": s3.options["endpoint_url"],
    }

    def sync() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "catalog_sync", "--json"]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(migrate, env=environment, check=True)
    # The listing's second page of four.
    s3.on_list = lambda handler, page: len(s3.requests) == 2 and handler.hang()
    command = [sys.executable, "manage.py", "catalog_sync"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as killed:
        while len(s3.requests) < 2:
            assert killed.poll() is None
            time.sleep(0.02)
        killed.send_signal(signal.SIGKILL)
    again = sync()
    while again.returncode:
        assert "has been running since" in again.stderr
        again = sync()
    done = json.loads(again.stdout)
    assert (done["state"], done["products"], done["photos"]) == (SyncRun.State.DONE, 30, 30)
