"""Feeds in XML that declare an encoding or a document type, and what is told of broken ones."""

from decimal import Decimal

import pytest

from catalog_search.types import Problem
from tests.support.manifests import jsonl, parsed, records

GOOGLE = (
    '<?xml version="1.0" encoding="UTF-16"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
    "<item><g:id>1</g:id><g:title>Café</g:title><g:price>5 EUR</g:price>"
    "<g:image_link>https://c.example/a.jpg</g:image_link></item></channel></rss>"
)
YANDEX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE yml_catalog SYSTEM "shops.dtd">\n'
    "<yml_catalog><shop><name>S</name><categories><category id='1'>Hats</category></categories>"
    "<offers><offer id='h1' available='true'><name>Hat</name><price>20</price><oldprice>25"
    "</oldprice><currencyId>EUR</currencyId><categoryId>1</categoryId>"
    "<picture>https://c.example/a.jpg</picture><vendor>Acme</vendor></offer></offers></shop>"
    "</yml_catalog>"
)
RULES = "<!DOCTYPE x [<!ENTITY a 'b'>]><rss><item>&a;</item></rss>"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8"])
def test_a_feed_that_declares_another_unicode_is_read(encoding: str) -> None:
    [cafe] = records(GOOGLE.encode(encoding), "catalog.xml")
    assert (cafe.title, cafe.price) == ("Café", Decimal(5))


@pytest.mark.parametrize("above", ["", "\n", "\ufeff", "\ufeff\n", "\ufeff \r\n\n"])
def test_a_feed_with_a_plain_document_type_is_read(above: str) -> None:
    [hat] = parsed(above + YANDEX, "catalog.xml")
    assert (hat.sku, hat.title, hat.brand) == ("h1", "Hat", "Acme")
    assert (hat.price, hat.compare_at_price, hat.currency) == (Decimal(20), Decimal(25), "EUR")
    assert (hat.category, hat.in_stock, len(hat.images)) == (("Hats",), True, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (RULES, "declares rules or entities of its own"),
        (RULES.replace("x [", "x SYSTEM 'a.dtd' ["), "declares rules or entities of its own"),
        (f"<!DOCTYPE a SYSTEM 'b'>{RULES}", "declares rules or entities of its own"),
        ("<rss><item><id>1 & 2</id></item></rss>", "must be written &amp; or &lt;"),
        ("<rss><item><id>1&nbsp;2</id></item></rss>", "a letter that XML does not know"),
        ("<rss><item><g:id>1</g:id></item></rss>", "a prefix such as g: is not declared"),
        ("<rss><item><id>1</item></rss>", "a tag is not closed"),
        ("<rss><item><id>1&#11;</id></item></rss>", "it names a control character"),
        ("<rss><item><id>1&#x0;</id></item></rss>", "it names a control character"),
        ("<rss><item><id>1</id></item></rss><rss></rss>", "something stands behind its last tag"),
        ("<!-- a --><?xml version='1.0'?><rss/>", "something stands before <?xml"),
        ("<rss><item id='1' id='2'></item></rss>", "a tag has an attribute twice"),
    ],
)
def test_what_is_wrong_with_xml_is_told_in_plain_words(text: str, reason: str) -> None:
    *_, problem = parsed(text, "catalog.xml")
    assert isinstance(problem, Problem) and problem.product_lost
    assert reason in problem.reason
    assert not any(word in problem.reason for word in ("Forbidden", "<unknown>", "token"))


ITEM = {"id": "a", "title": "Hat", "image_link": "https://x/a.jpg", "price": "5 EUR"}


def rss(*items: dict[str, str]) -> str:
    texts = ("".join(f"<g:{n}>{text}</g:{n}>" for n, text in item.items()) for item in items)
    channel = "".join(f"<item>{text}</item>" for text in texts)
    return f"<rss xmlns:g='http://base.google.com/ns/1.0'><channel>{channel}</channel></rss>"


@pytest.mark.parametrize("lacking", ["id", "title", "image_link", "price"])
@pytest.mark.parametrize("is_empty", [True, False])
@pytest.mark.parametrize("count", [1, 3])
def test_the_first_items_of_a_feed_may_lack_values(
    lacking: str, is_empty: bool, count: int
) -> None:
    empty = {lacking: ""} if is_empty else {}
    first = {name: text for name, text in ITEM.items() if name != lacking} | empty
    second = {**ITEM, "id": "b", "title": "Cup"}
    xml = records(rss(*[first] * count, second), "catalog.xml")
    lines = records(jsonl(*[first] * count, second), "catalog.jsonl")
    for found in (xml, lines):
        assert {each.sku: each.title for each in found}["b"] == "Cup"
        assert ("a" in {each.sku for each in found}) == (lacking != "id")


def test_a_later_row_makes_no_export_of_a_manifest() -> None:
    rows = ({"sku": "s1", "title": "Hat"}, {"sku": "s2", **ITEM})
    assert [each.sku for each in records(jsonl(*rows), "catalog.jsonl")] == ["s1", "s2"]
