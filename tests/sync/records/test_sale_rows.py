"""What a sync writes of a sale with a beginning and an end, before, during and after it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from catalog_search.indexing import documents
from catalog_search.models import Product
from catalog_search.types import Record
from tests.support.clock import SetClock, clock_of
from tests.support.shops.sync_shop import SHOE, Shop

BEGINS, IS_OVER = datetime(2026, 11, 27, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
SALE = replace(
    SHOE,
    price=Decimal("19.90"),
    compare_at_price=Decimal("25.00"),
    sale_price=Decimal("9.90"),
    sale_starts=date(2026, 11, 27),
    sale_ends=date(2026, 12, 1),
)
SECOND = timedelta(seconds=1)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    return clock_of(monkeypatch)


def prices(product: Product) -> tuple[Decimal | None, Decimal | None, datetime | None]:
    return product.price, product.compare_at_price, product.price_changes_at


@pytest.mark.parametrize(
    ("moment", "price", "before", "changes_at"),
    [
        (BEGINS - SECOND, "19.90", "25.00", BEGINS),
        (BEGINS, "9.90", "19.90", IS_OVER),
        (IS_OVER - SECOND, "9.90", "19.90", IS_OVER),
        (IS_OVER, "19.90", "25.00", None),
    ],
)
def test_the_row_has_the_price_of_now_and_when_it_changes(
    shop: Shop, at: SetClock, moment: datetime, price: str, before: str, changes_at: datetime
) -> None:
    at(moment)
    shop.stock(SALE)
    run = shop.sync()
    product = shop.product("shoe")
    assert run.problem_count == 0
    assert prices(product) == (Decimal(price), Decimal(before), changes_at)
    assert (product.normal_price, product.sale_price) == (Decimal("19.90"), Decimal("9.90"))
    assert (product.sale_starts_at, product.sale_ends_at) == (BEGINS, IS_OVER)
    assert shop.photo("shoe-1.jpg").product_digest == documents.digest(product)
    assert documents.payload(product)["price"] == float(price)


def test_a_second_sync_during_the_sale_changes_nothing(shop: Shop, at: SetClock) -> None:
    at(BEGINS - SECOND)
    shop.stock(SALE)
    shop.sync()
    before = prices(shop.product("shoe"))
    at(BEGINS + SECOND)
    for full in (False, True):
        run = shop.sync(full=full)
        assert (run.products, run.products_changed) == (1, 0 if not full else 1)
        if not full:
            # The indexing run changes the row; a sync that finds the same record leaves it.
            assert prices(shop.product("shoe")) == before
    assert prices(shop.product("shoe")) == (Decimal("9.90"), Decimal("19.90"), IS_OVER)


def test_a_sale_that_is_moved_or_taken_back(shop: Shop, at: SetClock) -> None:
    at(BEGINS)
    shop.stock(SALE)
    shop.sync()
    shop.set_indexed()
    later = datetime(2026, 12, 24, 18, tzinfo=UTC)
    shop.source.stored_records = [replace(SALE, sale_ends=later)]
    assert shop.sync().products_changed == 1
    assert prices(shop.product("shoe")) == (Decimal("9.90"), Decimal("19.90"), later)
    # Columns that are published have to know the new date.
    assert shop.photo("shoe-1.jpg").behind
    shop.set_indexed()
    shop.source.stored_records = [replace(SHOE, price=Decimal("19.90"))]
    assert shop.sync().products_changed == 1
    product = shop.product("shoe")
    assert prices(product) == (Decimal("19.90"), None, None)
    assert (product.normal_price, product.sale_price, product.sale_ends_at) == (None, None, None)
    assert shop.photo("shoe-1.jpg").behind


def test_a_day_is_of_the_projects_time_zone_and_a_new_zone_reads_everything_again(
    shop: Shop, at: SetClock, settings: Any
) -> None:
    at(BEGINS - SECOND)
    shop.stock(SALE)
    shop.sync()
    settings.TIME_ZONE = "Europe/Berlin"
    shop.sync()
    product = shop.product("shoe")
    assert product.sale_starts_at == datetime(2026, 11, 26, 23, tzinfo=UTC)
    assert product.price == Decimal("9.90")


def test_a_product_without_a_price_outside_of_its_sale(shop: Shop, at: SetClock) -> None:
    at(IS_OVER)
    shop.stock(replace(SALE, price=None, compare_at_price=None), Record("cup"))
    shop.sync()
    product = shop.product("shoe")
    assert (product.offer.price, product.price_value, product.discount) == (None, None, 0)
    assert product.offer_at(BEGINS).price == Decimal("9.90")
    assert shop.skus() == {"shoe", "cup"}
