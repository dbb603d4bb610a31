"""A column that was there at the last sync and is gone is told."""

from io import BytesIO

import pytest

from catalog_search.models import Product
from catalog_search.sync.tables.manifests import parse
from tests.support.shops.sync_shop import Shop, reasons

HEADER = "sku,title,price,description,category,brand,colors,rating,url"
ROWS = ("a,A,5,Nice,Hats,Acme,red,4,/a", "b,B,6,Fine,Hats,Acme,blue,5,/b")


def told(shop: Shop, **manifests: str) -> list[tuple[str, str]]:
    """Sync these manifests and return what is told of lost values, with its manifest."""
    shop.source.stored_records = [
        item
        for folder, text in manifests.items()
        for item in parse(BytesIO(text.encode()), f"{folder}/catalog.csv")
    ]
    return [each for each in reasons(shop.sync()) if "no row has now" in each[1]]


def table(without: str = "", rows: tuple[str, ...] = ROWS) -> str:
    """Return a manifest without one of the columns."""
    names = HEADER.split(",")
    kept = [place for place, name in enumerate(names) if name != without]
    lines = [line.split(",") for line in (HEADER, *rows)]
    return "".join(",".join(line[place] for place in kept) + "\n" for line in lines)


@pytest.mark.parametrize("column", HEADER.split(",")[2:])
def test_a_column_that_is_gone_is_told_with_its_products(shop: Shop, column: str) -> None:
    assert told(shop, x=table()) == []
    [(where, reason)] = told(shop, x=table(without=column))
    assert where == "x/catalog.csv"
    assert reason.startswith(f"2 products had a value in the column '{column}'")


def test_the_column_of_one_of_two_manifests_is_told(shop: Shop) -> None:
    other = table(rows=(ROWS[0].replace("a,A", "c,C"),))
    assert told(shop, x=table(), y=other) == []
    [(where, _reason)] = told(shop, x=table(without="price"), y=other)
    assert where == "x/catalog.csv"


def test_one_product_without_a_price_is_not_told(shop: Shop) -> None:
    told(shop, x=table())
    assert told(shop, x=table(rows=(ROWS[0], ROWS[1].replace(",6,", ",,")))) == []


def test_what_stays_away_is_told_once(shop: Shop) -> None:
    told(shop, x=table())
    assert told(shop, x=table(without="price"))
    assert told(shop, x=table(without="price", rows=(ROWS[0], ROWS[1] + "/2"))) == []


def test_a_category_that_somebody_chose_is_not_lost(shop: Shop) -> None:
    told(shop, x=table())
    shop.store.products.update(category_chosen_by=Product.ChosenBy.PERSON)
    assert told(shop, x=table(without="category")) == []


def test_a_value_of_another_manifest_is_none_that_is_gone(shop: Shop, monkeypatch) -> None:
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", 1)
    manifests = {"x": "sku,title\na,A\n", "y": "sku,price\na,5\n"}
    for _ in range(3):
        assert told(shop, **manifests) == []
