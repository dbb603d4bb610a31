"""Feeds whose items name their category by a number, and feeds of sites that compare prices."""

from decimal import Decimal

from tests.support.manifests import parsed, records

X = "https://x.example/"


def yml(offers: str, categories: str) -> list:
    return parsed(
        f'<yml_catalog date="2024-05-01"><shop><name>Halden</name><categories>{categories}'
        f"</categories><offers>{offers}</offers></shop></yml_catalog>",
        "catalog.xml",
    )


def offer(number: str, category: str, names: str) -> str:
    return (
        f'<offer id="{number}" available="true"><price>20</price><currencyId>RUR</currencyId>'
        f"<categoryId>{category}</categoryId>{names}</offer>"
    )


TREE = (
    '<category id="1">Wear</category><category id="2" parentId="1">Hats / caps</category>'
    '<category id="8" parentId="9">Ring</category><category id="9" parentId="8">Rings</category>'
)


def test_an_item_has_the_path_of_the_category_that_it_numbers() -> None:
    numbers = ["2", "1", "7", "8"]
    offers = "".join(offer(each, each, "<name>Hat</name>") for each in numbers)
    items = yml(offers, TREE)
    assert [each.category for each in items] == [
        ("Wear", "Hats / caps"),
        ("Wear",),
        (),
        ("Rings", "Ring"),
    ]
    assert {each.currency for each in items} == {"RUB"}


def test_categories_may_be_written_as_elements() -> None:
    [hat] = records(
        "<price><categories><category><id>1</id><name>Wear</name></category><category><id>2</id>"
        "<parentId>1</parentId><name>Hats</name></category></categories><items><item><sku>a</sku>"
        "<title>Hat</title><category_id>2</category_id></item></items></price>",
        "catalog.xml",
    )
    assert hat.attributes["category_id"] == "Wear > Hats"


def test_a_category_around_its_products_is_no_entry_of_a_list() -> None:
    [hat] = parsed(
        '<shop><category id="1" name="Hats"><product><sku>a</sku><title>Hat</title></product>'
        "</category></shop>",
        "catalog.xml",
    )
    assert (hat.sku, hat.title) == ("a", "Hat")


def test_a_model_stands_behind_its_kind_and_its_maker() -> None:
    kind = "<typePrefix>Sun hat</typePrefix><vendor>Halden</vendor>"
    first, second, third = yml(
        offer("1", "1", f"{kind}<model>S 100</model>")
        + offer("2", "1", f"{kind}<model>Halden S 100</model>")
        + offer("3", "1", f"{kind}<name>Hat</name><model>S 100</model>"),
        TREE,
    )
    assert (first.title, second.title) == ("Sun hat Halden S 100", "Sun hat Halden S 100")
    assert third.title == "Hat"


def test_pipes_divide_the_levels_of_categories_at_heureka() -> None:
    [hat] = parsed(
        "<SHOP><SHOPITEM><ITEM_ID>a</ITEM_ID><PRODUCTNAME>Hat</PRODUCTNAME><PRICE_VAT>20</PRICE_VAT>"
        "<CATEGORYTEXT>Heureka.cz | Wear | Hats</CATEGORYTEXT></SHOPITEM></SHOP>",
        "catalog.xml",
    )
    assert hat.category == ("Heureka.cz", "Wear", "Hats")


def test_an_offer_of_ceneo_is_read_with_its_pictures_and_attributes() -> None:
    [hat] = parsed(
        f'<offers><o id="HUT" url="{X}h" price="19.99" avail="1" stock="3"><cat>Wear/Hats</cat>'
        f'<name>Sun hat</name><imgs><main url="{X}a.jpg"/><i url="{X}b.jpg"/></imgs>'
        "<desc><![CDATA[<p>Woven</p>]]></desc><attrs><a name='Producent'>Halden</a>"
        "<a name='Size'>S</a></attrs></o></offers>",
        "catalog.xml",
    )
    assert (hat.sku, hat.title, hat.brand, hat.url) == ("HUT", "Sun hat", "Halden", f"{X}h")
    assert (hat.price, hat.category) == (Decimal("19.99"), ("Wear", "Hats"))
    assert (hat.images, hat.description) == ((f"{X}a.jpg", f"{X}b.jpg"), "Woven")
    assert hat.attributes["size"] == "S"
