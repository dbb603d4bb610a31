"""What lies within the elements of a feed in XML: lists, objects, languages and HTML."""

import pytest

from catalog_search.types import Record
from tests.support.manifests import parsed, records


def product(*elements: str, sku: str = "<sku>a</sku>") -> Record:
    text = f"<products><product>{sku}{''.join(elements)}</product></products>"
    (record,) = [each for each in parsed(text, "catalog.xml") if isinstance(each, Record)]
    return record


@pytest.mark.parametrize(
    "images",
    [
        "<images><image>a.jpg</image><image>b.jpg</image></images>",
        "<images><image><url>a.jpg</url><alt>A</alt></image><image><url>b.jpg</url></image></images>",
        '<image src="a.jpg"/><image url="b.jpg"/>',
        "<image>a.jpg</image><image>b.jpg</image>",
        '<images><img href="a.jpg"/><img href="b.jpg"/></images>',
    ],
)
def test_photos_in_elements_and_attributes(images: str) -> None:
    assert product(images).images == ("a.jpg", "b.jpg")


@pytest.mark.parametrize(
    "price",
    [
        "<price><amount>1.299,50</amount><currency>EUR</currency></price>",
        '<price currency="EUR">1.299,50</price>',
        "<price>1.299,50 EUR</price>",
    ],
)
def test_a_price_with_its_currency(price: str) -> None:
    record = product(price)
    assert (str(record.price), record.currency) == ("1299.50", "EUR")


@pytest.mark.parametrize(
    "title",
    [
        '<title lang="de">Hut</title><title lang="en">Hat</title>',
        '<title xml:lang="en">Hat</title><title xml:lang="de">Hut</title>',
        "<title><de>Hut</de><en>Hat</en></title>",
        "<title><![CDATA[Hat]]></title>",
        "<title><b>Hat</b></title>",
        "<title>Hat</title><title>Cap</title>",
    ],
)
def test_the_title_in_the_language_of_the_catalogue(title: str) -> None:
    assert product(title).title == "Hat"


def test_html_within_a_text_is_part_of_it() -> None:
    text = "<description>Best <b>straw</b>.<ul><li>warm</li><li>light</li></ul></description>"
    assert product(text).description == "Best straw.\nwarm\nlight"
    assert product("<title>Sun <i>hat</i> blue</title>").title == "Sun hat blue"


def test_attributes_and_variants_in_elements() -> None:
    record = product(
        '<attributes><attribute name="Color">Red</attribute>'
        '<attribute name="Fit"><value>slim</value></attribute></attributes>',
        '<param name="Sole">gum</param>',
        "<variants><variant><sku>a1</sku><size>M</size><price>5</price></variant></variants>",
    )
    assert (record.colors, record.attributes) == (("Red",), {"Fit": "slim", "Sole": "gum"})
    assert [(each["sku"], each["size"]) for each in record.variants] == [("a1", "M")]


def test_a_category_below_its_parent() -> None:
    record = product("<category><name>Hats</name><parent>Clothing</parent></category>")
    assert record.category == ("Clothing", "Hats")


@pytest.mark.parametrize("item", ["produkt", "produit", "Prod", "good", "Artikel"])
def test_products_under_other_names(item: str) -> None:
    text = f"\n  <?xml version='1.0'?><list><{item}><sku>a</sku></{item}></list>"
    assert [record.sku for record in records(text, "catalog.xml")] == ["a"]


def test_details_of_a_google_feed_are_attributes() -> None:
    text = (
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>a</g:id>'
        "<g:title>Hat</g:title><g:image_link>https://x.example/a.jpg</g:image_link>"
        "<g:shipping><g:country>DE</g:country><g:price>4 EUR</g:price></g:shipping>"
        "<g:price>20 EUR</g:price><g:product_detail><g:attribute_name>Material</g:attribute_name>"
        "<g:attribute_value>Straw</g:attribute_value></g:product_detail></item></channel></rss>"
    )
    (record,) = records(text, "catalog.xml")
    assert (str(record.price), record.attributes) == ("20.00", {"material": "Straw"})


def test_deep_and_long_items_end_somewhere() -> None:
    deep = "<x>" * 5000 + "deep" + "</x>" * 5000
    many = "<image>a.jpg</image>" * 6000
    record = product("<title>Hat</title>", many, deep)
    assert (record.title, record.images) == ("Hat", ("a.jpg",))


@pytest.mark.parametrize(
    "text",
    [
        '<mysqldump><row><field name="sku">a</field><field name="title">Hat</field>'
        '<field name="colors">Red; Blue</field></row></mysqldump>',
        '<add><doc><field name="sku">a</field><field name="title">Hat</field>'
        '<field name="colors">Red</field><field name="colors">Blue</field></doc></add>',
        '<response><doc><str name="sku">a</str><str name="title">Hat</str>'
        '<arr name="colors"><str>Red</str><str>Blue</str></arr></doc></response>',
    ],
)
def test_fields_of_databases_and_search_engines_have_their_names_within(text: str) -> None:
    (record,) = records(text, "catalog.xml")
    assert (record.sku, record.title, record.colors) == ("a", "Hat", ("Red", "Blue"))
