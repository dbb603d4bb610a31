"""/metrics: who may read it, and the gauges that are looked up when it is read."""

import re
from datetime import timedelta
from typing import Any
from urllib.request import urlopen

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from catalog_search import conf, telemetry
from catalog_search.models import Photo, PointToDelete, Store, SyncRun
from catalog_search.operations import exposition, gauges
from tests.support.servers.servers import free_ports
from tests.support.shops.factories import make_photo, make_store

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clean")]

TOKEN = {"authorization": "Bearer a-token"}


@pytest.fixture
def opened(settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "METRICS_TOKEN": "a-token"}


def value(text: str, sample: str) -> float | None:
    match = re.search(rf"^catalog_search_{re.escape(sample)} (\S+)$", text, re.MULTILINE)
    return float(match[1]) if match else None


def read(client: Client) -> str:
    answer = client.get("/metrics", headers=TOKEN)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return answer.content.decode()


def test_there_is_no_such_page_without_the_setting(client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer a-toke", "Bearer ä-token", "a-token-"])
def test_the_token_is_asked_for(client: Client, given: str) -> None:
    answer = client.get("/metrics", headers={"authorization": given})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert not answer.content


@pytest.mark.usefixtures("opened")
def test_without_the_library_there_is_no_such_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exposition, "find_spec", lambda name: None)
    assert client.get("/metrics", headers=TOKEN).status_code == 404


@pytest.mark.usefixtures("opened")
def test_counters_and_gauges_are_told(client: Client, shop: Store) -> None:
    make_photo()
    make_photo(state=Photo.State.QUARANTINED)
    PointToDelete.objects.create(point_id="6f0c2a9e-4c55-4d0a-9a39-4c1f2f6f7d11")
    ended = timezone.now() - timedelta(hours=2)
    SyncRun.objects.create(store=shop, state=SyncRun.State.DONE, finished_at=ended)
    SyncRun.objects.create(store=shop, state=SyncRun.State.FAILED, finished_at=timezone.now())
    client.get("/", {"q": "blue thing"})
    text = read(client)
    assert value(text, 'stale_photos{store="demo"}') == 1
    assert value(text, 'quarantined_photos{store="demo"}') == 1
    assert value(text, "points_to_delete") == 1
    assert 7190 < (value(text, 'seconds_since_sync{store="demo"}') or 0) < 7300
    assert value(text, 'searches_total{band="strong",kind="text",store="demo"}')
    assert value(text, 'breaker_state{engine="vector index"}') == 0
    assert value(text, 'stage_seconds_count{stage="index"}')
    assert "queue_depth" not in text


@pytest.mark.usefixtures("opened")
def test_gauges_are_looked_up_now_and_then(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    make_store()
    with django_assert_num_queries(5):
        read(client)
    with django_assert_num_queries(0):
        read(client)
    monkeypatch.setattr(gauges, "KEPT", 0.0)
    make_photo()
    assert value(read(client), 'stale_photos{store="demo"}') == 1


@pytest.mark.usefixtures("opened")
def test_a_store_that_settings_do_not_name_has_no_gauges(client: Client) -> None:
    make_photo()
    make_store("removed")
    assert "removed" not in read(client)


@pytest.mark.usefixtures("opened")
def test_without_the_database_counters_are_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseError("refused")

    monkeypatch.setattr(gauges, "read", fail)
    text = read(client)
    assert "catalog_search_searches_total" in text
    assert "stale_photos" not in text


@pytest.mark.usefixtures("opened")
def test_queues_are_told_where_they_are_known(client: Client, settings: Any) -> None:
    path = "tests.operations.test_health.waiting"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "QUEUE_DEPTHS": path}
    conf.forget_backends()
    assert value(read(client), 'queue_depth{queue="celery"}') == 3


def test_a_worker_serves_what_it_counted_on_a_port_of_its_own() -> None:
    telemetry.sync_ended("demo", "done")
    port = free_ports(1)[0]
    server, thread = exposition.serve(port)
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
            text = answer.read().decode()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert value(text, 'sync_runs_total{state="done",store="demo"}')
