"""Stock that one record of a SKU tells and another one leaves open."""

from decimal import Decimal

import pytest

from catalog_search.types import Record
from tests.support.manifests import parsed

PLAIN = "sku,title,price\na,Hat,5\nb,Cup,6\n"
STOCK = "sku,in_stock\na,0\nb,3\n"
GOOGLE = "id,title,price,image_link\na,Hat,5,\nb,Cup,6,\n"


@pytest.fixture(params=[1000, 1], ids=["one batch", "several batches"])
def batched(request, monkeypatch):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", request.param)


def stocks(shop, *manifests: str, times: int = 2) -> list[bool]:
    """Return whether a and b are in stock after each sync of these manifests, which are alike."""
    found = []
    for _ in range(times):
        shop.source.stored_records = [
            item
            for number, text in enumerate(manifests)
            for item in parsed(text, f"catalog{number}.csv")
        ]
        shop.sync(allow_deletes=True)
        found.append(tuple(shop.product(sku).in_stock for sku in "ab"))
    assert len(set(found)) == 1
    return list(found[0])


@pytest.mark.usefixtures("batched")
@pytest.mark.parametrize(
    "manifests",
    [
        (STOCK, PLAIN),
        (PLAIN, STOCK),
        (GOOGLE, STOCK),
        (STOCK, GOOGLE),
        ("sku,title,price,in_stock\na,,,0\na,Hat,5,\nb,Cup,6,\n",),
        ("sku,title,price,in_stock\na,Hat,5,\na,,,0\nb,Cup,6,NULL\n",),
        (PLAIN, PLAIN, STOCK),
        (PLAIN, "sku,brand\na,X\n", STOCK),
        (STOCK, "sku,title,price,in_stock\na,Hat,5,7\nb,Cup,6,7\n"),
    ],
)
def test_the_first_record_that_tells_the_stock_counts(shop, manifests):
    assert stocks(shop, *manifests) == [False, True]


@pytest.mark.usefixtures("batched")
def test_stock_that_is_told_first_stays(shop):
    assert stocks(shop, "sku,title,price,in_stock\na,Hat,5,2\nb,Cup,6,0\n", STOCK) == [True, False]


@pytest.mark.usefixtures("batched")
def test_a_product_that_did_not_change_keeps_the_stock_that_it_tells(shop):
    first = "sku,title,price,in_stock\na,Hat,5,2\nb,Cup,6,0\n"
    stocks(shop, first, times=1)
    assert stocks(shop, first, STOCK) == [True, False]


@pytest.mark.usefixtures("batched")
def test_a_record_of_code_that_is_sold_out_says_so(shop):
    shop.source.stored_records = [Record("a", in_stock=False), Record("a", "Hat", price=Decimal(5))]
    shop.sync()
    assert not shop.product("a").in_stock
