"""Paging over snapshots, and relaxed queries for searches without results."""

import html
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from catalog_search.models import Photo, Product, Store
from catalog_search.photos.shoppers import uploads
from catalog_search.photos.shoppers.uploads import encode_photo
from catalog_search.retrieval.filters import Filters
from catalog_search.search import paging
from tests.support.searching import by_photo, by_text
from tests.support.shops.factories import color_image, make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_pages(settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 5}
    cache.clear()
    yield


@pytest.fixture
def shop() -> Store:
    for number in range(12):
        add(number, 10 + number)
    return make_store()


def add(number: int, price: int, **fields: object) -> Product:
    fields = {"category": "Toys > Cars", "currency": "EUR", "brand": "Acme", **fields}
    product = make_product(title=f"red toy {number}", price=price, **fields)
    make_indexed_photo(product, "red")
    return product


@pytest.mark.parametrize("words", ["", "toy", "cheapest toy", "newest toy", "toy over 10 euros"])
def test_pages_neither_repeat_nor_skip_while_the_index_changes(shop: Store, words: str) -> None:
    first = by_text(shop, words)
    on_first = [item.product.pk for item in first.items]
    later = list(shop.products.exclude(pk__in=on_first).values_list("pk", flat=True))
    deleted, hidden, blocked, *remaining = later
    on_later_pages: list[int] = []
    for page in (2, 3):
        add(100 + page, 1)
        Product.objects.filter(pk=deleted).delete()
        Product.objects.filter(pk=hidden).update(visible=False)
        Photo.objects.filter(product=blocked).update(state=Photo.State.BLOCKED)
        results = by_text(shop, words, page=page, snapshot=first.snapshot)
        assert (results.total, results.pages) == (first.total - 3, first.pages)
        on_later_pages += [item.product.pk for item in results.items]
    assert sorted(on_later_pages) == sorted(remaining)


def test_a_snapshot_serves_only_its_own_search(shop: Store) -> None:
    first = by_text(shop, "toy")
    for other in (
        by_text(shop, "red", snapshot=first.snapshot),
        by_text(shop, "toy", sort="price"),
    ):
        assert other.snapshot != first.snapshot
    add(99, 1)
    narrowed = by_text(shop, "toy", Filters(price_max=5), snapshot=first.snapshot)
    assert narrowed.total == 1
    elsewhere = make_store("other", "Other")
    assert by_text(elsewhere, "toy", snapshot=first.snapshot).total == 0


def test_equal_snapshots_are_stored_once(shop: Store) -> None:
    assert by_text(shop, "toy").snapshot == by_text(shop, "toy").snapshot


@pytest.mark.parametrize("token", ["", "0" * 16, "../../etc/passwd", "é" * 16, "x" * 500])
def test_an_expired_snapshot_leads_to_a_new_search(shop: Store, token: str) -> None:
    assert paging.load(token, "") is None
    assert by_text(shop, "toy", page=2, snapshot=token).total == 12


def test_photo_searches_use_snapshots(shop: Store) -> None:
    vector = encode_photo(color_image("red"))
    first = by_photo(shop, vector)
    add(99, 1)
    second = by_photo(shop, vector, page=2, snapshot=first.snapshot)
    assert (second.total, second.page) == (12, 2)


@pytest.mark.parametrize("words", ["", "red toy"])
def test_searches_by_photo_and_words_use_snapshots(client: Client, shop: Store, words: str) -> None:
    url = f"/photo/{uploads.keep(color_image('red'))}/"
    params = {"words": words} if words else {}
    first = client.get(url, params).context["results"]
    add(99, 1)
    params |= {"page": 2, "listing": first.snapshot}
    second = client.get(url, params).context["results"]
    assert (first.total, second.total, second.page) == (12, 12, 2)


def test_searches_by_examples_use_snapshots(client: Client, shop: Store) -> None:
    params = {"like": shop.products.latest("pk").pk}
    first = client.get("/products/like/", params).context["results"]
    add(99, 1)
    second = client.get("/products/like/", {**params, "page": 2, "listing": first.snapshot})
    assert (first.total, second.context["results"].total) == (11, 11)


# ---- relaxed queries ----


def test_dropped_constraints_are_named(client: Client, shop: Store) -> None:
    results = by_text(shop, "red toy under 5 euros")
    assert (results.total, results.items) == (0, ())
    assert results.relaxed.dropped == ("under 5 euros",)
    assert (results.relaxed.total, len(results.relaxed.items)) == (12, 5)
    assert results.relaxed.category == "Toys > Cars"
    page = client.get("/", {"q": "red toy under 5 euros"}).content.decode()
    assert "No products match your search" in page
    assert "Partial matches, without “under 5 euros”" in page
    assert "The first 5 of 12 products." in page
    assert 'href="/?category=Toys%20%3E%20Cars"' in page
    answer = client.get("/api/search", {"q": "red toy under 5 euros"}).json()
    assert (answer["total"], answer["relaxed"]["dropped"]) == (0, ["under 5 euros"])


def test_filters_are_dropped_if_no_constraint_helps(shop: Store) -> None:
    results = by_text(shop, "red toy", Filters(brand=("nobody",)), literal=["toy"])
    assert results.relaxed.filters_dropped
    assert results.relaxed.dropped == ()


def test_an_empty_store_has_no_relaxed_results() -> None:
    assert by_text(make_store(), "toy").relaxed is None


def test_if_no_relaxed_query_helps_the_nearest_category_is_shown(
    client: Client, shop: Store
) -> None:
    for number in range(3):
        make_indexed_photo(make_product(title=f"green {number}", category="Garden"), "green")
    results = by_text(shop, "yellow")
    assert (results.total, results.items) == (0, ())
    relaxed = results.relaxed
    assert (relaxed.dropped, relaxed.filters_dropped) == ((), False)
    assert {item.product.category for item in relaxed.items} == {relaxed.category}
    assert relaxed.total == len(relaxed.items) > 0
    page = client.get("/", {"q": "yellow"}).content.decode()
    assert "Closest products" in page and relaxed.category in html.unescape(page)


# ---- unreadable snapshots ----


class Moved:
    """Stands for a class that a later release has moved."""


@pytest.mark.parametrize(
    "stored",
    [
        b"not compressed",
        zlib.compress(b"{"),
        zlib.compress(b"[]"),
        zlib.compress(json.dumps({"version": 0}).encode()),
        zlib.compress(json.dumps({"version": 3, "query": "x"}).encode()),
        zlib.compress(json.dumps({"version": 3, "query": "x", "length": 3}).encode() + b"\n123"),
        Moved(),
        7,
    ],
    ids=["bytes", "json", "list", "version", "length", "columns", "class", "number"],
)
def test_an_unreadable_snapshot_leads_to_a_new_search(
    client: Client, shop: Store, stored: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/", {"q": "toy"}).context["results"]
    cache.set(paging.cache_key(first.snapshot), stored)
    monkeypatch.setattr(paging, "token_of", lambda data: first.snapshot)
    second = client.get("/", {"q": "toy", "page": 2, "listing": first.snapshot})
    assert second.status_code == 200
    assert (second.context["results"].page, second.context["results"].total) == (2, 12)


def test_a_cache_that_cannot_unpickle_breaks_no_page(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/", {"q": "toy"}).context["results"]

    def broken(key: str) -> None:
        raise AttributeError("module has no attribute 'Listing'")

    monkeypatch.setattr(cache, "get", broken)
    second = client.get("/", {"q": "toy", "page": 2, "listing": first.snapshot})
    assert (second.status_code, second.context["results"].page) == (200, 2)


def test_a_snapshot_is_plain_data(shop: Store) -> None:
    token = by_text(shop, "toy").snapshot
    line, _, columns = zlib.decompress(cache.get(paging.cache_key(token))).partition(b"\n")
    data = json.loads(line)
    assert (data["version"], data["length"]) == (paging.VERSION, 12)
    assert len(columns) == 12 * 4 * 8
