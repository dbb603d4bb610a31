"""Faults 5 and 18: an index or a bucket that takes connections and does not answer.

That a page does not wait is shown by what the engine was asked, not by the time it took.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.backends.qdrant import QdrantIndex
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.status import status
from catalog_search.models import Photo, Store
from catalog_search.protocols.breaker import FIRST_PAUSE, MAX_QUICK_OUTAGES
from catalog_search.protocols.guarded import GuardedIndex
from tests.faults.conftest import use_index
from tests.support.pages import text, titles
from tests.support.servers.faulty_s3 import FaultyS3, etag, faulty_s3
from tests.support.servers.qdrant_server import Handler, QdrantServer, qdrant_server
from tests.support.shops.factories import color_bytes, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

DEGRADED = "Search by meaning is temporarily unavailable"


@pytest.fixture
def server(settings: Any, tmp_path: Path) -> Iterator[QdrantServer]:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    with qdrant_server() as running:
        use_index(settings, url=running.url, timeout=1, write_timeout=1)
        yield running


@pytest.fixture
def shop(server: QdrantServer) -> Store:
    for color in ("red", "blue"):
        make_photo(make_product(title=f"{color} cup"), color)
    index_stale()
    return make_store()


def guard() -> GuardedIndex:
    index = conf.get_index()
    assert isinstance(index, GuardedIndex)
    return index


def let_the_pause_pass() -> None:
    guard().breaker.retry_at -= FIRST_PAUSE


def hang(handler: Handler) -> bool:
    return handler.hang()


def product_page() -> str:
    return reverse("catalog_search:product", args=[Photo.objects.first().product_id])  # type: ignore[union-attr]


def test_pages_ask_a_hanging_index_once_and_tell_that_they_are_degraded(
    client: Client, server: QdrantServer, shop: Store
) -> None:
    assert DEGRADED not in text(client.get("/", {"q": "red cup"}))
    server.fault = hang
    server.requests.clear()
    for page in ("red cup", "blue", "nothing of the kind", "cup under 5"):
        answer = client.get("/", {"q": page})
        assert answer.status_code == 200
        assert DEGRADED in text(answer)
    assert titles(client.get("/", {"q": "red cup"})) == ["red cup"]
    assert client.get(product_page()).status_code == 200
    assert len(server.requests) == 1


def test_a_product_page_waits_for_one_of_its_shelves_only(
    client: Client, server: QdrantServer, shop: Store
) -> None:
    client.get(product_page())
    server.fault = hang
    server.requests.clear()
    assert client.get(product_page()).status_code == 200
    assert len(server.requests) == 1


def test_a_server_that_is_gone_is_asked_three_times(
    client: Client, server: QdrantServer, shop: Store
) -> None:
    def gone(handler: Handler) -> bool:
        handler.close_connection = True
        return True

    server.fault = gone
    server.requests.clear()
    for _ in range(6):
        assert DEGRADED in text(client.get("/", {"q": "red cup"}))
    assert len(server.requests) == MAX_QUICK_OUTAGES
    assert "start it, or correct its address" in guard().breaker.state().reason


def test_a_collection_that_was_deleted_is_no_empty_shop(
    client: Client, server: QdrantServer, shop: Store
) -> None:
    assert DEGRADED not in text(client.get("/", {"q": "red cup"}))
    [collection] = server.engine.get_collections().collections
    server.engine.delete_collection(collection.name)
    server.indexed.clear()
    for _ in range(2):
        page = client.get("/", {"q": "red cup"})
        assert (DEGRADED in text(page), titles(page)) == (True, ["red cup"])
    call_command("catalog_index", "--reconcile", "--json")
    page = client.get("/", {"q": "red cup"})
    assert (DEGRADED in text(page), "red cup" in titles(page)) == (False, True)


def test_one_shopper_probes_and_everybody_has_search_again(
    client: Client, server: QdrantServer, shop: Store
) -> None:
    server.fault = hang
    client.get("/", {"q": "red"})
    server.fault = lambda handler: False
    assert DEGRADED in text(client.get("/", {"q": "red"}))
    let_the_pause_pass()
    assert DEGRADED not in text(client.get("/", {"q": "red"}))
    assert guard().breaker.state().state == "closed"


def test_threads_that_come_together_do_not_all_wait_for_the_probe(
    server: QdrantServer, shop: Store
) -> None:
    server.fault = hang
    with pytest.raises(IndexUnavailable):
        conf.get_index().count()
    let_the_pause_pass()
    server.requests.clear()

    def count(_: int) -> bool:
        with pytest.raises(IndexUnavailable):
            conf.get_index().count()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(count, range(8)))
    assert len(server.requests) == 1


def test_an_index_that_is_slow_to_write_stops_no_search(
    client: Client, server: QdrantServer, shop: Store
) -> None:
    server.fault = lambda handler: handler.asked.startswith("PUT") and handler.hang()
    waiting = make_photo(make_product(title="green cup"), "green")
    with pytest.raises(IndexUnavailable, match="in time"):
        index_stale()
    waiting.refresh_from_db()
    assert (waiting.attempts, waiting.claimed_by, waiting.indexed_etag) == (0, None, "")
    assert DEGRADED not in text(client.get("/", {"q": "red"}))
    server.fault = lambda handler: False
    assert index_stale().indexed == 1


def test_a_reconcile_that_fails_leaves_no_cursor_open(
    server: QdrantServer, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python would say so when the program ends, behind the error's own words."""
    monkeypatch.setattr("catalog_search.indexing.reconcile.CHUNK", 1)
    indexes: list[Any] = []

    def watched(queryset: Any, *args: Any, **kwargs: Any) -> Any:
        indexes.append(iterator(queryset, *args, **kwargs))
        return indexes[-1]

    iterator = QuerySet.iterator
    monkeypatch.setattr(QuerySet, "iterator", watched)
    server.fault = lambda handler: (
        handler.asked.endswith("/points") and handler.refuse(500, "panic")
    )
    with pytest.raises(CommandError, match="its log says why"):
        call_command("catalog_index", "--reconcile")
    assert [each.gi_frame for each in indexes] == [None]


def test_shoppers_wait_two_seconds_at_most_and_indexing_longer() -> None:
    index = QdrantIndex("model", 8, url="http://127.0.0.1:9")
    assert (index.server.timeout, index.server.write_timeout) == (2, 60)
    entry = {"BACKEND": "catalog_search.backends.s3.S3Source", "OPTIONS": {"read_timeout": 1}}
    assert conf.quick_options(entry) == {**conf.QUICK, "read_timeout": 1}
    assert max(conf.QUICK.values()) == 2


def test_status_and_admin_tell_what_is_left_alone(
    client: Client, server: QdrantServer, shop: Store
) -> None:
    assert [engine.state for engine in status([shop]).engines] == ["closed"]
    server.fault = hang
    report = status([shop])
    assert "does not answer in time" in report.problem
    assert [(each.name, each.state) for each in report.engines] == [("vector index", "open")]
    client.force_login(User.objects.create_superuser("owner"))
    page = client.get(reverse("admin:catalog_search_store_changelist"))
    assert "The vector index is left alone for a while" in text(page)


class TestBucket:
    """Thumbnails are what a shopper waits for; syncing and indexing wait longer."""

    @pytest.fixture
    def bucket(self, settings: Any, tmp_path: Path) -> Iterator[FaultyS3]:
        settings.MEDIA_ROOT = tmp_path
        with faulty_s3() as running:
            options = {**running.options, "read_timeout": 1, "max_attempts": 6}
            source = {"BACKEND": "catalog_search.backends.s3.S3Source", "OPTIONS": options}
            stores = {"demo": {"SOURCE": source}}
            settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": stores}
            yield running

    @pytest.fixture
    def photos(self, bucket: FaultyS3) -> list[str]:
        """Return the addresses of four thumbnails."""
        addresses = []
        for number in range(4):
            data = color_bytes("red", size=(40 + number, 30))
            bucket.objects[f"{number}.png"] = data
            photo = make_photo(
                key=f"{number}.png", etag=etag(data).strip('"'), size=len(data), color="red"
            )
            args = [photo.pk, 96, "webp"]
            addresses.append(reverse("catalog_search:thumbnail", args=args))
        return addresses

    @pytest.mark.parametrize(
        "fault",
        [
            lambda handler, key: handler.hang(),
            lambda handler, key: handler.trickle(handler.server.objects[key]),
        ],
        ids=["silence", "a byte at a time"],
    )
    def test_a_bucket_that_hangs_is_asked_once(
        self, client: Client, bucket: FaultyS3, photos: list[str], fault: Callable[..., bool]
    ) -> None:
        bucket.on_object = fault
        for address in photos:
            answer = client.get(address)
            assert (answer.status_code, answer["Content-Type"]) == (503, "image/svg+xml")
            assert int(answer["Retry-After"]) > 0
        assert bucket.requests == ["GET 0.png"]
        bucket.on_object = lambda handler, key: False
        conf.get_photos("demo").breaker.retry_at = 0
        assert [client.get(address).status_code for address in photos] == [200] * 4

    def test_a_photo_that_is_gone_or_refused_is_an_answer(
        self, client: Client, bucket: FaultyS3, photos: list[str]
    ) -> None:
        for key in ("0.png", "1.png", "2.png"):
            del bucket.objects[key]
        assert [client.get(address).status_code for address in photos] == [404, 404, 404, 200]

    def test_indexing_keeps_its_patience(self, bucket: FaultyS3, photos: list[str]) -> None:
        answers = iter([503, 503])
        bucket.on_object = lambda handler, key: (
            (status := next(answers, 0)) > 0 and handler.refuse(status, "SlowDown")
        )
        assert index_stale().indexed == 4
