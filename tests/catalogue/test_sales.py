"""Prices in columns follow sales that begin and end after the columns were read."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.catalogue import store as catalogue
from catalog_search.catalogue.columns import Columns
from catalog_search.catalogue.files import ColumnsFile, arrays_of
from catalog_search.catalogue.sales import Sales, sales_of
from catalog_search.models import Product, Store
from catalog_search.models.catalogue.offers import Sale, offer_at
from catalog_search.published.container import Container
from catalog_search.types import Range
from tests.support.clock import BEGINS, IS_OVER, SECOND, SetClock
from tests.support.shops.factories import make_indexed_photo, make_product, make_store


@pytest.fixture
def shop(db: None, at: SetClock, settings: Any) -> Store:
    """A store of more products than candidates: two with a sale, one whose sale is long over."""
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CANDIDATES": 1}
    dates = {"sale_starts_at": BEGINS, "sale_ends_at": IS_OVER}
    amounts = {"normal_price": Decimal(50), "sale_price": Decimal(40)}
    over = {"sale_ends_at": BEGINS - timedelta(days=9), "price_changes_at": None}
    for title, fields in {
        "a": {**amounts, **dates},
        "b": {"price": Decimal(45)},
        "c": {**amounts, **dates, "normal_price": None, "sale_ends_at": None},
        "d": {**amounts},
        "e": {},
    }.items():
        make_indexed_photo(make_product(title=title, **fields), "red")
    Product.objects.filter(title="d").update(**over)
    return make_store()


def prices(columns: Columns) -> list[float | None]:
    return [None if np.isnan(each) else each for each in columns.prices.tolist()]


def test_published_columns_have_the_prices_of_any_later_moment(shop: Store, at: SetClock) -> None:
    columns = ColumnsFile(Container.of(*arrays_of(catalogue.read(shop)))).columns
    for moment, expected in (
        (BEGINS - SECOND, [50, 45, None, 50, None]),
        (BEGINS, [40, 45, 40, 50, None]),
        (IS_OVER - SECOND, [40, 45, 40, 50, None]),
        (IS_OVER, [50, 45, 40, 50, None]),
        (BEGINS - SECOND, [50, 45, None, 50, None]),
    ):
        at(moment)
        assert prices(columns) == expected
        # What a search takes of them, and what filters say.
        assert prices(columns.take(np.array([2, 0]))) == [expected[2], expected[0]]
        cheap = [price is not None and price <= 45 for price in expected]
        assert columns.satisfying((Range("price", None, 45),)).tolist() == cheap


def test_columns_of_candidates_keep_the_prices_of_their_search(shop: Store, at: SetClock) -> None:
    at(BEGINS)
    columns = catalogue.read(shop)
    taken = columns.take(np.array([0])).joined(columns.take(np.array([1])))
    at(IS_OVER)
    assert prices(taken) == [40, 45]


def test_prices_are_computed_once_between_two_changes(shop: Store, at: SetClock) -> None:
    columns = catalogue.read(shop)
    assert columns.prices is columns.prices
    before = columns.prices
    at(BEGINS)
    during = columns.prices
    assert during is not before and columns.prices is during
    at(IS_OVER - SECOND)
    assert columns.prices is during


def test_columns_without_sales_are_used_as_they_are() -> None:
    columns = Columns(np.arange(2), np.array([1.0, 2.0]), np.ones(2, bool))
    assert columns.prices is columns.read_prices


moments = st.none() | st.integers(0, 9).map(lambda day: BEGINS + timedelta(days=day))


@given(
    st.lists(st.tuples(st.none() | st.integers(1, 9), st.integers(1, 9), moments, moments)),
    st.integers(-1, 10),
)
def test_columns_say_what_rows_say(plans: list[Any], day: int) -> None:
    moment = BEGINS + timedelta(days=day)
    planned = [(key, *plan) for key, plan in enumerate(plans)]
    sales = sales_of([*planned, (99, 1, 1, None, None)], np.arange(len(plans)))
    expected = [
        offer_at(moment, normal, None, Sale(Decimal(sale), starts, ends)).price
        for normal, sale, starts, ends in plans
    ]
    current = sales.at(moment.timestamp(), np.zeros(len(plans)))
    assert [None if np.isnan(each) else each for each in current.prices] == expected
    assert current.since <= moment.timestamp() < current.until


def test_no_sales() -> None:
    assert len(sales_of([], np.arange(3)).rows) == len(Sales().rows) == 0
