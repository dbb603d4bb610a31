"""What a project hears of: searches, indexed and blocked photos, syncs."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.dispatch import Signal
from django.test import Client

from catalog_search import conf, signals
from catalog_search.categories import outcomes
from catalog_search.exceptions import SourceUnavailable
from catalog_search.indexing import index_stale
from catalog_search.models import Policy, SyncRun
from catalog_search.sync import sync_store
from catalog_search.types import Record
from tests.support.shops.factories import (
    color_bytes,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db(transaction=True)

SIGNALS = {
    "search": signals.search_performed,
    "indexed": signals.photo_indexed,
    "sync": signals.sync_finished,
    "blocked": signals.product_blocked,
}


class Listener:
    """Keeps what it is sent, by argument; raises on demand."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Any]] = {name: [] for name in SIGNALS}
        self.error: Exception | None = None

    def __call__(self, signal: Signal, sender: type, **payloads: Any) -> None:
        for name in SIGNALS.keys() & payloads.keys():
            self.heard[name].append(payloads[name])
        if self.error:
            raise self.error


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    for signal in SIGNALS.values():
        signal.connect(listening)
    yield listening
    for signal in SIGNALS.values():
        signal.disconnect(listening)


def stock() -> None:
    source = conf.get_source("demo")
    source.stored_records.append(Record(sku="cup", title="red cup", images=("red.png",)))
    source.stored_photos["red.png"] = color_bytes("red")


def test_a_search_is_told_with_the_shoppers_words(listener: Listener) -> None:
    make_indexed_photo(make_product(title="red cup"), "red")
    Client().get("/", {"q": "red cup"})
    [search] = listener.heard["search"]
    assert search == signals.SearchPerformed("demo", "text", "red cup", 1, "strong", 1)


def test_the_api_tells_its_searches_too(listener: Listener) -> None:
    photo = make_indexed_photo(make_product(title="red cup"), "red")
    make_indexed_photo(make_product(title="red mug"), "red")
    Client().get("/api/search", {"q": "mug", "page": 1})
    Client().get(f"/api/products/{photo.product_id}/similar")
    told = [(search.kind, search.text, search.total) for search in listener.heard["search"]]
    assert told[0][:2] == ("text", "mug")
    assert told[1] == ("similar", "", 1)


def test_a_search_that_is_refused_is_not_told(listener: Listener) -> None:
    Client().get("/", {"q": "x" * 1000})
    assert listener.heard["search"] == []


def test_a_sync_is_told_with_its_counts(listener: Listener) -> None:
    stock()
    sync_store(make_store())
    [sync] = listener.heard["sync"]
    assert (sync.store, sync.state, sync.message) == ("demo", "done", "")
    assert (sync.products, sync.products_changed, sync.photos_new) == (1, 1, 1)


def test_a_sync_that_failed_is_told_as_such(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> None:
        raise SourceUnavailable("The bucket is away.")

    monkeypatch.setattr(conf.get_source("demo"), "photos", down)
    with pytest.raises(SourceUnavailable):
        sync_store(make_store())
    [sync] = listener.heard["sync"]
    assert (sync.state, sync.message) == ("failed", "The bucket is away.")


def test_indexed_photos_are_told_batch_by_batch(listener: Listener, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "BATCH_SIZE": 2}
    for number in range(3):
        make_photo(make_product(sku=f"cup-{number}"), "red", key=f"{number}.png")
    index_stale()
    told = [photo for batch in listener.heard["indexed"] for photo in batch]
    assert sorted(told, key=lambda photo: photo.sku) == [
        signals.IndexedPhoto("demo", f"cup-{number}", f"{number}.png") for number in range(3)
    ]
    assert len(listener.heard["indexed"]) == 2


def test_a_blocked_photo_is_told_with_its_policy(listener: Listener) -> None:
    Policy.objects.create(store=make_store(), name="No red", words="red")
    make_photo(make_product(sku="cup"), "red", key="red.png")
    index_stale()
    [blocked] = listener.heard["blocked"]
    assert (blocked.store, blocked.sku, blocked.photo) == ("demo", "cup", "red.png")
    assert blocked.policy == "No red"
    assert blocked.score > 0.9
    assert listener.heard["indexed"] == []


def test_a_receiver_that_raises_costs_neither_page_nor_run(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    listener.error = ConnectionError("The shop does not answer.")
    stock()
    assert sync_store(make_store()).state == SyncRun.State.DONE
    assert index_stale().indexed == 1
    answer = Client().get("/", {"q": "red cup"})
    assert answer.status_code == 200
    assert "red cup" in answer.content.decode()
    assert caplog.text.count("The shop does not answer.") >= 3


def test_a_receiver_whose_statement_fails_leaves_the_pages_transaction_intact(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With ATOMIC_REQUESTS a failed statement would end the page's own transaction."""

    def fail(**payloads: Any) -> None:
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SELECT no_such_column FROM no_such_table")

    make_indexed_photo(make_product(title="red cup"), "red")
    signals.search_performed.connect(fail)
    try:
        with transaction.atomic():
            Client().get("/", {"q": "red cup"})
            product = make_product(sku="after")
    finally:
        signals.search_performed.disconnect(fail)
    product.refresh_from_db()
    assert "no_such" in caplog.text


def test_nothing_is_told_of_rows_that_were_rolled_back(listener: Listener) -> None:
    class RolledBack(Exception):
        pass

    make_photo(make_product(sku="cup"), "red")
    with pytest.raises(RolledBack), transaction.atomic():
        index_stale()
        assert listener.heard["indexed"] == []
        raise RolledBack
    assert listener.heard["indexed"] == []


def test_nothing_is_computed_if_nobody_listens() -> None:
    computed: list[str] = []
    for send in (signals.send_now, signals.send_on_commit):
        arguments = (signals.product_blocked, "blocked", signals.BlockedProduct)
        send(*arguments, lambda: computed.append("computed"))
    assert computed == []


def test_decided_categories_are_one_signal_under_both_names() -> None:
    assert outcomes.category_decided is signals.category_decided
    assert outcomes.DecidedCategory is signals.DecidedCategory
