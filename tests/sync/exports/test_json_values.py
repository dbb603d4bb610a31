"""Prices and photos in objects of JSON, as interfaces of shops answer them."""

import pytest

from catalog_search.types import Problem
from tests.support.manifests import jsonl, parsed


def read(**cells: object) -> tuple[object, list[str]]:
    """Return what is read of a row with these cells: its record, and what is told."""
    items = parsed(jsonl({"sku": "a", **cells}), "catalog.jsonl")
    problems = [each.reason for each in items if isinstance(each, Problem)]
    return next(each for each in items if not isinstance(each, Problem)), problems


@pytest.mark.parametrize(
    "price",
    [
        {"amount": "12.50", "currency": "EUR"},
        {"eur": 12.5},
        {"min": 12.5, "max": 20, "currency": "EUR"},
        {"@type": "AggregateOffer", "lowPrice": "12.5", "priceCurrency": "EUR"},
        {"minVariantPrice": {"amount": "12.5", "currencyCode": "EUR"}},
        {"currency": "EUR", "amount": {"value": 12.5}},
        {"currency": "EUR", "value": {"$numberDecimal": "12.50"}},
        {"raw": 1250, "formatted": "12,50 \u20ac"},
        [{"amount": 12.5, "currency": "EUR"}, {"amount": 13, "currency": "USD"}],
        *("12,50 euroa", "12.50 \u0435\u0432\u0440\u043e", "12.50\u6b27\u5143"),
    ],
)
def test_the_amount_of_an_object_is_read(price: object) -> None:
    record, problems = read(price=price)
    assert (str(record.price), record.currency, problems) == ("12.50", "EUR", [])


@pytest.mark.parametrize("price", [{}, {"EUR": 1, "USD": 2}, {"all": 5}, {"regular": 2, "sale": 1}])
def test_an_object_that_leaves_it_open_is_told(price: object) -> None:
    record, (reason,) = read(price=price)
    assert record.price is None
    assert "is not a price" in reason


def test_of_several_currencies_the_row_names_one() -> None:
    record, problems = read(price={"EUR": 12.5, "USD": 13}, currency="USD")
    assert (str(record.price), record.currency, problems) == ("13.00", "USD", [])


@pytest.mark.parametrize(
    "images",
    [
        {"small": "s.jpg", "large": "a.jpg"},
        {"edges": [{"node": {"url": "a.jpg"}}]},
        [{"asset": {"url": "a.jpg"}}],
        {"main": {"url": "a.jpg"}},
        {"0": "a.jpg"},
        {"data": [{"attributes": {"url": "a.jpg", "name": "b.jpg"}}]},
        '[{"url": "a.jpg"}]',
    ],
)
def test_the_address_in_an_object_is_found(images: object) -> None:
    record, problems = read(images=images)
    assert (record.images, problems) == (("a.jpg",), [])


def test_several_photos_in_an_object_are_all_found() -> None:
    record, problems = read(
        images={"main": {"url": "a.jpg"}, "others": [{"url": "b.jpg"}, "c.jpg"]}
    )
    assert (record.images, problems) == (("a.jpg", "b.jpg", "c.jpg"), [])


def test_an_object_without_an_address_is_told() -> None:
    record, (reason,) = read(images=[{"id": 3}])
    assert record.images == ()
    assert "is not a path" in reason
