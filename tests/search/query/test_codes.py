"""Codes of products behind the word for them."""

import pytest

from tests.search.query.test_colors_and_sizes import parse
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sku: NO-500", "NO-500"), ("SKU NO-500", "NO-500"), ("item no. kx-77/2", "kx-77/2"),
        ("art.-nr. KX-77/2", "KX-77/2"), ("ref 4006381333931", "4006381333931"),
        ("EAN: 4006381333931", "4006381333931"), ("Réf. NO-500", "NO-500"),
        ("product code KX-77/2", "KX-77/2"), ("item #NO-500", "NO-500"),
    ],
)  # fmt: skip
def test_a_code_is_read_without_the_word_for_it(text: str, code: str) -> None:
    for sku, attributes in (("NO-500", {}), ("KX-77/2", {}), ("a", {"ean": "4006381333931"})):
        make_indexed_photo(make_product(sku=sku, title=f"Lamp {sku}", attributes=attributes))
    store = make_store()
    query = parse(store, text)
    assert (query.text, query.words, query.constraints) == (code, code, ())
    found = {"no-500": "NO-500", "kx-77/2": "KX-77/2"}.get(code.lower(), "a")
    assert by_text(store, text).items[0].product.sku == found


@pytest.mark.parametrize(
    "text",
    [
        "Bestellnummer 12345", "Best.-Nr. 12345", "Bestell-Nr.: 12345", "Artikelnummer 12345",
        "Art.-Nr. 12345", "Herstellernummer: 12345", "n° de référence 12345", "réf. 12345",
        "numéro d'article 12345", "code article: 12345", "código 12345", "referencia: 12345",
        "código de producto 12345", "nº de referencia 12345", "part number 12345", "part #12345",
        "stock code 12345", "catalogue no. 12345", "EAN 12345", "12345 (SKU)", "p/n 12345",
    ],
)  # fmt: skip
def test_the_word_for_a_code_may_be_of_any_language(text: str) -> None:
    for sku in ("12346", "12345", "Best"):
        make_indexed_photo(make_product(sku=sku, title=f"Lamp {sku}"))
    store = make_store()
    assert (parse(store, text).text, parse(store, text).constraints) == ("12345", ())
    assert by_text(store, text).items[0].product.sku == "12345"


@pytest.mark.parametrize(
    ("attribute", "value", "texts"),
    [
        ("isbn", "9783161484100", "978-3-16-148410-0|ISBN 9783161484100|ISBN-13: 9783161484100"),
        ("ISBN-13", "978-3-16-148410-0", "9783161484100|isbn13 9783161484100|3-16-148410-X"),
        ("isbn", "3-16-148410-X", "316148410X|ISBN-10 3-16-148410-x|9783161484100"),
        ("isbn10", "0306406152", "0-306-40615-2|ISBN 9780306406157"),
        ("gtin13", "4006381333931", "EAN-13 4006381333931|GTIN: 4006381333931|EAN13 4006381333931"),
        ("GTIN 14", 4006381333931, "4006381333931|04006381333931"),
        ("mpn", "WH-1000XM4", "MPN WH-1000XM4|wh1000xm4|Model no. WH-1000XM4"),
    ],
)  # fmt: skip
def test_codes_in_attributes_are_found(attribute: str, value: object, texts: str) -> None:
    make_indexed_photo(make_product(title="ISBN 13 EAN 13 GTIN model WH"))
    make_indexed_photo(make_product(sku="a", title="Lamp", attributes={attribute: value}))
    for text in texts.split("|"):
        assert by_text(make_store(), text).items[0].product.sku == "a", text


def test_a_number_of_ten_digits_is_that_of_a_book_only_with_its_check_digit() -> None:
    make_indexed_photo(make_product(sku="a", title="Lamp", attributes={"ean": "3161484100"}))
    assert not make_store().products.called("9783161484100").exists()


@pytest.mark.parametrize("text", ["sku: NO-501", "model 3 car", "item 500", "no. 5"])
def test_a_code_that_no_product_has_is_searched_for_as_typed(text: str) -> None:
    make_indexed_photo(make_product(sku="NO-500", title="Lamp"))
    assert parse(make_store(), text).text == text
