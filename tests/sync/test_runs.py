"""Syncs run one at a time, may be killed at any moment, and are told of."""

import dataclasses
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from catalog_search import conf
from catalog_search.exceptions import SyncRunning
from catalog_search.indexing.stages import claims
from catalog_search.models import Collection, Photo, Product, Store, SyncRun
from catalog_search.models.stores import open_store
from catalog_search.sync import runs
from catalog_search.types import Problem, Record
from tests.support.shops.sync_shop import SHOE, Shop, State


def test_the_second_of_two_syncs_says_since_when_the_first_runs(shop):
    shop.stock(SHOE)
    refused = []

    def progress(run: SyncRun) -> None:
        with pytest.raises(SyncRunning, match=f"{run.started_at:%H:%M:%S}") as error:
            shop.sync()
        refused.append(error)

    assert shop.sync(progress=progress).state == "done"
    assert len(refused) == 2
    assert shop.store.runs.count() == 1


def test_of_many_syncs_begun_at_once_one_runs(postgres, monkeypatch):
    shop = Shop(open_store("demo"), conf.get_source("demo"))
    refused = threading.Semaphore(0)
    ended: list[str] = []

    def records():
        # Whoever got here goes on when all the others were turned away.
        assert all(refused.acquire(timeout=60) for _ in range(3))
        yield SHOE

    def sync() -> None:
        try:
            ended.append(shop.sync().state)
        except SyncRunning:
            ended.append("refused")
            refused.release()
        finally:
            connection.close()

    monkeypatch.setattr(shop.source, "records", records)
    threads = [threading.Thread(target=sync) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["done", "refused", "refused", "refused"]
    assert shop.skus() == {"shoe"}


def test_a_sync_that_died_holds_others_off_until_its_lease_ends(shop):
    shop.stock(SHOE)
    dead = SyncRun.objects.create(store=shop.store, lock=shop.store)
    lease = timedelta(seconds=conf.settings().sync_lease_seconds)
    heard(dead, timezone.now() - lease / 2)
    with pytest.raises(SyncRunning, match="if its process died"):
        shop.sync()
    heard(dead, timezone.now() - lease - timedelta(seconds=1))
    assert shop.sync().state == "done"
    dead.refresh_from_db()
    assert (dead.state, shop.skus()) == ("failed", {"shoe"})
    assert "another sync took over" in dead.message


def test_a_store_keeps_its_newest_runs_and_those_of_others_are_not_its_business(shop):
    conf.READ[:] = [dataclasses.replace(conf.settings(), sync_runs_kept=2)]
    other = SyncRun.objects.create(store=Store.objects.create(slug="other"), state="done")
    shop.stock(SHOE)
    runs = [shop.sync() for _ in range(4)]
    # The one that was running did not count when the oldest were deleted.
    assert list(shop.store.runs.order_by("pk")) == runs[1:]
    assert SyncRun.objects.filter(pk=other.pk).exists()
    assert shop.skus() == {"shoe"}


def heard(run: SyncRun, at: Any) -> None:
    SyncRun.objects.filter(pk=run.pk).update(heartbeat_at=at)


def test_a_sync_that_was_thought_dead_writes_nothing_more(shop, monkeypatch):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", 1)
    shop.stock(SHOE, more=3)
    runs: list[SyncRun] = []

    def progress(run: SyncRun) -> None:
        heard(run, timezone.now() - timedelta(days=1))
        shop.source.stored_records[2] = Record("changed meanwhile")
        runs.append(shop.sync())

    with pytest.raises(SyncRunning, match="another took over"):
        shop.sync(progress=progress)
    assert [run.state for run in runs] == ["done"]
    assert shop.store.runs.filter(state="failed").count() == 1
    assert "changed meanwhile" in shop.skus()
    assert not shop.product("more-1").from_manifest


def test_a_process_that_died_with_its_clock_ahead_blocks_nothing(shop, monkeypatch):
    """Neither the next sync, nor its photos, nor the answer to what was saved since."""
    real, ahead = timezone.now, timedelta(hours=3)
    shop.stock(SHOE)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: real() + ahead)
        shop.sync()
        dead = runs.begin(shop.store)
        claims.claim(10)
    claimed = Photo.objects.exclude(claimed_by=None).count()
    Product.objects.update(title="By hand", record_digest="", updated_at=real())
    Collection.in_use()
    assert claims.count_expired(shop.store) == claimed > 0
    assert claims.claim(10)[1]
    assert shop.sync().state == "done"
    dead.refresh_from_db()
    assert (dead.state, dead.lock) == ("failed", None)
    assert shop.product("shoe").title == SHOE.title
    Collection.objects.update(leased_until=real() + ahead)
    with Collection.in_use().leased():
        pass
    near = runs.begin(shop.store)
    heard(near, real() + timedelta(seconds=conf.settings().sync_lease_seconds - 60))
    with pytest.raises(SyncRunning):
        shop.sync()


def test_every_batch_renews_the_lease(shop):
    shop.stock(SHOE)

    def progress(now: SyncRun) -> None:
        stored = SyncRun.objects.get(pk=now.pk)
        assert stored.heartbeat_at > stored.started_at
        heard(now, stored.started_at)

    assert shop.sync(progress=progress).state == "done"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (ZeroDivisionError("a bug"), "ZeroDivisionError: a bug"),
    ],
)
def test_what_was_not_foreseen_ends_the_run_and_is_not_hidden(shop, error, message):
    shop.stock(SHOE)

    def progress(run: SyncRun) -> None:
        raise error

    with pytest.raises(type(error)):
        shop.sync(progress=progress)
    run = shop.store.runs.get()
    assert (run.state, run.message) == ("failed", message)
    assert shop.sync().state == "done"


@pytest.mark.parametrize("at", range(6))
def test_killed_after_any_batch_and_run_again_the_rows_are_those_of_an_undisturbed_sync(
    shop, monkeypatch, at
):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", 2)
    monkeypatch.setattr("catalog_search.sync.store.PHOTOS_AT_ONCE", 3)
    shop.stock(SHOE, more=4)
    shop.source.stored_photos |= {"own.jpg": b"x", "shoe-2.jpg": b"y"}
    batches_done = iter(range(100))

    class Killed(BaseException):
        pass

    def progress(run: SyncRun) -> None:
        if next(batches_done) == at:
            # As after kill -9: nobody ends the run, and then its lease has lapsed.
            monkeypatch.setattr("catalog_search.sync.store.runs.end", lambda *args: None)
            raise Killed

    with pytest.raises(Killed):
        shop.sync(progress=progress)
    monkeypatch.undo()
    heard(shop.store.runs.get(), timezone.now() - timedelta(days=1))
    assert shop.sync().state == "done"
    assert shop.skus() == {"shoe", "own", *(f"more-{number}" for number in range(4))}
    assert shop.keys() == set(shop.source.stored_photos)
    assert set(shop.store.photos.values_list("state", flat=True)) == {State.LIVE}
    assert {p.product.sku for p in shop.store.photos.filter(key__startswith="shoe")} == {"shoe"}


def test_progress_is_told_after_every_batch(shop, monkeypatch):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", 2)
    monkeypatch.setattr("catalog_search.sync.store.PHOTOS_AT_ONCE", 2)
    shop.stock(more=4)
    reports: list[tuple[int, int]] = []
    shop.sync(progress=lambda run: reports.append((run.products, run.photos)))
    assert reports == [(2, 0), (4, 0), (4, 2), (4, 4)]


def test_the_first_hundred_problems_are_kept_and_all_are_counted(shop):
    problems = [Problem("a\x00\nb", f"reason\x00 {number}", number) for number in range(150)]
    shop.source.stored_records = problems
    run = shop.sync()
    run.refresh_from_db()
    assert (run.problem_count, len(run.problems)) == (150, 100)
    assert run.problems[7] == {"where": "a\nb", "line": 7, "reason": "reason 7"}


def test_a_warning_is_told_once_of_a_file(shop):
    run = runs.begin(shop.store)
    for line in (2, 3):
        runs.add_problem(run, Problem("catalog.csv", "The sign is unclear.", line, warning=True))
        runs.add_problem(run, Problem("catalog.csv", "The price is bad.", line))
    assert [each["line"] for each in run.problems] == [2, 2, 3]
    assert run.problem_count == 3
