"""Titles and descriptions in lists, in several languages, and as editors in browsers keep them."""

import json
import time
from decimal import Decimal

import pytest

from catalog_search.sync.cells.fields import long_text, text
from tests.support.manifests import jsonl, records

EDITORS = [
    {
        "type": "root",
        "children": [
            {
                "type": "paragraph",
                "children": [
                    {"type": "text", "value": "Woven "},
                    {"type": "text", "value": "straw.", "bold": True},
                ],
            },
            {
                "type": "list",
                "children": [{"type": "list-item", "children": [{"type": "text", "value": "S"}]}],
            },
        ],
    },
    {
        "time": 1,
        "blocks": [
            {"type": "paragraph", "data": {"text": "Woven <b>straw</b>."}},
            {"type": "list", "data": {"items": ["S"]}},
        ],
    },
    {"ops": [{"insert": "Woven "}, {"insert": "straw.", "attributes": {}}, {"insert": "\nS\n"}]},
    {
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "Woven straw."}]},
            {"type": "paragraph", "content": [{"type": "text", "text": "S"}]},
        ],
    },
    [
        {"_type": "block", "children": [{"_type": "span", "text": "Woven straw."}]},
        {"_type": "block", "children": [{"_type": "span", "text": "S"}]},
    ],
    {"root": {"children": [{"type": "paragraph", "children": [{"text": "Woven straw.\nS"}]}]}},
    {"html": "<p>Woven straw.</p><p>S</p>"},
    ["Woven straw.", "S"],
]


@pytest.mark.parametrize("document", EDITORS)
def test_the_text_of_an_editor_is_read(document: object) -> None:
    assert long_text(document, 100) == "Woven straw.\nS"
    assert long_text(json.dumps(document), 100) == "Woven straw.\nS"


@pytest.mark.parametrize(
    "written",
    [
        {"de": "Hut", "en": "Hat"},
        {"de-DE": "Hut", "en_GB": "Hat"},
        [{"lang": "de", "value": "Hut"}, {"lang": "en", "value": "Hat"}],
        *('{"de": "Hut", "en": "Hat"}', "[:de]Hut[:en]Hat[:]", "[:en]Hat[:de]Hut"),
        "<!--:de-->Hut<!--:--><!--:en-->Hat<!--:-->",
        *("{:en}Hat{:}{:de}Hut{:}", "{:de}Hut{:} {:en}Hat{:}", "{:de}{:}{:en}Hat{:}"),
        *("{mlang de}Hut{mlang}{mlang en}Hat{mlang}", ["Hat"], "['Hat']", {"default": "Hat"}),
        [{"name": "Hat"}],
    ],
)
def test_of_several_languages_english_counts(written: object) -> None:
    assert text(written, 100) == "Hat"


@pytest.mark.parametrize(
    "written",
    [
        "New {:en}Hat{:}{:de}Hut{:}, blue",
        "New [:de]Hut[:en]Hat[:], blue",
        "New {mlang de}Hut{mlang}{mlang en}Hat{mlang}, blue",
    ],
)
def test_a_text_around_languages_stays(written: str) -> None:
    assert text(written, 100) == "New Hat, blue"


def test_the_language_of_the_catalogue_comes_first(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    assert text({"en": "Hat", "de": "Hut"}, 100) == "Hut"
    assert text({"en": "Hat", "fr": "Chapeau"}, 100) == "Hat"
    assert text({"fr": "Chapeau", "it": "Cappello"}, 100) == "Chapeau"


@pytest.mark.parametrize(
    "written", ["[NEW] Shoe", "{S,M}", "A [:b", "{:)", '["S"', '{"a":1}', "[SALE]", "(L)"]
)
def test_other_texts_stay_as_they_are(written: str) -> None:
    assert text(written, 100) == written


def test_a_list_of_lines_is_a_description() -> None:
    (record,) = records(
        jsonl({"sku": "a", "description": ["One", "Two"], "brand": ["Acme"]}), "x.jsonl"
    )
    assert (record.description, record.brand) == ("One\nTwo", "Acme")


@pytest.mark.parametrize("name", ["No brand", "unbranded", "Ohne Marke", "Sin marca", "N/A"])
def test_what_stands_for_no_brand_is_none(name: str) -> None:
    (record,) = records(jsonl({"sku": "a", "brand": name}), "catalog.jsonl")
    assert record.brand == ""


def test_the_entities_of_a_sku_are_what_they_stand_for() -> None:
    (record,) = records("sku,title\nA&amp;B,Hat\n")
    assert record.sku == "A&B"


@pytest.mark.parametrize("opening", ["<!--:en-->", "{mlang en}", "{:en}", "[:en]"])
def test_a_section_that_never_ends_takes_no_time(opening: str) -> None:
    began = time.monotonic()
    text(opening * 5_000, 100)
    assert time.monotonic() - began < 1


def test_a_section_ends_where_the_next_begins() -> None:
    assert text("<!--:en-->Hat<!--:de-->Hut<!--:-->", 100) == "Hat"


def test_a_number_that_is_none_is_the_text_of_it() -> None:
    assert text(Decimal("NaN"), 100) == "NaN"
    assert text(float("inf"), 100) == "inf"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ({"en": "Wool", "de": "Wolle"}, "Wool"),
        ({"de_DE": "Wolle", "en_GB": "Wool"}, "Wool"),
        ({"en": ["Wool", "silk"], "fr": ["laine"]}, ["Wool", "silk"]),
        ("[:en]Wool[:de]Wolle[:]", "Wool"),
        ("Wool [:] silk", "Wool [:] silk"),
        ({"eu": "42", "uk": "8", "us": "9"}, {"eu": "42", "uk": "8", "us": "9"}),
        ({"cm": "10 cm", "in": "4 in"}, {"cm": "10 cm", "in": "4 in"}),
        ({"it": "yes", "hr": "no"}, {"it": "yes", "hr": "no"}),
        ({"en": 1, "de": 2}, {"en": 1, "de": 2}),
    ],
)
def test_of_an_attribute_in_several_languages_one_counts(cell: object, value: object) -> None:
    [record] = records(jsonl({"sku": "a", "title": "A", "material": cell}), "catalog.jsonl")
    assert record.attributes == {"material": value}
