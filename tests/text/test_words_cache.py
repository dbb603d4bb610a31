"""The cache of store words: built outside requests, and served while newer words load."""

import threading
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog_search.indexing import index_stale
from catalog_search.models import Product, PublishedWords, Store
from catalog_search.text import words_cache, words_format
from catalog_search.text.store_words import StoreWords
from tests.support.factories import make_indexed_photo, make_photo, make_product, make_store

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
    words = words_format.from_bytes(bytes(PublishedWords.objects.get(store=store).data))
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
    words_cache.kept_of(shop).words = None

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
    loading, may_finish, newer = threading.Event(), threading.Event(), StoreWords()

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
    cached = words_cache.kept_of(shop)
    with cached.renewal:
        assert cached.words is newer
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
    with words_cache.kept_of(shop).renewal:
        assert "could not be renewed" in caplog.text
    assert words_cache.of_store(store) is old


@pytest.mark.parametrize("data", [b"", b"junk", words_format.zlib.compress(b"{}")])
def test_unreadable_published_words_are_gathered_again(shop: Store, data: bytes) -> None:
    words_cache.publish(shop)
    PublishedWords.objects.update(data=data)
    words_cache.kept_of(shop).words = None
    assert words_cache.of_store(shop).knows("wooden")


def test_the_stored_form_holds_everything(shop: Store) -> None:
    words = words_cache.gather(shop)
    again = words_format.from_bytes(words_format.to_bytes(words))
    for field in fields(words):
        assert plain(getattr(again, field.name)) == plain(getattr(words, field.name)), field.name


def plain(value: Any) -> Any:
    """Return arrays and sequences as lists, so that they can be compared."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    return [plain(member) for member in value] if isinstance(value, list | tuple) else value


def test_each_store_has_its_own_words(shop: Store) -> None:
    other = make_store("other")
    make_indexed_photo(make_product(other, title="green teapot"), "green")
    assert words_cache.of_store(other).knows("teapot")
    assert not words_cache.of_store(shop).knows("teapot")


def test_hidden_products_have_no_words(shop: Store) -> None:
    make_indexed_photo(make_product(title="zebra rug"))
    Product.objects.filter(title="zebra rug").update(visible=False)
    assert not words_cache.gather(shop).knows("zebra")
