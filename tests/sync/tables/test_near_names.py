"""Columns whose names or cells show that a documented one may be meant."""

import json

import pytest

from catalog_search.sync.tables.columns import column
from catalog_search.sync.tables.near_names import near_column
from catalog_search.types import Problem
from tests.support.manifests import parsed


def renamed(text: str, key: str = "catalog.csv") -> str:
    """Return what is told of renaming columns, "" if nothing is."""
    told = [each.reason for each in parsed(text, key) if isinstance(each, Problem)]
    return "".join(reason for reason in told if "rename them" in reason)


@pytest.mark.parametrize(
    "name",
    [
        *("imageUrl", "ImageURL", "photoUrl", "pictureUrl", "image front", "mainImage"),
        *("featured_image", "Bild vorne", "foto principal", "vue de face", "gallery"),
    ],
)
def test_the_only_column_of_photos_is_told_whatever_its_name(name: str) -> None:
    assert f"{name!r} → 'images'" in renamed(f"sku,title,{name}\na,Hat,x.png\n")


@pytest.mark.parametrize("cell", [["x.png"], {"src": "x.png"}, [{"url": "x.webp"}]])
def test_photos_in_json_are_told(cell: object) -> None:
    row = json.dumps({"sku": "a", "title": "Hat", "media": cell})
    assert "'media' → 'images'" in renamed(f"{row}\n", "catalog.jsonl")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Image URL", "Image URL 2"),
        ("image_url", "image_url_2"),
        ("main image", "image 2"),
        ("Hauptbild", "Bild 2"),
    ],
)
def test_the_first_of_several_columns_of_photos_is_told(first: str, second: str) -> None:
    told = renamed(f"sku,title,{first},{second}\na,Hat,x.png,y.png\n")
    assert f"{first!r} → 'images'" in told


@pytest.mark.parametrize(
    "header", ["sku,title,images,thumbnail", "sku,title,image 1,thumbnail", "sku,title,Bild,thumb"]
)
def test_beside_the_images_other_columns_of_photos_are_not(header: str) -> None:
    assert renamed(f"{header}\na,Hat,x.png,y.png\n") == ""


@pytest.mark.parametrize("cell", ["See x.png <br>", '<img src="x.png">', "x.pdf", "png"])
def test_texts_that_mention_photos_are_no_photos(cell: str) -> None:
    assert renamed(f"sku,title,notes,material\na,Hat,,'{cell}'\n") == ""


@pytest.mark.parametrize(
    ("name", "near"),
    [
        *(("productName", "title"), ("stockQuantity", "in_stock"), ("brand_Name", "brand")),
        *(("brandName", "brand"), ("productCategory", "category"), ("isoCurrency", "currency")),
        *(("standardPrice.currency", "currency"), ("price_cs", "price_cents"), ("tittle", "title")),
        *(("prices.centAmount", "price_cents"), ("title.en", "title"), ("title@en", "title")),
        *(("variants.sku", "sku"), ("Our price", "price"), ("stockQty", "in_stock")),
        *(("isAvailable", "in_stock"), ("Verfügbar", "in_stock"), ("auf lager", "in_stock")),
        *(("promotion_start", "sale_starts"), ("gültig bis", "sale_ends")),
    ],
)  # fmt: skip
def test_names_that_are_near(name: str, near: str) -> None:
    assert near_column(name, ()) == near


@pytest.mark.parametrize(
    "name",
    [
        *("media", "market", "marker", "current", "tiles", "category_id", "tax_rate", "tax_amount"),
        *("price_type", "price_group", "price unit", "Grundpreis", "rice", "curl", "grand"),
        *("einkaufspreis", "price_note", "minimum_price"),
    ],
)
def test_names_that_only_look_near(name: str) -> None:
    assert near_column(name, ()) == "" and column(name) == name


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("price_net,price_gross", "'price_gross' → 'price'"),
        ("Prix HT,Prix TTC", "'Prix TTC' → 'price'"),
        ("title_de,title_en", "'title_en' → 'title'"),
        ("title.de,title.en", "'title.en' → 'title'"),
        ("product_name,item_name", "'product_name' → 'title'"),
    ],
)
def test_one_name_alone_is_to_be_the_column(names: str, told: str) -> None:
    text = renamed(f"sku,{names}\na,5,6\n")
    assert told in text and text.count("→") == 1


def test_the_language_of_the_catalogue_is_the_one_to_rename(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    assert "them: 'title_de' → 'title'." in renamed("sku,title_en,title_de\na,Hat,Hut\n")


@pytest.mark.parametrize(
    ("name", "documented"),
    [
        ("date_on_sale_from", "sale_starts"),
        ("date_on_sale_to", "sale_ends"),
        ("instock", "in_stock"),
    ],
)
def test_very_names_of_programs_are_read(name: str, documented: str) -> None:
    assert column(name) == documented
