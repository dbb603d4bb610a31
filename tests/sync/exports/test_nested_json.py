"""Products as interfaces of shops answer them: attributes in lists, variants, parts in objects."""

from typing import Any

import pytest

from catalog_search.types import Problem, Record
from tests.support.manifests import jsonl, parsed, records

SHOPIFY = {
    "title": "Hat",
    "handle": "hat",
    "body_html": "<p>Woven</p>",
    "vendor": "Halden",
    "product_type": "Hats",
    "tags": ["summer", "straw"],
    "options": [{"name": "Size"}, {"name": "Color"}],
    "images": [{"src": "https://x.example/a.jpg"}, {"src": "https://x.example/b.jpg"}],
    "variants": [
        {"sku": "H-S", "price": "20.00", "available": True, "option1": "S", "option2": "Red"},
        {"sku": "H-M", "price": "22.00", "available": False, "option1": "M", "option2": "Blue"},
    ],
}


def one(item: dict[str, Any]) -> Record:
    (record,) = records(jsonl(item), "catalog.jsonl")
    return record


def test_a_product_of_shopifys_interface_is_read_with_its_variants() -> None:
    (record,) = parsed(jsonl({"products": [SHOPIFY]}), "catalog.jsonl")
    assert (record.sku, record.title, record.description) == ("hat", "Hat", "Woven")
    assert (record.brand, record.category, str(record.price)) == ("Halden", ("Hats",), "20.00")
    assert record.colors == ("Red", "Blue")
    assert record.images == ("https://x.example/a.jpg", "https://x.example/b.jpg")
    sold = [(each["sku"], each["size"], each["in_stock"]) for each in record.variants]
    assert sold == [("H-S", "S", True), ("H-M", "M", False)]
    assert "stock" not in record.variants[0]


@pytest.mark.parametrize("status", ["draft", "archived", "Entwurf"])
def test_what_the_interface_marks_as_no_product_is_left_out(status: str) -> None:
    (told,) = parsed(jsonl({**SHOPIFY, "status": status}), "catalog.jsonl")
    assert isinstance(told, Problem) and "1 product is left out" in told.reason


def test_a_product_of_woocommerces_interface_is_read() -> None:
    record = one(
        {
            **{"id": 7, "name": "Hat", "type": "simple", "status": "publish", "sku": "HAT"},
            **{"regular_price": "20", "sale_price": "15", "stock_status": "outofstock"},
            "permalink": "https://shop.example/hat",
            "categories": [{"id": 9, "name": "Hats", "slug": "hats"}],
            "images": [{"id": 1, "src": "https://x.example/a.jpg", "alt": ""}],
            "attributes": [{"id": 1, "name": "Color", "options": ["Red", "Blue"]}],
        }
    )
    assert (record.category, record.images) == (("Hats",), ("https://x.example/a.jpg",))
    assert (record.colors, record.in_stock) == (("Red", "Blue"), False)
    assert (str(record.price), record.url) == ("15.00", "https://shop.example/hat")


@pytest.mark.parametrize(
    "part",
    [
        {"attributes": {"Fit": "slim", "color": "Red"}},
        {"attributes": [{"name": "Fit", "value": "slim"}, {"name": "color", "options": ["Red"]}]},
        {"custom_attributes": [{"attribute_code": "Fit", "value": "slim"}], "color": "Red"},
        {"Specifications": [{"key": "Fit", "value": "slim"}, {"key": "Colour", "value": "Red"}]},
        {
            "properties": {"Fit": "slim", "sku": "b", "title": "Other"},
            "title": "Hat",
            "color": "Red",
        },
    ],
)
def test_attributes_in_a_part_are_columns(part: dict[str, Any]) -> None:
    record = one({"sku": "a", "title": "Hat", **part})
    assert (record.sku, record.title, record.colors) == ("a", "Hat", ("Red",))
    assert record.attributes == {"Fit": "slim"}


@pytest.mark.parametrize("value", [["warm", "soft"], "Fit: slim", [{"id": 3}], {}])
def test_other_parts_of_this_name_stay(value: object) -> None:
    record = one({"sku": "a", "features": value})
    assert list(record.attributes) == (["features"] if value else [])


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"rating": {"rate": 4.5, "count": 12}}, "rating_count", 12),
        ({"aggregateRating": {"ratingValue": "4.5", "reviewCount": "12"}}, "rating_count", 12),
        ({"in_stock": {"quantity": 0}}, "in_stock", False),
        ({"in_stock": {"is_in_stock": True, "qty": 0}}, "in_stock", True),
        ({"isInStock": False}, "in_stock", False),
        ({"price.amount": 5, "price.currency": "EUR"}, "currency", "EUR"),
        ({"images.0": "a.jpg", "images[1].url": "b.jpg"}, "images", ("a.jpg", "b.jpg")),
        ({"images/0/src": "a.jpg"}, "images", ("a.jpg",)),
        ({"brand.name": "Halden"}, "brand", "Halden"),
    ],
)
def test_values_in_objects_and_flattened_columns(
    cells: dict[str, Any], field: str, value: object
) -> None:
    assert getattr(one({"sku": "a", **cells}), field) == value


def test_a_date_in_an_object_is_read() -> None:
    ends = {"date": "2026-12-01 00:00:00.000000", "timezone": "UTC"}
    record = one({"sku": "a", "price": 20, "sale_price": 15, "sale_ends": ends})
    assert record.sale_ends is not None and record.sale_ends.isoformat()[:10] == "2026-12-01"


def test_a_price_of_dealers_is_not_taken_for_a_sale() -> None:
    told, record = parsed("sku,retail price,wholesale price\na,20,10\n")
    assert "'retail price' → 'price'" in told.reason and "wholesale" not in told.reason
    assert record.price is None


@pytest.mark.parametrize(
    "offers",
    [
        {"@type": "Offer", "price": "20.00", "priceCurrency": "EUR"},
        [{"price": 20, "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}, {}],
        {"@type": "AggregateOffer", "lowPrice": 20, "highPrice": 25, "priceCurrency": "EUR"},
    ],
)
def test_the_price_in_an_offer_of_schema_org_is_that_of_the_product(offers: object) -> None:
    [hat] = records(jsonl({"sku": "a", "title": "Hat", "offers": offers}), "catalog.jsonl")
    assert (hat.price, hat.currency, hat.in_stock) == (20, "EUR", True)
    assert "offers" not in hat.attributes
    [mug] = records(jsonl({"sku": "b", "price": 9, "offers": offers}), "catalog.jsonl")
    assert mug.price == 9
