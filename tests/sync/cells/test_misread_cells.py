"""Cells whose UTF-8 was read as Windows-1252 or Latin-1 before they were written again."""

import pytest

from catalog_search.sync.cells.misread import meant_text
from catalog_search.types import Problem
from tests.support.manifests import jsonl, parsed, records

# ruff: noqa: RUF001  (letters of other alphabets, and signs that look alike)


def misread(text: str) -> str:
    """Return the text as Windows shows its UTF-8; bytes without a letter are control characters."""
    bytes_ = (bytes([byte]) for byte in text.encode())
    return "".join(byte.decode("cp1252", "ignore") or byte.decode("latin-1") for byte in bytes_)


@pytest.mark.parametrize(
    "text",
    [
        "Müller Café, Größe 5",
        "Don’t “worry” – 5 €",
        "Łóżko dębowe, świeca",
        "Кружка синяя",
        "Μπλε κούπα",
        "蓝色杯子",
        "青いマグカップ",
        "ספל כחול",
        "كوب أزرق",
        "½ × ¾ °C ©®™",
        "À partir de 5 €, œuvre",
        "😀 fun",
        "Đồng hồ nữ",
        "ÇŞĞİ ışık",
        "Über Ärmel, Äpfel ohne Öl",
    ],
)
def test_letters_are_those_that_were_meant(text: str) -> None:
    assert meant_text(text.encode().decode("latin-1")) == text
    assert meant_text(text.encode().decode("latin-1").encode().decode("latin-1")) == text
    assert meant_text(misread(text)) == text
    assert meant_text(misread(misread(text))) == text
    assert meant_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("«CAFÉ»", "CAFÉ™", "LÃ™", "LÃ…", "LÃ\u00a0MERINO", "MAÇû", "TVÅ–DELAD", "GRÅ®"),
        *("ARCHÄ“", "café…\u00a0»", "“hotărâ…”", "SÃO PAULO", "PORTUGUÊS”", "ESPAÑ…", "pâté™"),
        *("DÉJÀ–VU", "ÅÄÖ™", "«está»", "«sofá…»", "Île…"),
    ],
)
def test_what_a_language_writes_itself_stays(text: str) -> None:
    assert meant_text(text) == text


def test_prices_categories_and_names_of_columns_are_mended_before_they_are_read() -> None:
    text = misread("sku,title,price,category,größe\na,Café,5 €,Möbel » Stühle,groß\n")
    (record,) = parsed(text)
    assert not isinstance(record, Problem)
    assert (record.title, str(record.price), record.currency) == ("Café", "5.00", "EUR")
    assert record.category == ("Möbel", "Stühle")
    assert record.attributes == {"größe": "groß"}


def test_objects_of_json_are_mended_too() -> None:
    row = {"sku": "a", "title": misread("Café"), "category": [{"name": misread("Möbel")}]}
    (record,) = records(jsonl(row), "catalog.jsonl")
    assert (record.title, record.category) == ("Café", ("Möbel",))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("It\x92s \x93big\x94 \x96 \x80 5", "It’s “big” – € 5"),
        ("GR\u00c3\x96SSE", "GRÖSSE"),
        ("BL\u00c5\x92S", "BLÅ’S"),
        ("two\x85lines", "two\x85lines"),
        ("Größe \x99", "Größe ™"),
    ],
)
def test_controls_are_the_signs_that_windows_has_there(text: str, meant: str) -> None:
    assert meant_text(text) == meant


def test_a_feed_of_utf_8_may_declare_latin_1() -> None:
    item = "<g:id>a</g:id><g:title>Größe – 5</g:title><g:price>5 €</g:price>"
    feed = (
        "<?xml version='1.0' encoding='iso-8859-1'?><rss xmlns:g='http://base.google.com/ns/1.0'>"
        f"<item>{item}<g:image_link>a.jpg</g:image_link></item></rss>"
    )
    [record] = records(feed, "catalog.xml")
    assert (record.title, record.currency) == ("Größe – 5", "EUR")
