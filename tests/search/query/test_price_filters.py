"""Limits of prices in addresses, as people type them there."""

import pytest
from django.http import QueryDict

from catalog_search.exceptions import InvalidQuery
from catalog_search.retrieval.filters import number


def price(text: str) -> float | None:
    params = QueryDict(mutable=True)
    params["price_max"] = text
    return number(params, "price_max")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1299", 1299), ("1299,50", 1299.5), ("1.299", 1.299), ("1.299,50", 1299.5),
        ("1,299.50", 1299.5), ("1 299", 1299), ("1\u202f299,50", 1299.5), ("1'299", 1299),
        ("1\u2019299.50", 1299.5), (" 5 ", 5), ("", None),
    ],
)  # fmt: skip
def test_separators_that_can_be_told_apart_are_read(text: str, value: float | None) -> None:
    assert price(text) == value


@pytest.mark.parametrize("text", ["1,299", "1,29,999", "-5", "cheap", "NaN", "inf", "12 34"])
def test_other_numbers_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidQuery, match=r"as in price_max=19\.90"):
        price(text)
