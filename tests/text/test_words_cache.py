"""A store's words in each process: built by the indexer, and served while newer words load."""

import logging
import threading
from collections.abc import Iterable
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog_search.indexing import index_stale
from catalog_search.models import Product, Published, PublishedPiece, Store
from catalog_search.published import copies
from catalog_search.text.store import words_build, words_cache
from catalog_search.text.store.store_words import FORMAT, StoreWords
from tests.support.shops.factories import make_indexed_photo, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Store:
    for number in range(12):
        fields = {
            "brand": "Acme",
            "category": "Toys > Cars",
            "colors": ["red"],
            "price": 5 + number,
        }
        make_indexed_photo(make_product(title=f"red wooden car {number}", **fields), "red")
    return make_store()


def reloaded(store: Store) -> Store:
    return Store.objects.get(pk=store.pk)


def test_indexing_publishes_the_words() -> None:
    make_photo(make_product(title="zebra rug"))
    index_stale()
    store = reloaded(make_store())
    assert store.words_published_at is not None
    words = words_cache.published(store)
    assert words is not None
    assert words.knows("zebra")


def test_an_indexing_run_that_changes_nothing_publishes_nothing() -> None:
    make_photo(make_product(title="zebra rug"))
    index_stale()
    before = reloaded(make_store()).words_published_at
    index_stale()
    assert reloaded(make_store()).words_published_at == before


def test_gathering_takes_the_same_few_queries_for_any_catalogue(shop: Store) -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as before:
        words_cache.gather(shop)
    for number in range(30):
        make_indexed_photo(make_product(title=f"blue boat {number}"), "blue")
    with CaptureQueriesContext(connection) as after:
        words_cache.gather(shop)
    assert len(before) == len(after) <= 8


def test_the_first_search_of_a_process_reads_the_published_words(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    words_cache.publish(shop)
    words_cache.entry_of(shop).value = None

    def gather(store: Store) -> StoreWords:
        raise AssertionError("nothing is gathered in a request")

    monkeypatch.setattr(words_cache, "gather", gather)
    for url in ("/?q=wooden+car", "/suggestions/?q=wood", "/?q=red+car+under+10"):
        assert client.get(url).status_code == 200
    assert words_cache.of_store(shop).knows("wooden")


def test_requests_use_the_old_words_while_newer_ones_load(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = words_cache.publish(shop)
    loading, may_finish, newer = threading.Event(), threading.Event(), words_build.build([])

    def slow(store: Store) -> StoreWords:
        loading.set()
        assert may_finish.wait(10)
        return newer

    monkeypatch.setattr(words_cache, "published", slow)
    Store.objects.filter(pk=shop.pk).update(words_published_at=None)
    store = reloaded(shop)
    assert words_cache.of_store(store) is old
    assert loading.wait(10)
    # While one thread loads, other requests neither wait nor load again.
    assert words_cache.of_store(store) is old
    may_finish.set()
    entry = words_cache.entry_of(shop)
    with entry.renewal:
        assert entry.value is newer
    assert words_cache.of_store(store) is newer


def test_old_words_stay_in_use_when_renewal_fails(
    shop: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old = words_cache.publish(shop)

    def broken(store: Store) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(words_cache, "published", broken)
    Store.objects.filter(pk=shop.pk).update(words_published_at=None)
    store = reloaded(shop)
    assert words_cache.of_store(store) is old
    with words_cache.entry_of(shop).renewal:
        assert "could not be renewed" in caplog.text
    assert words_cache.of_store(store) is old


@pytest.mark.parametrize("data", [b"", b"junk", copies.stored.zlib.compress(b"{}")])
def test_unreadable_published_words_are_gathered_again(shop: Store, data: bytes) -> None:
    published_elsewhere(shop)
    PublishedPiece.objects.update(data=data)
    assert words_cache.of_store(shop).knows("wooden")


def published_elsewhere(store: Store) -> None:
    """Publish the words, and forget them as if another machine had done it."""
    words_cache.publish(store)
    words_cache.entry_of(store).value = None
    place = copies.folder.own_folder(copies.installation())
    for path in place.iterdir():
        path.unlink()


def test_words_published_on_another_machine_are_read(shop: Store) -> None:
    published_elsewhere(shop)
    words = words_cache.published(shop)
    assert words is not None
    assert words.knows("wooden")
    assert words.titles[0] == "red wooden car 0"


def test_each_store_has_its_own_words(shop: Store) -> None:
    other = make_store("other")
    make_indexed_photo(make_product(other, title="green teapot"), "green")
    for store in (other, shop):
        words_cache.publish(store)
        words_cache.entry_of(store).value = None
    assert words_cache.of_store(other).knows("teapot")
    assert not words_cache.of_store(shop).knows("teapot")
    assert len(words_cache.of_store(shop).products) == 12


def test_hidden_products_have_no_words(shop: Store) -> None:
    make_indexed_photo(make_product(title="zebra rug"))
    Product.objects.filter(title="zebra rug").update(visible=False)
    assert not words_cache.gather(shop).knows("zebra")


def test_products_without_a_photo_in_the_index_have_no_words(shop: Store) -> None:
    make_photo(make_product(title="zebra rug"))
    assert not words_cache.gather(shop).knows("zebra")


def test_those_in_stock_come_first_then_the_clicked_then_by_title(shop: Store) -> None:
    for number, (title, in_stock) in enumerate([("b", True), ("a", False), ("c", True)]):
        make_indexed_photo(make_product(sku=f"x{number}", title=title, in_stock=in_stock))
    clicked = Product.objects.get(title="c")
    from catalog_search.search.log import note_click, note_search

    note_search(shop, "anything", 3)
    note_click(shop, "anything", clicked)
    titles = list(words_cache.gather(shop).titles)
    assert (titles[0], titles[1], titles[-1]) == ("c", "b", "a")


# ---- stores that are too large to be read in a request ----


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch, shop: Store) -> Store:
    monkeypatch.setattr(words_cache, "MAX_IN_REQUEST", 11)
    return shop


def test_a_large_store_is_searched_without_words_until_they_are_published(
    client: Client, large: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        page = client.get("/?q=wooden+car")
    assert page.status_code == 200
    assert page.context["results"].total > 0
    assert client.get("/suggestions/?q=wood").status_code == 200
    assert "Until catalog_index has run" in caplog.text
    assert not words_cache.of_store(large).knows("wooden")
    words_cache.publish(large)
    assert words_cache.of_store(reloaded(large)).knows("wooden")


def test_a_large_store_keeps_the_words_at_hand_where_newer_ones_cannot_be_read(
    large: Store,
) -> None:
    old = words_cache.publish(large)
    make_product(title="zebra rug")
    published_elsewhere(large)
    PublishedPiece.objects.update(data=b"junk")
    entry = words_cache.entry_of(large)
    entry.value = old
    assert words_cache.load(large) is old
    assert old.knows("wooden")


def test_a_file_that_holds_something_else_is_read_as_nothing(
    large: Store, caplog: pytest.LogCaptureFixture
) -> None:
    row = Published(store=large, kind=words_cache.KIND, format=FORMAT)
    copies.publish(row, {"numbers": np.arange(3)}, {})
    assert words_cache.published(large) is None
    assert "cannot be read" in caplog.text


def test_words_of_another_release_are_published_again(large: Store) -> None:
    words_cache.publish(large)
    assert not words_cache.needs_publishing(reloaded(large))
    Published.objects.update(format=FORMAT - 1)
    words_cache.entry_of(large).value = None
    assert not words_cache.of_store(large).knows("wooden")
    assert words_cache.needs_publishing(reloaded(large))


# ---- how often words are published ----


@pytest.mark.parametrize(
    ("seconds", "minutes", "due"),
    [(0.4, 0, True), (30, 9, False), (30, 11, True), (300, 90, False), (300, 101, True)],
)
def test_words_rest_twenty_times_what_building_them_took(
    shop: Store, seconds: float, minutes: float, due: bool
) -> None:
    words_cache.publish(shop)
    assert not words_cache.needs_publishing(shop), "nothing has changed"
    Published.objects.update(seconds=seconds)
    shop.indexed_at = shop.words_published_at + timedelta(seconds=1)
    now = shop.words_published_at + timedelta(seconds=2, minutes=minutes)
    assert words_cache.needs_publishing(shop, now) is due


def test_an_indexing_run_leaves_resting_words_and_a_later_one_publishes_them(shop: Store) -> None:
    words_cache.publish(shop)
    Published.objects.update(seconds=60.0)
    make_photo(make_product(title="zebra rug"))
    index_stale()
    store = reloaded(shop)
    assert store.indexed_at > store.words_published_at
    Store.objects.update(words_published_at=timezone.now() - timedelta(minutes=21))
    index_stale()
    words = words_cache.published(store)
    assert words is not None
    assert words.knows("zebra")


def test_old_words_are_published_again_without_a_change(shop: Store) -> None:
    words_cache.publish(shop)
    assert words_cache.needs_publishing(shop, timezone.now() + timedelta(hours=25))


def test_a_publication_stores_what_building_it_took(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: Iterable[float] = iter([100.0, 107.5])
    monkeypatch.setattr(words_cache.time, "monotonic", lambda: next(times))
    words_cache.publish(shop)
    assert Published.objects.get(store=shop).seconds == 7.5
