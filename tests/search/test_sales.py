"""Searches whose lists, or index, are older than the beginning or the end of a sale."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Product, Store
from catalog_search.published import renewed
from catalog_search.retrieval.filters import Filters
from catalog_search.search.results import Results
from catalog_search.templatetags.catalog_search_offers import price
from tests.support.clock import BEGINS, IS_OVER, SECOND, SetClock
from tests.support.searching import by_text
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

CHEAP = Filters(price_max=45)


@pytest.fixture
def shop(at: SetClock, settings: Any) -> Store:
    """Ten toys at 50, more than are candidates; the last two cost 40 in a sale."""
    few = {"CANDIDATES": 4, "PAGE_SIZE": 2}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **few}
    for number in range(10):
        amounts: dict[str, Any] = {"price": Decimal(50), "currency": "EUR"}
        if number >= 8:
            amounts |= {"normal_price": Decimal(50), "sale_price": Decimal(40)}
            amounts |= {"sale_starts_at": BEGINS, "sale_ends_at": IS_OVER}
        make_photo(make_product(title=f"red toy {number}", **amounts), "red")
    index_stale()
    return make_store()


def titles(results: Results) -> list[str]:
    return sorted(item.product.title for item in results.items)


SALE = ["red toy 8", "red toy 9"]


@pytest.mark.parametrize("words", ["red toy", ""])
def test_what_the_index_has_of_a_sale_that_is_over_is_not_shown(
    shop: Store, at: SetClock, words: str
) -> None:
    def cheap() -> list[str]:
        return titles(by_text(shop, words, CHEAP))

    assert cheap() == []
    at(BEGINS)
    assert cheap() == SALE
    # The points still say 40, beside 50.
    at(IS_OVER)
    assert cheap() == []
    index_stale()
    assert cheap() == []


@pytest.mark.parametrize("words", ["red toy", ""])
def test_a_sale_is_found_from_its_first_moment_on(shop: Store, at: SetClock, words: str) -> None:
    assert titles(by_text(shop, words, CHEAP)) == []
    at(BEGINS)
    assert titles(by_text(shop, words, CHEAP)) == SALE
    assert by_text(shop, words, Filters(price_min=45)).total == (8 if not words else 4)


def test_a_sale_that_is_moved_is_published_by_the_next_run(shop: Store, at: SetClock) -> None:
    at(BEGINS)
    moved = IS_OVER + timedelta(days=9)
    Product.objects.exclude(sale_price=None).update(sale_ends_at=moved)
    index_stale()
    for moment, expected in ((IS_OVER, SALE), (moved - SECOND, SALE), (moved, [])):
        at(moment)
        store = Store.objects.get()
        renewed.forget("columns", store)
        for words in ("red toy", ""):
            assert titles(by_text(store, words, CHEAP)) == expected


def test_without_the_index_the_database_filters_by_the_price_of_now(
    shop: Store, at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise IndexUnavailable("away")

    monkeypatch.setattr(conf.get_index(), "search", fail)
    for moment, expected in ((BEGINS - SECOND, []), (BEGINS, SALE), (IS_OVER, [])):
        at(moment)
        results = by_text(shop, "toy", CHEAP)
        assert results.degraded
        assert titles(results) == expected
    assert titles(by_text(shop, "toy", Filters(price_min=45))) == ["red toy 0", "red toy 1"]


def test_later_pages_of_a_list_show_the_prices_of_now(
    shop: Store, at: SetClock, settings: Any
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CANDIDATES": 20}
    at(BEGINS)
    first = by_text(shop, "toy", sort="price")
    assert titles(first) == SALE and first.snapshot
    assert [price(item.product) for item in first.items] == ["€40.00"] * 2
    at(IS_OVER)
    again = by_text(shop, "toy", sort="price", page=1, snapshot=first.snapshot)
    # The order is that of the list, for LISTING_SECONDS; the prices are not.
    assert titles(again) == SALE
    assert [price(item.product) for item in again.items] == ["€50.00"] * 2


def test_a_row_is_one_query_and_no_query_is_made_for_prices(
    shop: Store, at: SetClock, django_assert_num_queries: Any
) -> None:
    product = Product.objects.get(title="red toy 9")
    with django_assert_num_queries(0):
        assert (product.offer.price, product.discount) == (Decimal(50), 0)
        assert product.offer_at(BEGINS).discount == 20
