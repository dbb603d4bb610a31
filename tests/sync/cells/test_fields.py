"""What the values of a row become, and what is told of those that cannot be used."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.sync.records.records import COLUMNS
from catalog_search.types import Record
from tests.support.manifests import jsonl, parsed


def value(column: str, written: object) -> tuple[object, list[str]]:
    """Return what a JSON value of a column becomes, and the reasons of what is wrong with it."""
    *wrong, record = parsed(jsonl({"sku": "s", column: written}), "catalog.jsonl")
    return getattr(record, column), [problem.reason for problem in wrong]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (None, None),
        ("", None),
        (0, "0"),
        (1499, "1499"),
        (19.999, "20.00"),
        ("12", "12"),
        ("12.5", "12.50"),
        (".5", "0.50"),
        ("12,50", "12.50"),
        ("1,299.00", "1299"),
        ("1.299,00", "1299"),
        ("1 299,00", "1299"),
        ("1'299.00", "1299"),
        ("₹ 1,299.00", "1299"),
        ("Rs.199", "199"),
        ("Rs.1299/-", "1299"),
        ("Rp 150.000", "150000"),
        ("1,29,999.00", "129999"),
        ("1\u2019299.00", "1299"),
        ("12\u202f345,60 Kč", "12345.60"),
        ("199,-", "199"),
        ("free", "0"),
        ("1234.500", "1234.50"),
        ("Rs. 500", "500"),
        ("12.50 EUR", "12.50"),
        ("١٢", "12"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_prices_are_understood(written, amount):
    assert value("price", written) == (None if amount is None else Decimal(amount), [])


@pytest.mark.parametrize(
    "written",
    [-1, "-1", "-0,50", float("inf"), "1e999", "(12.50)", "1.299 €",
     "1,299", "x" * 99 + "1", "12 or 13", "10-20", "1.2.3",
     True, [1], {"width": 1}, "9" * 11, 10**300],
)  # fmt: skip
def test_what_is_no_price_is_left_out_and_told(written):
    price, reasons = value("price", written)
    assert price is None
    assert len(reasons) == 1
    assert reasons[0].startswith("s: price ")


@pytest.mark.parametrize(
    ("written", "answer"),
    [(None, True), ("", True), (True, True), ("Yes", True), (3, True), ("12", True),
     ("in stock", True), (False, False), ("no", False), (0, False), ("0", False), ("0.0", False),
     ("FALSE", False), ("out of stock", False), (-1, False)],
)  # fmt: skip
def test_in_stock_is_an_answer_or_a_number_of_pieces(written, answer):
    assert value("in_stock", written) == (answer, [])


@pytest.mark.parametrize("written", ["maybe", [1], "inf"])
def test_an_unknown_answer_leaves_the_product_in_stock(written):
    answer, reasons = value("in_stock", written)
    assert answer is True
    assert len(reasons) == 1


@pytest.mark.parametrize(
    "written",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
     "//evil.example", "ftp://shop.example", "https://", "http:/x", "p/1", "/a b",
     "/\\evil.example",
     "https://shop.example/\x00", "https://[", "/" + "x" * 2000, 5, ["https://shop.example"]],
)  # fmt: skip
def test_addresses_that_are_not_of_the_web_are_refused(written):
    address, reasons = value("url", written)
    assert address == ""
    assert len(reasons) == 1


@pytest.mark.parametrize("written", ["https://shop.example/p/1", "/p/1?q=%20#x", "", None])
def test_addresses_of_the_web_or_of_the_site_are_kept(written):
    assert value("url", written) == (written or "", [])


@pytest.mark.parametrize("written", ["EURON", "E1", "kr", 978, ["EUR"]])
def test_a_currency_has_three_letters(written):
    currency, reasons = value("currency", written)
    assert currency == ""
    assert len(reasons) == 1


def test_a_currency_may_be_named_by_its_sign():
    currencies = [
        value("currency", sign) for sign in ("€", "Euro", "US$", "zł", "eur", "RMB", "Yen")
    ]
    assert currencies == [(code, []) for code in ("EUR", "EUR", "USD", "PLN", "EUR", "CNY", "JPY")]


def test_a_price_may_be_an_object():
    written = {"amount": "12.50", "currencyCode": "eur"}
    [record] = parsed(jsonl({"sku": "s", "price": written}), "catalog.jsonl")
    assert (str(record.price), record.currency) == ("12.50", "EUR")


@pytest.mark.parametrize(
    "written",
    [
        {"amount": 1250, "currency": "EUR", "precision": 2},
        {"centAmount": 1250, "currencyCode": "EUR", "fractionDigits": 2},
        {"amount_minor": "1250", "currency": "EUR"},
        {"price": "1250", "currency_code": "EUR", "currency_minor_unit": 2},
        {"amount": 1250, "divisor": 100, "currency_code": "EUR"},
        {"value": 1250, "unit": "cents", "currency": "EUR"},
        {"amount": 1250, "decimals": 2, "currency": "EUR"},
        {"amount": 12.5, "unit": "piece", "currency": "EUR"},
        {"EUR": 12.5},
        [{"currency": "EUR", "net": 10, "gross": 12.5}],
    ],
)
def test_an_object_may_hold_cents_or_name_its_currency_otherwise(written):
    [record] = parsed(jsonl({"sku": "s", "price": written}), "catalog.jsonl")
    assert (str(record.price), record.currency) == ("12.50", "EUR")


@pytest.mark.parametrize(
    ("code", "cents", "price"),
    [("JPY", 1299, "1299.00"), ("KWD", 12500, "12.50"), ("HUF", 129900, "1299.00")],
)
def test_small_units_are_those_of_the_currency(code: str, cents: int, price: str) -> None:
    for row in ({"price": {"cents": cents, "currency": code}},
                {"price_cents": cents, "currency": code}):  # fmt: skip
        [record] = parsed(jsonl({"sku": "s", **row}), "catalog.jsonl")
        assert (str(record.price), record.currency) == (price, code)


def test_categories_are_lists_or_paths():
    assert value("category", ["A", "B"]) == (("A", "B"), [])
    assert value("category", " A  >  B>C ") == (("A", "B", "C"), [])
    for long in (["A", "x" * 501], "A > " + "x" * 501):
        category, [reason] = value("category", long)
        assert category == () and "longer than 500 characters" in reason
    message = "s: category 'A/B' is taken as one name; write 'A > B' if it is a path."
    assert value("category", "A/B") == (("A/B",), [message])
    assert value("category", ["A > B", "", None, "C"]) == (("A", "B", "C"), [])
    assert value("category", None) == ((), [])
    path, reasons = value("category", ["x" * 300, "y" * 300])
    assert path == ()
    assert len(reasons) == 1


def test_colors_are_lists_or_separated():
    assert value("colors", ["Red", "Red", " ", "Dark, blue"]) == (("Red", "Dark, blue"), [])
    assert value("colors", "Red, white;blue") == (("Red", "white", "blue"), [])
    assert value("colors", None) == ((), [])


def test_texts_are_made_fit_to_be_stored():
    assert value("title", "a\x00b\x1b[31m\ud800c\n d \x85") == ("ab[31mc d", [])
    assert value("description", " a\x00\r\nb\rc\t") == ("a\nb\nc", [])
    assert value("title", "x" * 5000) == ("x" * 1000, [])
    assert len(value("description", "x" * 50_000)[0]) == 20_000
    assert value("title", "👟 emoji")[0] == "👟 emoji"
    assert value("title", 42) == ("42", [])
    assert value("title", [["no"]])[0] == ""


def test_further_columns_are_kept_as_they_stood():
    row = {
        "sku": "s",
        "reduction": 5.5,
        "split": "dev",
        "none": None,
        "empty": "",
        "Odd Name": True,
        "nested": {"a": [1, {"b": None}], "c\x00": "d\x00"},
        "attributes": {"x": 1},
        "big": 2**100,
        "inf": 1e999,
        "": "no name",
    }
    data = json.dumps(row).replace("Infinity", "1e999").encode()
    [record] = parsed(data, "catalog.jsonl")
    assert record.attributes == {
        "reduction": 5.5,
        "split": "dev",
        "Odd Name": True,
        "nested": {"a": [1, {"b": None}], "c": "d"},
        "x": 1,
        "big": str(2**100),
    }


def test_images_are_paths_from_the_manifests_folder():
    written = ["1.jpg", "../b/2.PNG", "./c//3.webp", "/from-the-prefix.jpeg", "a\n+ %2F?#é.jpg"]
    *wrong, record = parsed(
        jsonl({"sku": "s", "images": written}), "pre/shop/catalog.jsonl", "pre/"
    )
    assert record.images == (
        "pre/shop/1.jpg",
        "pre/b/2.PNG",
        "pre/shop/c//3.webp",
        "pre/from-the-prefix.jpeg",
        "pre/shop/a\n+ %2F?#é.jpg",
    )
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    ["../../x.jpg", "/../x.jpg", "a/../../../x.jpg", "https://cdn.example/x.svg", "x.gif", "x",
     "a\x00.jpg", "\ud800.jpg", "x" * 1025 + ".jpg", 5, None, ["x.jpg"], ""],
)  # fmt: skip
def test_images_that_no_photo_can_be_are_told(path):
    row = {"sku": "s", "images": [path, "good.jpg"]}
    *wrong, record = parsed(jsonl(row), "pre/shop/catalog.jsonl", "pre/")
    assert record.images == ("pre/shop/good.jpg",)
    assert len(wrong) == 1
    assert not wrong[0].product_lost


def test_images_named_twice_count_once():
    assert value("images", "a.jpg; a.jpg | b.jpg;")[0] == ("a.jpg", "b.jpg")
    images, reasons = value("images", [f"{number}.jpg" for number in range(150)])
    assert len(images) == 100
    assert len(reasons) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


NAMES = st.sampled_from([*COLUMNS, "images", "extra"])


@given(st.dictionaries(NAMES, JSON))
def test_a_row_with_a_sku_is_a_record_whatever_else_it_holds(row):
    *wrong, record = parsed(jsonl({"sku": "s", **row}), "shop/catalog.jsonl", "shop/")
    assert isinstance(record, Record)
    assert not any(problem.product_lost for problem in wrong)
    text = json.dumps([record.title, record.description, record.brand, record.attributes])
    assert "\\u0000" not in text
    assert "NaN" not in text.replace('"NaN"', "")
    assert record.price is None or record.price >= 0
    assert all(image.startswith("shop/") for image in record.images)
