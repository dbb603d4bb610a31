"""An indexing run tells rows and points of sales that have begun or ended since the last."""

from decimal import Decimal
from typing import Any

import pytest

from catalog_search import conf
from catalog_search.indexing import sales
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo, Product
from tests.support.clock import BEGINS, IS_OVER, SECOND, SetClock
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def on_sale(**fields: Any) -> Product:
    prices = {
        **{"normal_price": Decimal(50), "sale_price": Decimal(40)},
        **{"sale_starts_at": BEGINS, "sale_ends_at": IS_OVER},
    }
    product = make_product(title="cup", **{**prices, **fields})
    make_photo(product, "red")
    return product


def shown(product: Product) -> tuple[Decimal | None, object]:
    """Return the price in the product's row and in its point."""
    product.refresh_from_db()
    point_id = product.photos.get().point_id
    return product.price, conf.get_index().fetch([point_id])[point_id].payload["price"]


def test_rows_and_points_follow_the_sale_without_reading_a_photo(at: SetClock) -> None:
    product = on_sale()
    index_stale()
    assert shown(product) == (Decimal(50), [40.0, 50.0])
    source = conf.get_source("demo")
    source.reads.clear()  # type: ignore[attr-defined]
    for moment, price, in_point, stale in (
        (BEGINS - SECOND, 50, [40.0, 50.0], 0),
        # The point is found by either price, so that nothing is made anew when many sales begin.
        (BEGINS, 40, [40.0, 50.0], 0),
        (IS_OVER - SECOND, 40, [40.0, 50.0], 0),
        (IS_OVER, 50, 50.0, 1),
        (IS_OVER, 50, 50.0, 0),
        (IS_OVER + SECOND, 50, 50.0, 0),
    ):
        at(moment)
        assert index_stale().refreshed == stale
        assert shown(product) == (Decimal(price), in_point)
    assert source.reads == []  # type: ignore[attr-defined]
    assert product.price_changes_at is None


def test_a_run_that_was_killed_in_between_is_made_up_for(
    at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    products = [on_sale() for _ in range(5)]
    index_stale()
    monkeypatch.setattr(sales, "AT_ONCE", 2)
    Product.objects.update(sale_ends_at=None)
    index_stale()
    at(BEGINS)

    class Killed(BaseException):
        pass

    written, calls = sales.databases.write_fields, []

    def write_fields(rows: Any, fields: Any) -> None:
        calls.append(fields)
        if calls.count(sales.SETTLED) == 2:
            raise Killed
        written(rows, fields)

    with monkeypatch.context() as patch:
        patch.setattr(sales.databases, "write_fields", write_fields)
        with pytest.raises(Killed):
            index_stale()
    # Two were settled, and of the next two nothing was, neither row nor photo.
    assert Product.objects.filter(price=40).count() == 2
    assert Photo.objects.filter(behind=1).count() == 2
    assert sales.settle_due(make_store()) == 3
    assert sales.settle_due(make_store()) == 0
    index_stale()
    assert [shown(each) for each in products] == [(Decimal(40), 40.0)] * 5


def test_who_comes_late_leaves_what_another_wrote(at: SetClock) -> None:
    product = on_sale()
    index_stale()
    at(BEGINS)
    # Meanwhile a sync has taken the sale back.
    Product.objects.filter(pk=product.pk).update(
        **dict.fromkeys(("sale_price", "sale_starts_at", "sale_ends_at", "normal_price")),
        **{"price": 45, "price_changes_at": None},
    )
    assert sales.settle(product.store, [product.pk]) == 0
    product.refresh_from_db()
    assert (product.price, product.sale_price) == (Decimal(45), None)


def test_a_sale_that_was_changed_by_hand_is_looked_at_by_the_next_run(at: SetClock) -> None:
    product = on_sale()
    index_stale()
    Product.objects.filter(pk=product.pk).update(sale_starts_at=None)
    index_stale()
    assert shown(product) == (Decimal(40), [40.0, 50.0])
    product.sale_ends_at = BEGINS - SECOND
    product.save(update_fields=["sale_ends_at"])
    index_stale()
    assert shown(product) == (Decimal(50), 50.0)


def test_each_store_settles_its_own(at: SetClock) -> None:
    own, other = on_sale(), on_sale(store=make_store("other"))
    Product.objects.update(price_changes_at=BEGINS)
    at(BEGINS)
    assert sales.settle_due(own.store) == 1
    other.refresh_from_db()
    assert other.price_changes_at == BEGINS


def test_products_that_are_not_due_cost_one_query_by_an_index(
    at: SetClock, django_assert_num_queries: Any
) -> None:
    store = on_sale().store
    index_stale()
    with django_assert_num_queries(1):
        assert sales.settle_due(store) == 0


@pytest.mark.sqlite
def test_products_that_are_due_are_found_in_an_index() -> None:
    plan = sales.due_in(make_store())[:10].explain()
    assert "prices_to_settle" in plan and "SCAN" not in plan and "TEMP B-TREE" not in plan
