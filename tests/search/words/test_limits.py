"""Searches whose lists are cut off by CANDIDATES: totals say so, and filters search anew."""

from typing import Any

import pytest
from django.test import Client

from catalog_search.models import Store
from catalog_search.retrieval.filters import Filters
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Any) -> Store:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CANDIDATES": 4}
    for number in range(10):
        brand = "Acme" if number < 7 else "Bolt"
        make_indexed_photo(make_product(title=f"red toy {number}", brand=brand), "red")
    return make_store()


def test_a_total_that_candidates_cut_off_says_that_there_are_more(
    shop: Store, client: Client
) -> None:
    results = by_text(shop, "red toy")
    assert (results.more, results.total) == (True, 4)
    assert "4+ products" in client.get("/", {"q": "red toy"}).content.decode()
    assert client.get("/api/search", {"q": "red toy"}).json()["more"] is True


def test_a_filter_finds_what_the_unfiltered_lists_left_out(shop: Store) -> None:
    results = by_text(shop, "red toy", Filters(brand=("Bolt",)))
    assert {item.product.brand for item in results.items} == {"Bolt"}
    assert (results.more, results.total) == (False, 3)


def test_a_product_that_is_hidden_does_not_make_a_list_look_complete(shop: Store) -> None:
    first = by_text(shop, "red toy").items[0].product
    first.visible = False
    first.save()
    assert by_text(shop, "red toy").more
    assert by_text(shop, "red toy", Filters(brand=("Bolt",))).total == 3


def test_without_words_every_product_is_counted(shop: Store, client: Client) -> None:
    assert (by_text(shop, "").total, by_text(shop, "").more) == (10, False)
    assert "10 products" in client.get("/").content.decode()
