"""Later pages of a list, and what is told when nothing is left."""

import html
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from catalog_search.models import Product, Store
from catalog_search.photos import uploads
from catalog_search.photos.uploads import encode_photo
from catalog_search.retrieval.filters import Filters
from catalog_search.search import paging
from tests.support.factories import color_image, make_indexed_photo, make_product, make_store
from tests.support.searching import by_photo, by_text

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
    given = {"category": "Toys > Cars", "currency": "EUR", "brand": "Acme", **fields}
    product = make_product(title=f"red toy {number}", price=price, **given)
    make_indexed_photo(product, "red")
    return product


@pytest.mark.parametrize("words", ["", "toy", "cheapest toy", "newest toy", "toy over 10 euros"])
def test_pages_neither_repeat_nor_skip_while_the_index_changes(shop: Store, words: str) -> None:
    first = by_text(shop, words)
    seen = [one.product.pk for one in first.items]
    told = (first.total, first.pages, first.facets)
    unseen = list(shop.products.exclude(pk__in=seen).values_list("pk", flat=True))
    gone, hidden, *kept = unseen
    for page in (2, 3):
        add(100 + page, 1)
        Product.objects.filter(pk=gone).delete()
        Product.objects.filter(pk=hidden).update(visible=False)
        following = by_text(shop, words, page=page, listing=first.snapshot)
        assert (following.total, following.pages, following.facets) == told
        seen += [one.product.pk for one in following.items]
    assert sorted(seen[5:]) == sorted(kept)


def test_a_list_serves_its_own_search_only(shop: Store) -> None:
    first = by_text(shop, "toy")
    for other in (by_text(shop, "red", listing=first.snapshot), by_text(shop, "toy", sort="price")):
        assert other.snapshot != first.snapshot
    add(99, 1)
    narrowed = by_text(shop, "toy", Filters(price_max=5), listing=first.snapshot)
    assert narrowed.total == 1
    elsewhere = make_store("other", "Other")
    assert by_text(elsewhere, "toy", listing=first.snapshot).total == 0


def test_equal_lists_are_kept_once(shop: Store) -> None:
    assert by_text(shop, "toy").snapshot == by_text(shop, "toy").snapshot


@pytest.mark.parametrize("token", ["", "0" * 16, "../../etc/passwd", "é" * 16, "x" * 500])
def test_a_list_that_is_gone_is_asked_for_anew(shop: Store, token: str) -> None:
    assert paging.load(token, "") is None
    assert by_text(shop, "toy", page=2, listing=token).total == 12


def test_photo_searches_have_such_pages_too(shop: Store) -> None:
    vector = encode_photo(color_image("red"))
    first = by_photo(shop, vector)
    add(99, 1)
    second = by_photo(shop, vector, page=2, listing=first.snapshot)
    assert (second.total, second.page) == (12, 2)


@pytest.mark.parametrize("words", ["", "red toy"])
def test_so_have_a_shopper_s_photo_and_words_beside_it(
    client: Client, shop: Store, words: str
) -> None:
    address = f"/photo/{uploads.keep(color_image('red'))}/"
    asked = {"words": words} if words else {}
    first = client.get(address, asked).context["results"]
    add(99, 1)
    again = {**asked, "page": 2, "listing": first.snapshot}
    second = client.get(address, again).context["results"]
    assert (first.total, second.total, second.page) == (12, 12, 2)


def test_so_have_products_like_some(client: Client, shop: Store) -> None:
    asked = {"like": shop.products.latest("pk").pk}
    first = client.get("/products/like/", asked).context["results"]
    add(99, 1)
    second = client.get("/products/like/", {**asked, "page": 2, "listing": first.snapshot})
    assert (first.total, second.context["results"].total) == (11, 11)


# ---- nothing left ----


def test_what_was_let_go_is_told(client: Client, shop: Store) -> None:
    found = by_text(shop, "red toy under 5 euros")
    assert (found.total, found.items) == (0, ())
    assert found.relaxed.dropped == ("under 5 euros",)
    assert (found.relaxed.total, len(found.relaxed.items)) == (12, 5)
    assert found.relaxed.category == "Toys > Cars"
    page = client.get("/", {"q": "red toy under 5 euros"}).content.decode()
    assert "No products match your search" in page
    assert "Partial matches, without “under 5 euros”" in page
    assert "The first 5 of 12 products." in page
    assert 'href="/?category=Toys%20%3E%20Cars"' in page
    told = client.get("/api/search", {"q": "red toy under 5 euros"}).json()
    assert (told["total"], told["relaxed"]["dropped"]) == (0, ["under 5 euros"])


def test_filters_are_let_go_after_words(shop: Store) -> None:
    found = by_text(shop, "red toy", Filters(brand=("nobody",)), plain=["toy"])
    assert found.relaxed.filters_dropped
    assert found.relaxed.dropped == ()


def test_where_nothing_is_near_nothing_is_shown() -> None:
    assert by_text(make_store(), "toy").relaxed is None


def test_where_no_weaker_search_helps_the_nearest_category_shows_what_it_has(
    client: Client, shop: Store
) -> None:
    for number in range(3):
        make_indexed_photo(make_product(title=f"green {number}", category="Garden"), "green")
    found = by_text(shop, "yellow")
    assert (found.total, found.items) == (0, ())
    relaxed = found.relaxed
    assert (relaxed.dropped, relaxed.filters_dropped) == ((), False)
    assert {one.product.category for one in relaxed.items} == {relaxed.category}
    assert relaxed.total == len(relaxed.items) > 0
    page = client.get("/", {"q": "yellow"}).content.decode()
    assert f"Closest products in “{relaxed.category}”" in html.unescape(page)


class Moved:
    """Stands for a class that a later release has moved."""


@pytest.mark.parametrize(
    "written",
    [
        b"not compressed",
        zlib.compress(b"{"),
        zlib.compress(b"[]"),
        zlib.compress(json.dumps({"version": 0}).encode()),
        zlib.compress(json.dumps({"version": 1, "query": "x"}).encode()),
        Moved(),
        7,
    ],
    ids=["bytes", "json", "list", "version", "columns", "class", "number"],
)
def test_a_kept_list_that_cannot_be_read_is_a_fresh_search(
    client: Client, shop: Store, written: object
) -> None:
    first = client.get("/", {"q": "toy"}).context["results"]
    cache.set(f"{paging.PREFIX}{first.snapshot}", written)
    second = client.get("/", {"q": "toy", "page": 2, "listing": first.snapshot})
    assert second.status_code == 200
    assert (second.context["results"].page, second.context["results"].total) == (2, 12)


def test_a_cache_that_cannot_unpickle_costs_no_page(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/", {"q": "toy"}).context["results"]

    def gone(key: str) -> None:
        raise AttributeError("module has no attribute 'Listing'")

    monkeypatch.setattr(paging.cache, "get", gone)
    second = client.get("/", {"q": "toy", "page": 2, "listing": first.snapshot})
    assert (second.status_code, second.context["results"].page) == (200, 2)


def test_a_kept_list_is_plain_data(shop: Store) -> None:
    token = by_text(shop, "toy").snapshot
    written = json.loads(zlib.decompress(cache.get(f"{paging.PREFIX}{token}")))
    assert written["version"] == paging.VERSION
    assert len(written["columns"]["photos"]) == 12
