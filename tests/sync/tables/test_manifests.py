"""Manifests, however they are spelt and whatever is broken in them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.sync.tables import csv_rows, json_rows, manifests
from catalog_search.types import Problem, Record
from tests.support.manifests import LINES, jsonl, parsed, records

FULL = Record(
    sku="shoe-1",
    title="Red shoe",
    description="Light.\nFor summer.",
    category=("Apparel", "Shoes"),
    brand="Acme",
    colors=("Red", "White"),
    price=Decimal("19.90"),
    currency="EUR",
    in_stock=False,
    url="https://shop.example/p/1?a=b",
    images=("shop/images/1.jpg", "shop/images/2.png"),
    attributes={"Material": "canvas"},
)


def test_every_column_of_json():
    row = {
        "sku": "shoe-1",
        "title": "Red shoe",
        "description": "Light.\r\nFor summer.",
        "category": ["Apparel", "Shoes"],
        "brand": "Acme",
        "colors": ["Red", "White"],
        "price": 19.9,
        "currency": "eur",
        "in_stock": False,
        "url": "https://shop.example/p/1?a=b",
        "images": ["images/1.jpg", "images/2.png"],
        "Material": "canvas",
    }
    assert parsed(jsonl(row), "shop/catalog.jsonl") == [FULL]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("bom", ["", "\ufeff", "sep"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_column_of_csv(delimiter, bom, end):
    header = "SKU,Title,Description,Category path,Brand,Colours,Price,Currency,In stock,URL,Images"
    names = [*header.split(","), "Material"]
    images = "images/1.jpg|images/2.png" if delimiter != "|" else "images/1.jpg;images/2.png"
    cells = [
        *("shoe-1", "Red shoe", '"Light.' + end + 'For summer."', "Apparel > Shoes", "Acme"),
        *('"Red, White"', '"19,90"', "EUR", "0", "https://shop.example/p/1?a=b", f'"{images}"'),
        "canvas",
    ]
    first = f"sep={delimiter}{end}" if bom == "sep" else bom.removesuffix("sep")
    assert parsed(first + end.join(delimiter.join(row) for row in (names, cells)) + end) == [FULL]


def test_a_bad_line_of_json_costs_that_line_only():
    data = jsonl(
        {"sku": "1"},
        "{not json}",
        "[1, 2]",
        '"text"',
        "[" * 100_000,
        "",
        '{"sku": "2", "n": ' + "9" * 5000 + "}",
        {"title": "no sku"},
        {"sku": ["no", "text"]},
        {"sku": "k" * 1025},
        '{"sku": "cut',
        {"sku": "3"},
    )
    data += b'\n{"sku": "\xff"}\n{"sku": "4"}'
    items = parsed(data, "catalog.jsonl")
    assert [each.sku for each in items if isinstance(each, Record)] == ["1", "3", "4"]
    wrong = [each for each in items if isinstance(each, Problem)]
    assert [problem.line for problem in wrong] == [2, 3, 4, 5, 7, 8, 9, 10, 11, 13]
    assert all(problem.product_lost and problem.reason for problem in wrong)
    assert {problem.where for problem in wrong} == {"catalog.jsonl"}
    assert "UTF-8" in wrong[-1].reason


@pytest.mark.parametrize("name", ["catalog.jsonl", "catalog.csv"])
def test_an_endless_line_is_passed_over(name, monkeypatch):
    monkeypatch.setattr(json_rows, "LONGEST_LINE", 50)
    monkeypatch.setattr(csv_rows, "LONGEST_LINE", 50)
    if name.endswith("jsonl"):
        data = jsonl({"sku": "1"}, {"sku": "2", "title": "x" * 500}, {"sku": "3"})
    else:
        data = b"sku,title\n1,a\n2," + b"x" * 500 + b"\n3,c\n"
    items = parsed(data, name)
    assert [each.sku for each in items if isinstance(each, Record)] == ["1", "3"]
    assert [each.line for each in items if isinstance(each, Problem)] == [2 + (name[-1] == "v")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"sku,title\n"])
def test_an_empty_manifest_has_no_records(data):
    assert records(data) == []


@pytest.mark.parametrize(
    ("key", "is_one"),
    [("catalog.csv", True), ("a/b/Catalog.JSONL", True), ("my-catalog.csv", False),
     ("catalog.csv/x", False), ("catalog.json", False), ("catalog.csv.gz", False)],
)  # fmt: skip
def test_manifests_are_known_by_their_name(key, is_one):
    assert manifests.is_manifest(key) is is_one


GOOD = b'{"sku": "good-%d", "title": "T", "price": 5}'


@given(st.lists(LINES.filter(lambda line: b"\n" not in line), max_size=8), st.integers(0, 8))
def test_noise_between_lines_of_json_harms_no_good_line(noise, at):
    lines = [*noise[:at], GOOD % 1, *noise[at:], GOOD % 2]
    items = parsed(b"\n".join(lines), "catalog.jsonl")
    skus = [each.sku for each in items if isinstance(each, Record)]
    assert {"good-1", "good-2"} <= set(skus)
