"""Manifests, however they are spelt and whatever is broken in them."""

import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.sync import csv_rows, manifests
from catalog_search.sync.cleaning import is_photo, readable, resolved, without_suffix
from catalog_search.sync.records import COLUMNS
from catalog_search.types import Problem, Record


def parsed(data: bytes | str, key: str = "shop/catalog.csv", prefix: str = "") -> list:
    data = data.encode() if isinstance(data, str) else data
    return list(manifests.parse(io.BytesIO(data), key, prefix))


def records(*args, **kwargs) -> list[Record]:
    return [each for each in parsed(*args, **kwargs) if isinstance(each, Record)]


def problems(*args, **kwargs) -> list[Problem]:
    return [each for each in parsed(*args, **kwargs) if isinstance(each, Problem)]


def jsonl(*rows: object) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


def value(column: str, written: object) -> tuple[object, list[str]]:
    """Return what a JSON value of a column becomes, and the reasons of what is wrong with it."""
    *wrong, record = parsed(jsonl({"sku": "s", column: written}), "catalog.jsonl")
    return getattr(record, column), [problem.reason for problem in wrong]


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


def test_a_spreadsheets_unicode_text_is_read():
    data = "sku\ttitle\r\n1\tGrößer 👟\r\n".encode("utf-16")
    assert records(data) == [Record("1", "Größer 👟")]


def test_a_record_says_where_it_stands():
    found = records('sku,title\n1,a\n\n2,"b\nc"\n3,d\n')
    assert [(each.sku, each.where, each.line) for each in found] == [
        ("1", "shop/catalog.csv", 2),
        ("2", "shop/catalog.csv", 4),
        ("3", "shop/catalog.csv", 6),
    ]


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
    found = parsed(data, "catalog.jsonl")
    assert [each.sku for each in found if isinstance(each, Record)] == ["1", "3", "4"]
    wrong = [each for each in found if isinstance(each, Problem)]
    assert [problem.line for problem in wrong] == [2, 3, 4, 5, 7, 8, 9, 10, 11, 13]
    assert all(problem.product_lost and problem.reason for problem in wrong)
    assert {problem.where for problem in wrong} == {"catalog.jsonl"}
    assert "UTF-8" in wrong[-1].reason


def test_a_bad_line_of_csv_costs_that_line_only():
    data = (
        b"sku,title,brand\n"
        b"1,good,a\n"
        b'2,"never closed,a\n'
        b"3,good,a\n"
        b'"4"x,quote,a\n'
        b"5,too,many,cells\n"
        b"6,few\n"
        b",no sku,a\n"
        b"\n"
        b" , ,\n"
        b"7,not \xff utf-8,a\n"
        b'8,42" screen,a\n'
        b'9,"a ""quote""",a\n'
    )
    found = parsed(data)
    good = {each.sku: each.title for each in found if isinstance(each, Record)}
    assert good == {
        "1": "good",
        "3": "good",
        "6": "few",
        "8": '42" screen',
        "9": 'a "quote"',
    }
    wrong = [each for each in found if isinstance(each, Problem)]
    assert [problem.line for problem in wrong] == [3, 5, 6, 8, 11]
    assert all(problem.product_lost for problem in wrong)


def test_a_quote_that_is_never_closed_does_not_swallow_the_file():
    rows = [f"{number},good" for number in range(1000)]
    rows[3] = '3,"open'
    found = parsed("sku,title\n" + "\n".join(rows))
    assert [each.line for each in found if isinstance(each, Problem)] == [5]
    assert len([each for each in found if isinstance(each, Record)]) == 999


@pytest.mark.parametrize("name", ["catalog.jsonl", "catalog.csv"])
def test_an_endless_line_is_passed_over(name, monkeypatch):
    monkeypatch.setattr(manifests, "LONGEST_LINE", 50)
    monkeypatch.setattr(csv_rows, "LONGEST_LINE", 50)
    if name.endswith("jsonl"):
        data = jsonl({"sku": "1"}, {"sku": "2", "title": "x" * 500}, {"sku": "3"})
    else:
        data = b"sku,title\n1,a\n2," + b"x" * 500 + b"\n3,c\n"
    found = parsed(data, name)
    assert [each.sku for each in found if isinstance(each, Record)] == ["1", "3"]
    assert [each.line for each in found if isinstance(each, Problem)] == [2 + (name[-1] == "v")]


def test_csv_must_name_its_columns():
    (problem,) = parsed("1,a\n2,b\n")
    assert (problem.line, problem.product_lost) == (1, True)
    assert "sku" in problem.reason


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"sku,title\n"])
def test_an_empty_manifest_has_no_records(data):
    assert records(data) == []


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
        ("1,299", "1299"),
        ("1,299.00", "1299"),
        ("1.299,00", "1299"),
        ("1 299,00", "1299"),
        ("1'299.00", "1299"),
        ("₹ 1,299", "1299"),
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
    [-1, "-1", "-0,50", float("nan"), float("inf"), "1e999", "free", "12 or 13", "10-20", "1.2.3",
     True, [1], {"eur": 1}, "9" * 11, 10**300],
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


@pytest.mark.parametrize("written", ["maybe", [1], "NaN"])
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


@pytest.mark.parametrize("written", ["EURO", "E1", "€", 978, ["EUR"]])
def test_a_currency_has_three_letters(written):
    currency, reasons = value("currency", written)
    assert currency == ""
    assert len(reasons) == 1


def test_categories_are_lists_or_paths():
    assert value("category", ["A", "B"]) == (("A", "B"), [])
    assert value("category", " A  >  B>C ") == (("A", "B", "C"), [])
    assert value("category", "A/B") == (("A/B",), [])
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
    assert value("title", ["no"])[0] == ""


def test_further_columns_are_kept_as_they_stood():
    row = {
        "sku": "s",
        "sale_price": 5.5,
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
    (record,) = parsed(data, "catalog.jsonl")
    assert record.attributes == {
        "sale_price": 5.5,
        "split": "dev",
        "Odd Name": True,
        "nested": {"a": [1, {"b": None}], "c": "d"},
        "attributes": {"x": 1},
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
    ["../../x.jpg", "/../x.jpg", "a/../../../x.jpg", "https://evil.example/x.jpg", "x.gif", "x",
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


@pytest.mark.parametrize(
    ("key", "is_one"),
    [("catalog.csv", True), ("a/b/Catalog.JSONL", True), ("my-catalog.csv", False),
     ("catalog.csv/x", False), ("catalog.json", False), ("catalog.csv.gz", False)],
)  # fmt: skip
def test_manifests_are_known_by_their_name(key, is_one):
    assert manifests.is_manifest(key) is is_one


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("red-canvas_shoe-02.jpg", "Red canvas shoe"),
        ("shop/Red.Shoe (2).JPG", "Red Shoe"),
        ("10007.jpg", "10007"),
        ("12.jpg", "12"),
        ("a/ .jpg", "A/ .jpg"),
        ("größe+M.webp", "Größe M"),
        ("x\n\x00y.png", "X y"),
    ],
)
def test_file_names_can_be_read(key, title):
    assert readable(key) == title


def test_keys_without_suffix():
    assert without_suffix("a.b/c.jpg") == "a.b/c"
    assert without_suffix(".jpg") == ".jpg"
    assert is_photo("a.JPeG")
    assert not is_photo("a.jpg.txt")


@given(st.text(), st.sampled_from(["", "a/", "a/b/"]))
def test_no_path_leads_out_of_the_prefix(path, folder):
    key = resolved(path, f"pre/{folder}", "pre/")
    assert key is None or key.startswith("pre/")
    assert key is None or ".." not in key.split("/")


LINES = st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode))
GOOD = b'{"sku": "good-%d", "title": "T", "price": 5}'


@given(st.lists(LINES.filter(lambda line: b"\n" not in line), max_size=8), st.integers(0, 8))
def test_noise_between_lines_of_json_harms_no_good_line(noise, at):
    lines = [*noise[:at], GOOD % 1, *noise[at:], GOOD % 2]
    found = parsed(b"\n".join(lines), "catalog.jsonl")
    skus = [each.sku for each in found if isinstance(each, Record)]
    assert {"good-1", "good-2"} <= set(skus)


@given(st.lists(LINES, max_size=8), st.integers(0, 8))
def test_noise_in_csv_raises_nothing_and_ends(noise, at):
    lines = [b"sku,title,price", *noise[:at], b"good-1,T,5", *noise[at:], b"good-2,T,5"]
    found = parsed(b"\n".join(lines))
    assert all(isinstance(each, Record | Problem) for each in found)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters='\n\r"'), max_size=40), max_size=8
    )
)
def test_noise_without_quotes_harms_no_good_line_of_csv(noise):
    lines = ["sku,title,price", *noise, "good-1,T,5", *noise, "good-2,T,5"]
    skus = [each.sku for each in records("\n".join(lines))]
    assert {"good-1", "good-2"} <= set(skus)


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
