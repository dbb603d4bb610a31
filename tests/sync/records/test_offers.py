"""Sale prices, ratings and variants: from a manifest's columns, and from shop systems' exports."""

import json
from decimal import Decimal
from typing import Any

import pytest

from catalog_search.types import Problem, Record
from tests.support.exports import ALL
from tests.support.manifests import parsed, records

SHOPIFY = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price"


def record_of(**cells: object) -> tuple[Any, list[str]]:
    """Return the record of a line of JSON with these cells, and what is told of it."""
    line = json.dumps({"sku": "s", **cells}).encode()
    *problems, record = parsed(line, "catalog.jsonl")
    return record, [each.reason for each in problems if isinstance(each, Problem)]


@pytest.mark.parametrize(
    ("cells", "price", "before"),
    [
        ({"price": "50", "sale_price": "40"}, "40.00", "50.00"),
        ({"price": 40, "compare_at_price": 50}, "40.00", "50.00"),
        ({"sale_price": 40, "compare_at_price": 50}, "40.00", "50.00"),
        ({"price": "50", "Sale price": ""}, "50.00", None),
        ({"price": "50", "sale_price": "0"}, "50.00", None),
        ({"price": "50", "sale_price": "50"}, "50.00", None),
        ({"price": "50", "compare_at_price": "50"}, "50.00", None),
        ({"price": "50", "compare-at price": "60"}, "50.00", "60.00"),
    ],
)
def test_the_price_is_what_is_paid(cells: dict[str, Any], price: str, before: str | None) -> None:
    record, problems = record_of(**cells)
    assert problems == []
    assert record.price == Decimal(price)
    assert record.compare_at_price == (Decimal(before) if before else None)
    assert record.attributes == {}


def test_a_sale_price_in_a_cell_with_its_currency_names_the_currency() -> None:
    record, _ = record_of(price="50,00 €", sale_price="39,90 €")
    assert (record.price, record.currency) == (Decimal("39.90"), "EUR")


@pytest.mark.parametrize(
    "cells",
    [
        {"price": "50,00 €", "sale_price": "40"},
        {"price": "40,00 €", "compare_at_price": "50"},
        {"price": "40", "compare_at_price": "50,00 €"},
    ],
)
def test_one_price_with_its_currency_is_enough(cells: dict[str, Any]) -> None:
    record, _ = record_of(**cells)
    assert (record.price, record.currency) == (40, "EUR")


def test_a_sale_price_that_cannot_be_read_leaves_the_price() -> None:
    record, problems = record_of(price="50", sale_price="cheap")
    assert (record.price, record.compare_at_price) == (Decimal(50), None)
    assert problems == ["s: sale_price 'cheap' is not a price."]


@pytest.mark.parametrize(
    ("cells", "rating", "count"),
    [
        ({"rating": 4.6, "rating_count": 12}, "4.60", 12),
        ({"rating": "4,25", "review_count": "7"}, "4.25", 7),
        ({"average rating": "0"}, "0.00", 0),
        ({"rating": "", "rating_count": ""}, None, 0),
    ],
)
def test_ratings(cells: dict[str, Any], rating: str | None, count: int) -> None:
    record, problems = record_of(**cells)
    assert problems == []
    assert record.rating == (Decimal(rating) if rating else None)
    assert record.rating_count == count


@pytest.mark.parametrize(
    ("name", "cell", "reason"),
    [
        ("rating", "6", "is not a number of stars from 0 to 5"),
        ("rating", "inf", "is not a number of stars from 0 to 5"),
        ("rating", "good", "is not a number of stars from 0 to 5"),
        ("rating_count", "-1", "is not a number of ratings"),
        ("rating_count", "many", "is not a number of ratings"),
        ("variants", "S, M", "is not a list of objects in JSON"),
        ("variants", {"size": "S"}, "is not a list of objects in JSON"),
        ("variants", "[" * 100_000, "is not a list of objects in JSON"),
    ],
)
def test_what_cannot_be_read_is_told_and_left_out(name: str, cell: object, reason: str) -> None:
    record, problems = record_of(**{name: cell})
    assert (
        len(problems) == 1
        and problems[0].startswith(f"s: {name} ")
        and problems[0].endswith(f"{reason}.")
    )
    assert (record.rating, record.rating_count, record.variants) == (None, 0, ())


def test_variants_keep_what_shoppers_see() -> None:
    listed = [
        {"sku": "s-1", "color": " Sand ", "size": 38, "stock": 3, "price": "19.90"},
        {"id": 7, "colour": "Black", "size": "39", "available": False, "cost": 4},
        {"size": "40", "stock": "0"},
        {"sku": "s-4"},
        "no object",
    ]
    record, problems = record_of(variants=listed)
    assert problems == []
    assert record.variants == (
        {"sku": "s-1", "color": "Sand", "size": "38", "in_stock": True, "stock": 3,
         "price": "19.90"},
        {"sku": "7", "color": "Black", "size": "39", "in_stock": False},
        {"size": "40", "in_stock": False, "stock": 0},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "is_sold"),
    [
        ({"variants": [{"size": "S", "stock": 0}, {"size": "M", "in_stock": False}]}, False),
        ({"variants": '[{"size": "S", "stock": "0"}]'}, False),
        ({"variants": [{"size": "S", "stock": 0}, {"size": "M"}]}, True),
        ({"variants": [{"size": "S", "stock": 0}, {"sku": "m", "stock": 2}]}, True),
        ({"variants": [{"size": "S", "stock": 0}], "in_stock": "pre-order"}, True),
        ({"variants": []}, True),
        ({"sold_out": "yes"}, False),
        ({"isSoldOut": False}, True),
        ({"sold_out": "yes", "in_stock": 5}, True),
        ({"sold out": ""}, True),
    ],
)
def test_stock_is_told_by_variants_where_the_product_does_not_say_it(
    cells: dict[str, object], is_sold: bool
) -> None:
    record, problems = record_of(**cells)
    assert (record.in_stock, problems) == (is_sold, [])


def test_variants_are_bounded() -> None:
    record, _ = record_of(variants=[{"size": str(number)} for number in range(500)])
    assert len(record.variants) == 100


def test_a_cell_of_csv_holds_variants_as_json() -> None:
    [record] = records('sku,variants\ns,"[{""size"": ""S""}]"\n')
    assert record.variants == ({"size": "S", "in_stock": True},)


@pytest.mark.parametrize("name", ALL)
def test_exports_list_their_variants(name: str) -> None:
    hat, mug = sorted(records(ALL[name]), key=lambda record: record.sku == "mug")
    by_size = {str(each["size"]): each for each in hat.variants}
    assert set(by_size) == {"S", "M"}
    assert {each.get("color", "") for each in hat.variants} <= {"Sand", "Black", ""}
    assert (by_size["S"]["price"], by_size["M"]["price"]) == ("20.00", "24.50")
    assert True in [each["in_stock"] for each in hat.variants]
    assert mug.variants == ()


def shopify(*rows: str) -> Record:
    [record] = records("\n".join([f"{SHOPIFY},Variant Compare At Price", *rows]))
    return record


def test_the_price_before_is_that_of_the_cheapest_variant() -> None:
    hat = shopify("hat,Hat,Size,S,H1,20.00,30.00", "hat,,,M,H2,25.00,60.00")
    assert (hat.price, hat.compare_at_price) == (Decimal(20), Decimal(30))


def test_a_discount_that_not_all_of_the_cheapest_variants_have_is_not_shown() -> None:
    hat = shopify("hat,Hat,Size,S,H1,20.00,30.00", "hat,,,M,H2,20.00,")
    assert (hat.price, hat.compare_at_price) == (Decimal(20), None)


def test_a_sale_price_of_google_strikes_the_price_through_unless_it_has_dates() -> None:
    header = "id,title,image_link,price,sale_price,sale_price_effective_date"
    on_sale, dated = records(
        f"{header}\na,A,,12.00 EUR,9.00 EUR,\nb,B,,12.00 EUR,9.00 EUR,2020-01-01/2020-01-02\n"
    )
    assert (on_sale.price, on_sale.compare_at_price) == (Decimal(9), Decimal(12))
    assert (dated.price, dated.compare_at_price) == (Decimal(12), None)
