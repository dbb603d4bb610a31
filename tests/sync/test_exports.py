"""Exports of shop systems: each tells of the same goods, and is read by renaming it alone."""

from decimal import Decimal

import pytest

from catalog_search.types import Problem, Record
from tests.support.exports import ALL, GOOGLE_XML, MAGENTO, SHOPIFY, WITH_A_HIDDEN_PRODUCT
from tests.support.manifests import parsed, records

SHOPIFY_ONE = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src"


def by_sku(text: str) -> dict[str, Record]:
    return {record.sku: record for record in records(text)}


@pytest.mark.parametrize("name", ALL)
def test_variants_become_one_product(name: str) -> None:
    found = by_sku(ALL[name])
    assert set(found) == {"sun-hat", "mug"}
    hat = found["sun-hat"]
    assert (hat.title, hat.brand, hat.in_stock) == ("Sun hat", "Halden", True)
    assert hat.description == "Woven straw."
    assert (hat.price, hat.attributes["highest_price"]) == (Decimal("20.00"), "24.50")
    assert set(hat.colors) == {"Sand", "Black"}
    assert set(hat.attributes["size"]) == {"S", "M"}
    assert hat.category[-1] == "Hats"
    assert [image.rpartition("/")[2].partition("?")[0] for image in hat.images] == [
        "hat-1.jpg",
        "hat-2.jpg",
        "hat-3.jpg",
    ]


@pytest.mark.parametrize("name", ALL)
def test_a_product_without_variants_has_no_options(name: str) -> None:
    mug = by_sku(ALL[name])["mug"]
    assert (mug.title, mug.brand, mug.price) == ("Enamel mug", "Nordli", Decimal("9.00"))
    assert mug.category[-1] == "Mugs" and mug.in_stock and len(mug.images) == 1
    assert not {"title", "option_title", "size", "highest_price"} & set(mug.attributes)


@pytest.mark.parametrize("name", ALL)
def test_what_a_shop_keeps_to_itself_is_not_taken_over(name: str) -> None:
    for record in by_sku(ALL[name]).values():
        private = {"cost_per_item", "seo_title", "variant_grams", "tax_class_name", "condition"}
        assert not private & set(record.attributes)


@pytest.mark.parametrize("name", ALL)
def test_nothing_but_the_hidden_product_is_told(name: str) -> None:
    problems = [each for each in parsed(ALL[name]) if isinstance(each, Problem)]
    assert all(problem.warning and not problem.product_lost for problem in problems)
    told = ["1 product is left out"] if name in WITH_A_HIDDEN_PRODUCT else []
    assert [problem.reason.partition(":")[0] for problem in problems] == told


def test_further_columns_become_attributes() -> None:
    shopify, magento = by_sku(SHOPIFY)["sun-hat"], by_sku(MAGENTO)["sun-hat"]
    assert shopify.attributes["fabric_(product.metafields.custom.fabric)"] == "straw"
    assert shopify.attributes["tags"] == "summer, beach"
    assert shopify.attributes["variant_sku"] == ["HAT-S", "HAT-M"]
    assert magento.attributes["material"] == "Straw|Linen"
    assert magento.attributes["note"] == "Soft, light"


def test_a_currency_beside_the_amount_is_taken_over() -> None:
    assert {record.currency for record in records(GOOGLE_XML)} == {"EUR"}


@pytest.mark.parametrize(
    ("availability", "sold"),
    [("in stock", True), ("in_stock", True), ("out of stock", False), ("out_of_stock", False),
     ("preorder", True), ("backorder", True), ("limited availability", True)],
)  # fmt: skip
def test_availability_of_google(availability: str, sold: bool) -> None:
    text = f"id,title,image_link,availability\na,A,https://c.example/a.jpg,{availability}\n"
    assert by_sku(text)["a"].in_stock is sold


@pytest.mark.parametrize(
    ("tracker", "quantity", "policy", "sold"),
    [("shopify", "3", "deny", True), ("shopify", "0", "deny", False),
     ("shopify", "0", "continue", True), ("", "0", "deny", True), ("shopify", "-2", "deny", False)],
)  # fmt: skip
def test_stock_of_shopify(tracker: str, quantity: str, policy: str, sold: bool) -> None:
    header = "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy"
    text = f"Handle,Title,Variant Price,{header}\na,A,1.00,{tracker},{quantity},{policy}\n"
    assert by_sku(text)["a"].in_stock is sold


def test_an_amount_that_cannot_be_read_is_told_with_its_line() -> None:
    rows = ["hat,Hat,Size,S,H1,20.00,", "hat,,,M,H2,cheap,"]
    told, hat = parsed("\n".join([SHOPIFY_ONE, *rows]))
    assert told.line == 3 and "price 'cheap' is not a price" in told.reason
    assert hat.price == Decimal("20.00")


def test_rows_of_a_product_need_not_stand_together() -> None:
    rows = ["hat,Hat,Size,S,H1,20.00,", "mug,Mug,Title,Default Title,,5.00,", "hat,,,M,H2,30.00,"]
    found = records("\n".join([SHOPIFY_ONE, *rows]))
    assert [(each.sku, each.price) for each in found] == [
        ("hat", Decimal("20.00")),
        ("mug", Decimal("5.00")),
    ]


def test_one_product_twice_is_told() -> None:
    header = "sku,product_type,product_websites,name,price"
    *told, record = parsed(f"{header}\nmug,simple,base,Mug,5\nmug,simple,base,Cup,6\n")
    assert [problem.reason for problem in told] == ["mug: The sku comes twice; the first is used."]
    assert (record.title, record.price) == ("Mug", Decimal("5.00"))


def test_a_row_without_a_key_is_told() -> None:
    told, record = parsed("id,title,image_link\n,Nobody,\nmug,Mug,\n")
    assert told.product_lost and told.line == 2 and record.sku == "mug"


@pytest.mark.parametrize(
    "text",
    [
        "sku,title,type,name\n1,One,simple,One\n",
        "sku,title,handle\n1,One,one\n",
        "sku,title,product_type\n1,One,Hats\n",
        "sku,title,slug,name\n1,One,one,One\n",
    ],
)
def test_a_manifest_that_resembles_an_export_is_a_manifest(text: str) -> None:
    assert [(each.sku, each.title) for each in records(text)] == [("1", "One")]


XML = "<rss xmlns:g='http://base.google.com/ns/1.0'><channel>{}</channel></rss>"


def test_atom_feeds_are_read() -> None:
    [record] = records(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:g='http://base.google.com/ns/1.0'>"
        "<entry><g:id>1</g:id><title>Mug</title><link href='https://shop.example/1'/>"
        "<g:image_link>https://c.example/1.jpg</g:image_link></entry></feed>",
        "catalog.xml",
    )
    assert (record.sku, record.title, record.url) == ("1", "Mug", "https://shop.example/1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (XML.format("<item><g:id>1</g:id><title>A</title><g:price>1"), "cannot be read from here"),
        ("<html><body>Not found</body></html>", "no product feed"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><rss><item>&a;</item></rss>", "cannot be read from here"),
        ("<rss><item><id>1</id></rss>", "cannot be read from here"),
    ],
)
def test_xml_that_is_no_feed_is_told(text: str, reason: str) -> None:
    problems = [each for each in parsed(text) if isinstance(each, Problem)]
    assert reason in problems[-1].reason and problems[-1].product_lost


def test_what_comes_before_broken_xml_is_read() -> None:
    item = "<item><g:id>{0}</g:id><title>T</title><g:image_link>{0}.jpg</g:image_link></item>"
    text = XML.format(item.format(1) + item.format(2)).replace("</channel>", "<broken")
    assert [record.sku for record in records(text)] == ["1", "2"]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("sku,image_link", "'image_link' → 'images'"),
        ("sku,name", "'name' → 'title'"),
        ("sku,titel", "'titel' → 'title'"),
        ("sku,catgory", "'catgory' → 'category'"),
        ("sku,Stock quantity", "'Stock quantity' → 'in_stock'"),
        ("sku,Colour name", "'Colour name' → 'colors'"),
        ("sku,desciption", "'desciption' → 'description'"),
    ],
)  # fmt: skip
def test_misnamed_columns_are_listed_once(header: str, told: str) -> None:
    row = ",".join("x" for _ in header.split(","))
    problems = [each for each in parsed(f"{header}\n{row}\n{row}y\n") if isinstance(each, Problem)]
    [problem] = problems
    assert told in problem.reason and problem.warning


@pytest.mark.parametrize("header", ["sku,title,name", "sku,material", "sku,images,image_link"])
def test_columns_that_stand_beside_the_documented_one_are_not(header: str) -> None:
    row = ",".join("x.jpg" for _ in header.split(","))
    assert not [each for each in parsed(f"{header}\n{row}\n") if isinstance(each, Problem)]


def test_what_is_a_filter_is_not_misnamed(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["type"]}
    assert not [each for each in parsed("sku,type\n1,x\n") if isinstance(each, Problem)]
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "SHOWN_ATTRIBUTES": ["vendor"]}
    assert not [each for each in parsed("sku,vendor\n1,x\n") if isinstance(each, Problem)]
