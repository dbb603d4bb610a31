"""The tasks: one call each, in order, and never torch in a forked pool."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from catalog_search import conf, sync
from catalog_search import tasks as catalog
from catalog_search.exceptions import (
    IndexRefused,
    SourceUnavailable,
    SyncRunning,
    WrongSettings,
)
from catalog_search.indexing import prefork
from catalog_search.indexing.changing_model.next_model import fill_next
from catalog_search.models import CategorySuggestion, Finding, Photo, SyncRun
from catalog_search.protocols.guarded import GuardedIndex
from catalog_search.types import Record
from tasks import app
from tests.support.shops.factories import color_bytes, make_category, make_photo, make_store

pytestmark = pytest.mark.django_db(transaction=True)

RABBITMQ = Path(__file__).parents[2] / "deploy/rabbitmq.conf"


@pytest.fixture
def stocked() -> None:
    """Two products in the default store's source."""
    source = conf.get_source("demo")
    for color in ("red", "blue"):
        key = f"{color}.png"
        source.stored_records.append(Record(sku=color, title=f"{color} cup", images=(key,)))
        source.stored_photos[key] = color_bytes(color)


def test_syncing_every_store_ends_with_photos_in_the_index(stocked: None) -> None:
    catalog.sync_all.delay()
    assert SyncRun.objects.get().state == SyncRun.State.DONE
    assert Photo.objects.exclude(indexed_etag="").count() == 2
    assert conf.get_index().count() == 2


def test_doing_it_twice_is_doing_it_once(stocked: None) -> None:
    for _ in range(2):
        catalog.sync_catalog.delay(store="demo")
    assert Photo.objects.count() == conf.get_index().count() == 2


def test_old_and_new_arguments_do_no_harm(stocked: None) -> None:
    catalog.sync_catalog.delay(store="demo", added_later="by a newer version")
    assert Photo.objects.count() == 2


def test_a_second_sync_of_a_store_lets_the_first_one_work(stocked: None) -> None:
    store = make_store()
    SyncRun.objects.create(store=store, lock=store)
    catalog.sync_catalog.delay(store="demo")
    assert SyncRun.objects.count() == 1
    assert not Photo.objects.exists()


def test_more_than_a_chunk_is_indexed_task_after_task(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(catalog, "CHUNK", 2)
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "BATCH_SIZE": 2}
    for _ in range(5):
        make_photo(color="red")
    catalog.index_photos.delay()
    assert conf.get_index().count() == 5


def test_an_outage_is_tried_again_with_growing_pauses(
    stocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, calls = conf.get_source("demo"), []
    listing = source.photos

    def down_at_first() -> object:
        calls.append(1)
        if len(calls) < 3:
            raise SourceUnavailable("down")
        return listing()

    monkeypatch.setattr(source, "photos", down_at_first)
    catalog.sync_catalog.delay(store="demo")
    assert len(calls) == 3
    assert Photo.objects.count() == 2
    task = catalog.sync_catalog
    assert (task.retry_backoff, task.retry_jitter, task.max_retries) == (2, True, 8)


def test_a_refused_request_is_not_tried_again(
    stocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def refuse() -> None:
        calls.append(1)
        raise IndexRefused("This is a bug.")

    monkeypatch.setattr(conf.get_index(), "prepare", refuse)
    assert catalog.prepare_index.apply().state == "FAILURE"
    assert len(calls) == 1


def test_suggestions_are_renewed(stocked: None) -> None:
    for color in ("red", "blue"):
        make_category(color)
    catalog.sync_catalog.delay(store="demo")
    catalog.suggest_categories.delay()
    proposed = CategorySuggestion.objects.values_list("product__sku", "category")
    assert set(proposed) == {("red", "red"), ("blue", "blue")}


def test_photos_are_looked_at_once_they_are_indexed(stocked: None) -> None:
    catalog.sync_catalog.delay(store="demo")
    catalog.check_quality.delay()
    # The factories' photos have 64 x 48 pixels.
    assert Finding.objects.filter(kind="small").count() == 2


def test_reconciling_indexes_what_the_index_lost(stocked: None) -> None:
    catalog.sync_catalog.delay(store="demo")
    conf.get_index().delete([photo.point_id for photo in Photo.objects.all()])
    catalog.reconcile_index.delay()
    assert conf.get_index().count() == 2


def test_the_index_is_prepared_by_its_own_task_and_after_indexing(
    stocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    monkeypatch.setattr(GuardedIndex, "prepare", lambda index: counts.append(index.count()))
    catalog.prepare_index.delay()
    catalog.sync_catalog.delay(store="demo")
    call_command("catalog_index", "--json")
    assert counts == [0, 2]
    task = catalog.prepare_index
    assert task.soft_time_limit < task.time_limit


def test_a_torch_model_is_refused_in_a_forked_pool(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    make_photo(color="red")
    monkeypatch.setattr(prefork, "needs_torch", lambda entry: True)
    child = SimpleNamespace(current_process=lambda: SimpleNamespace(name="ForkPoolWorker-1"))
    monkeypatch.setitem(prefork.sys.modules, "billiard.process", child)
    with pytest.raises(WrongSettings, match="--pool=threads"):
        catalog.index_photos.before_start("id", (), {})
    next_encoder = {**settings.CATALOG_SEARCH["ENCODER"], "OPTIONS": {"dimension": 128}}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "NEXT_ENCODER": next_encoder}
    monkeypatch.setattr(prefork, "needs_torch", lambda entry: entry == next_encoder)
    catalog.index_photos.before_start("id", (), {})
    with pytest.raises(WrongSettings, match="--pool=threads"):
        fill_next()


def test_only_json_is_sent_and_accepted_and_nothing_is_acknowledged_early() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == app.conf.result_serializer == "json"
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost


def test_a_broker_waits_for_every_task_that_is_acknowledged_at_its_end() -> None:
    waits = app.conf.broker_transport_options["visibility_timeout"]
    # One that failed waits in its worker, for its time and then for another task.
    longest = catalog.RETRY["retry_backoff_max"] + 2 * app.conf.task_time_limit
    assert waits > longest
    late = [task for task in app.tasks.values() if task.acks_late is not False]
    assert all((task.time_limit or 0) <= app.conf.task_time_limit for task in late)
    rabbitmq = re.search(r"^consumer_timeout = (\d+)$", RABBITMQ.read_text(), re.MULTILINE)
    assert rabbitmq is not None
    assert int(rabbitmq[1]) == waits * 1000


def test_the_timetable_fills_no_queue_while_workers_are_away() -> None:
    for entry in app.conf.beat_schedule.values():
        assert entry["options"]["expires"] == entry["schedule"]


def test_a_task_that_ends_too_late_to_be_acknowledged_is_on_the_timetable() -> None:
    early = {task.name for task in app.tasks.values() if task.acks_late is False}
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {name for name in early if name.startswith("catalog_search.")} <= scheduled
    assert catalog.prepare_index.name in early


def test_every_task_on_the_timetable_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_names_of_tasks_stay_what_they_were() -> None:
    """Messages wait in brokers while code changes, and projects route tasks by name."""
    assert {name for name in app.tasks if name.startswith("catalog_search.")} == {
        "catalog_search.index_next_model",
        "catalog_search.index_photos",
        "catalog_search.check_quality",
        "catalog_search.learn_from_clicks",
        "catalog_search.prepare_index",
        "catalog_search.reconcile_index",
        "catalog_search.suggest_categories",
        "catalog_search.sync_all",
        "catalog_search.sync_catalog",
    }


def test_a_full_sync_waits_for_one_that_runs(
    stocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The timetable starts both at the same minute; the full one must not be skipped."""
    syncs: list[bool] = []

    def busy_at_first(store: object, *, full: bool) -> None:
        syncs.append(full)
        if len(syncs) == 1:
            raise SyncRunning("busy")

    monkeypatch.setattr(sync, "sync_store", busy_at_first)
    catalog.sync_all.delay(full=True)
    assert syncs == [True, True]


HOST = """
from catalog_search.tasks import BEAT_SCHEDULE

SECRET_KEY = "host"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "catalog_search"]
CELERY_BEAT_SCHEDULE = {**BEAT_SCHEDULE, "own": {"task": "own", "schedule": 60}}
"""
HOST_APP = """
from celery import Celery

app = Celery("host")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.loader.import_default_modules()
app.finalize()
names = {entry["task"] for entry in app.conf.beat_schedule.values()}
print(sorted(names - set(app.tasks)), app.tasks["catalog_search.index_photos"].acks_late)
"""


def test_the_celery_app_of_a_project_finds_tasks_and_timetable(tmp_path: Path) -> None:
    (tmp_path / "host_settings.py").write_text(HOST)
    (tmp_path / "host_app.py").write_text(HOST_APP)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "DJANGO_SETTINGS_MODULE": "host_settings",
        "PYTHONPATH": str(RABBITMQ.parents[1]),
    }
    done = subprocess.run(
        [sys.executable, "host_app.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "['own'] True\n", done.stderr
