"""Exports of shop systems: each tells of the same goods, and is read by renaming it alone."""

import csv
import io
from decimal import Decimal

import pytest

from catalog_search.types import Problem, Record
from tests.support.exports import (
    ALL,
    GOOGLE_XML,
    MAGENTO,
    SHOPIFY,
    WITH_A_HIDDEN_PRODUCT,
    WOOCOMMERCE,
)
from tests.support.manifests import parsed, records

SHOPIFY_ONE = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src"


def by_sku(text: str) -> dict[str, Record]:
    return {record.sku: record for record in records(text)}


@pytest.mark.parametrize("name", ALL)
def test_variants_become_one_product(name: str) -> None:
    records_by_sku = by_sku(ALL[name])
    assert set(records_by_sku) == {"sun-hat", "mug"}
    hat = records_by_sku["sun-hat"]
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
    problem, hat = parsed("\n".join([SHOPIFY_ONE, *rows]))
    assert problem.line == 3 and "price 'cheap' is not a price" in problem.reason
    assert hat.price == Decimal("20.00")


def test_rows_of_a_product_need_not_stand_together() -> None:
    rows = ["hat,Hat,Size,S,H1,20.00,", "mug,Mug,Title,Default Title,,5.00,", "hat,,,M,H2,30.00,"]
    records_read = records("\n".join([SHOPIFY_ONE, *rows]))
    assert [(each.sku, each.price) for each in records_read] == [
        ("hat", Decimal("20.00")),
        ("mug", Decimal("5.00")),
    ]


def test_one_product_twice_is_told() -> None:
    header = "sku,product_type,product_websites,name,price"
    *problems, record = parsed(f"{header}\nmug,simple,base,Mug,5\nmug,simple,base,Cup,6\n")
    assert [problem.reason for problem in problems] == [
        "mug: The sku comes twice; the first is used."
    ]
    assert (record.title, record.price) == ("Mug", Decimal("5.00"))


def test_a_row_without_a_key_is_told() -> None:
    problem, record = parsed("id,title,image_link\n,Nobody,\nmug,Mug,\n")
    assert problem.product_lost and problem.line == 2 and record.sku == "mug"


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
        ("<html><body>Not found</body></html>", "is a web page"),
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
        ("sku,tittle", "'tittle' → 'title'"),
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
    row = ",".join("x.jpg" if "image" in name else "x" for name in header.split(","))
    assert not [each for each in parsed(f"{header}\n{row}\n") if isinstance(each, Problem)]


def test_what_is_a_filter_is_not_misnamed(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["type"]}
    assert not [each for each in parsed("sku,type\n1,x\n") if isinstance(each, Problem)]
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "SHOWN_ATTRIBUTES": ["vendor"]}
    assert not [each for each in parsed("sku,vendor\n1,x\n") if isinstance(each, Problem)]


TITLES = {
    "de": {
        **{"Type": "Typ", "SKU": "Artikelnummer", "Published": "Veröffentlicht"},
        **{"GTIN, UPC, EAN, or ISBN": "GTIN, UPC, EAN oder ISBN"},
        **{"Parent": "Übergeordnetes Produkt", "Is featured?": "Ist hervorgehoben?"},
        **{"Visibility in catalog": "Sichtbarkeit im Katalog", "Tax status": "Steuerstatus"},
        **{"Short description": "Kurzbeschreibung", "Description": "Beschreibung"},
        **{"Date sale price starts": "Datum, an dem Angebotspreis beginnt"},
        **{"Date sale price ends": "Datum, an dem Angebotspreis endet"},
        **{"In stock?": "Vorrätig?", "Stock": "Bestand", "Low stock amount": "Geringe Lagermenge"},
        **{"Backorders allowed?": "Lieferrückstände erlaubt?", "Weight (kg)": "Gewicht (kg)"},
        **{"Sale price": "Angebotspreis", "Regular price": "Regulärer Preis", "Brands": "Marken"},
        **{"Categories": "Kategorien", "Tags": "Schlagwörter", "Images": "Bilder"},
        **{"Cross-sells": "Cross-Sells (Querverkäufe)", "Attribute 1 name": "Attribut 1 Name"},
        **{"Attribute 1 value(s)": "Attribut 1 Wert(e)"},
        **{"Attribute 1 visible": "Attribut 1 Sichtbar"},
        **{"Attribute 1 global": "Attribut 1 Global", "Attribute 2 name": "Attribut 2 Name"},
        **{"Attribute 2 value(s)": "Attribut 2 Wert(e)"},
    },
    "es": {
        **{"Type": "Tipo", "Name": "Nombre", "Published": "Publicado", "Parent": "Superior"},
        **{"Is featured?": "¿Está destacado?", "Tax status": "Estado del impuesto"},
        **{"Visibility in catalog": "Visibilidad en el catálogo", "Description": "Descripción"},
        **{"Short description": "Descripción corta", "In stock?": "¿En inventario?"},
        **{"Date sale price starts": "Día en que empieza el precio rebajado"},
        **{"Date sale price ends": "Día en que termina el precio rebajado", "Stock": "Inventario"},
        **{"Low stock amount": "Cantidad de bajo inventario", "Weight (kg)": "Peso (kg)"},
        **{"Backorders allowed?": "¿Permitir reservas de productos agotados?"},
        **{"Sale price": "Precio rebajado", "Regular price": "Precio normal", "Brands": "Marcas"},
        **{"Categories": "Categorías", "Tags": "Etiquetas", "Images": "Imágenes"},
        **{"Cross-sells": "Ventas cruzadas", "Attribute 1 name": "Nombre del atributo 1"},
        **{"Attribute 1 value(s)": "Valor(es) del atributo 1", "Position": "Posición"},
        **{"Attribute 1 visible": "Atributo visible 1", "Attribute 1 global": "Atributo global 1"},
        **{"Attribute 2 name": "Nombre del atributo 2"},
        **{"Attribute 2 value(s)": "Valor(es) del atributo 2"},
    },
    "fr": {
        **{"SKU": "UGS", "Name": "Nom", "Published": "Publié", "Is featured?": "Mis en avant ?"},
        **{"Visibility in catalog": "Visibilité dans le catalogue", "Tax status": "État de la TVA"},
        **{"Short description": "Description courte", "In stock?": "En stock ?"},
        **{"Date sale price starts": "Date de début de promo", "Brands": "Marques"},
        **{"Date sale price ends": "Date de fin de promo", "Weight (kg)": "Poids (kg)"},
        **{"Low stock amount": "Montant de stock faible", "Sale price": "Tarif promo"},
        **{"Backorders allowed?": "Autoriser les commandes de produits en rupture ?"},
        **{"Regular price": "Tarif régulier", "Categories": "Catégories", "Tags": "Étiquettes"},
        **{"Cross-sells": "Ventes croisées", "Attribute 1 name": "Nom de l'attribut 1"},
        **{"Attribute 1 value(s)": "Valeur(s) de l'attribut 1 "},
        **{"Attribute 1 visible": "Attribut 1 visible", "Attribute 1 global": "Attribut 1 global"},
        **{"Attribute 2 name": "Nom de l'attribut 2"},
        **{"Attribute 2 value(s)": "Valeur(s) de l'attribut 2"},
    },
}  # fmt: skip


@pytest.mark.parametrize("language", TITLES)
def test_woocommerce_writes_its_titles_in_the_shops_language(language: str) -> None:
    header, _, lines = WOOCOMMERCE.partition("\r\n")
    english = next(csv.reader([header]))
    file = io.StringIO()
    translated = (TITLES[language].get(title, title) for title in english)
    csv.writer(file).writerow(title.replace("'", "\u2019") for title in translated)
    assert parsed(file.getvalue() + lines) == parsed(WOOCOMMERCE)


SQUARESPACE = (
    "Product ID [Non Editable],Variant ID [Non Editable],Product Type [Non Editable],"
    "Product Page,Product URL,Title,Description,SKU,Option Name 1,Option Value 1,Price,"
    "Sale Price,On Sale,Stock,Categories,Tags,Visible,Hosted Image URLs\n"
    "6a,1,PHYSICAL,shop,sun-hat,Sun hat,<p>Straw.</p>,HAT-S,Size,S,24.50,20.00,Yes,0,"
    "/hats,summer,Yes,https://i.example/hat-1.jpg https://i.example/hat-2.jpg\n"
    ",2,,,,,,HAT-M,,M,24.50,5.00,No,Unlimited,,,,\n"
    "6b,3,PHYSICAL,shop,old-hat,Old hat,,OLD,,,1.00,0.00,No,1,,,No,\n"
)


def test_squarespace_marks_what_is_on_sale() -> None:
    hat, problem = parsed(SQUARESPACE)
    assert "1 product is left out" in problem.reason
    assert (hat.sku, hat.title, hat.category) == ("sun-hat", "Sun hat", ("hats",))
    assert (hat.price, hat.compare_at_price) == (Decimal("20.00"), Decimal("24.50"))
    assert [image[-9:] for image in hat.images] == ["hat-1.jpg", "hat-2.jpg"]
    assert (hat.attributes["size"], hat.attributes["highest_price"]) == (["S", "M"], "24.50")
    assert [(each["size"], each["in_stock"]) for each in hat.variants] == [
        ("S", False),
        ("M", True),
    ]


@pytest.mark.parametrize(
    ("header", "key", "others"),
    [
        ("Number;Image;Name;Reference;Category;Price (tax incl.);Quantity", "Reference",
         ["'Name' → 'title'", "'Price (tax incl.)' → 'price'", "'Quantity' → 'in_stock'"]),
        ("item-name\tseller-sku\tprice\tquantity\timage-url", "seller-sku",
         ["'item-name' → 'title'", "'image-url' → 'images'"]),
        ("no;product_code;name;price_gross;cover_media_url", "product_code",
         ["'name' → 'title'", "'price_gross' → 'price'", "'cover_media_url' → 'images'"]),
        ("Artikelnummer;Bezeichnung;Preis;Lagerbestand", "Artikelnummer",
         ["'Bezeichnung' → 'title'", "'Lagerbestand' → 'in_stock'"]),
    ],
)  # fmt: skip
def test_other_systems_tables_say_what_to_rename(header: str, key: str, others: list[str]) -> None:
    [problem] = parsed(f"{header}\n")
    assert f"'{key}'" in problem.reason.partition("That may be")[2].partition(".")[0]
    assert all(each in problem.reason.partition("Others to rename")[2] for each in others)


@pytest.mark.parametrize("answer", ["no", "0", "FALSE"])
def test_a_sale_price_that_is_not_on_sale_does_not_count(answer: str) -> None:
    [record] = records(f"sku,price,sale price,On Sale (0/1)\na,20,15,{answer}\n")
    assert (record.price, record.compare_at_price) == (Decimal("20"), None)
    [record] = records("sku,price,sale price,On Sale (0/1)\na,20,15,1\n")
    assert (record.price, record.compare_at_price) == (Decimal("15"), Decimal("20"))


def test_squarespace_divides_images_by_line_ends_or_spaces() -> None:
    head = (
        "Product ID [Non Editable],Product Page,Product URL,Title,Price,On Sale,Hosted Image URLs"
    )
    addresses = ["https://x.example/a.jpg", "https://x.example/b.jpg", "https://x.example/c.jpg"]
    row = '1,shop,hat,Hat,20.00,No,"{}\n{} {}"'.format(*addresses)
    (record,) = records(f"{head}\n{row}\n")
    assert record.images == tuple(addresses)


def test_the_summary_of_an_atom_feed_is_the_description() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry>'
        "<g:id>HAT</g:id><title>Hat</title><summary>Woven</summary><g:price>5 EUR</g:price>"
        "<g:image_link>https://x.example/a.jpg</g:image_link></entry></feed>"
    )
    (record,) = records(text, "catalog.xml")
    assert (record.description, record.attributes) == ("Woven", {})
