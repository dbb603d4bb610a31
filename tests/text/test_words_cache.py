"""Where a process gets a store's words: gathered outside requests, served while renewed."""

import threading
from typing import Any

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


def refreshed(store: Store) -> Store:
    return Store.objects.get(pk=store.pk)


def test_indexing_publishes_the_words_for_every_process() -> None:
    make_photo(make_product(title="zebra rug"))
    index_stale()
    store = refreshed(make_store())
    assert store.words_published_at is not None
    words = words_format.from_bytes(bytes(PublishedWords.objects.get(store=store).data))
    assert words.knows("zebra")


def test_an_indexing_run_that_changes_nothing_publishes_nothing() -> None:
    make_photo(make_product(title="zebra rug"))
    index_stale()
    before = refreshed(make_store()).words_published_at
    index_stale()
    assert refreshed(make_store()).words_published_at == before


def test_gathering_asks_the_same_few_queries_whatever_the_catalogue(shop: Store) -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as few:
        words_cache.gather(shop)
    for number in range(30):
        make_indexed_photo(make_product(title=f"blue boat {number}"), "blue")
    with CaptureQueriesContext(connection) as many:
        words_cache.gather(shop)
    assert len(few) == len(many) <= 5


def test_the_first_search_of_a_process_reads_what_was_published(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    words_cache.publish(shop)
    words_cache.kept_of(shop).words = None

    def gather(store: Store) -> StoreWords:
        raise AssertionError("nothing is gathered in a request")

    monkeypatch.setattr(words_cache, "gather", gather)
    for address in ("/?q=wooden+car", "/suggestions/?q=wood", "/?q=red+car+under+10"):
        assert client.get(address).status_code == 200
    assert words_cache.of_store(shop).knows("wooden")


def test_requests_have_the_old_words_while_newer_ones_are_loaded(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = words_cache.publish(shop)
    loading, may_end, newer = threading.Event(), threading.Event(), StoreWords()

    def slow(store: Store) -> StoreWords:
        loading.set()
        assert may_end.wait(10)
        return newer

    monkeypatch.setattr(words_cache, "published", slow)
    Store.objects.filter(pk=shop.pk).update(words_published_at=None)
    store = refreshed(shop)
    assert words_cache.of_store(store) is old
    assert loading.wait(10)
    # While one thread loads, others neither wait nor load again.
    assert words_cache.of_store(store) is old
    may_end.set()
    kept = words_cache.kept_of(shop)
    with kept.renewing:
        assert kept.words is newer
    assert words_cache.of_store(store) is newer


def test_words_that_cannot_be_renewed_are_served_on(
    shop: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old = words_cache.publish(shop)

    def broken(store: Store) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(words_cache, "published", broken)
    Store.objects.filter(pk=shop.pk).update(words_published_at=None)
    store = refreshed(shop)
    assert words_cache.of_store(store) is old
    with words_cache.kept_of(shop).renewing:
        assert "could not be renewed" in caplog.text
    assert words_cache.of_store(store) is old


@pytest.mark.parametrize("data", [b"", b"junk", words_format.zlib.compress(b"{}")])
def test_published_words_that_cannot_be_read_are_gathered_anew(shop: Store, data: bytes) -> None:
    words_cache.publish(shop)
    PublishedWords.objects.update(data=data)
    words_cache.kept_of(shop).words = None
    assert words_cache.of_store(shop).knows("wooden")


def test_the_written_form_holds_everything(shop: Store) -> None:
    words = words_cache.gather(shop)
    again = words_format.from_bytes(words_format.to_bytes(words))
    for name in ("tokens", "terms", "spelt", "titles", "skus", "categories", "brands", "values"):
        assert list_of(getattr(again, name)) == list_of(getattr(words, name)), name
    assert again.products.tolist() == words.products.tolist()
    assert [r.tolist() for r in again.postings] == [r.tolist() for r in words.postings]
    assert [r.tolist() for r in again.naming] == [r.tolist() for r in words.naming]


def list_of(value: Any) -> Any:
    return list(value) if isinstance(value, list | tuple) else value


def test_stores_have_words_of_their_own(shop: Store) -> None:
    other = make_store("other")
    make_indexed_photo(make_product(other, title="green teapot"), "green")
    assert words_cache.of_store(other).knows("teapot")
    assert not words_cache.of_store(shop).knows("teapot")


def test_hidden_products_have_no_words(shop: Store) -> None:
    make_indexed_photo(make_product(title="zebra rug"))
    Product.objects.filter(title="zebra rug").update(visible=False)
    assert not words_cache.gather(shop).knows("zebra")
