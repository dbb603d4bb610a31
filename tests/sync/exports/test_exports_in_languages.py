"""Exports that hold texts in several languages, a column each."""

import pytest

from catalog_search.sync.tables.languages import by_wish, language_in
from tests.support.manifests import records

AKENEO = "sku;categories;enabled;family;{0};price-EUR\nA;hats;1;hats;{1};5.00\n"
OPENCART = "product_id,{0},categories,sku,model,quantity,image_name\n1,{1},5,S1,M1,3,\n"
VENDURE = "{0},slug,assets,sku,price\n{1},hut,,A,5.00\n"
COMMERCETOOLS = "productType,variantId,sku,{0},prices\nt,1,A,{1},EUR 500\n"
LIGHTSPEED = "Internal_ID,Internal_Variant_ID,Stock_Level,{0},Price\n1,2,3,{1},5\n"


@pytest.mark.parametrize(("language", "title"), [("english", "Hat"), ("german", "Hut")])
@pytest.mark.parametrize(
    ("export", "names"),
    [
        (AKENEO, "name-de_DE;name-en_US"),
        (AKENEO, "name-de_DE-ecommerce;name-en_US-ecommerce"),
        (OPENCART, "name(de-de),name(en-gb)"),
        (VENDURE, "name:de,name:en"),
        (COMMERCETOOLS, "name.de,name.en"),
        (LIGHTSPEED, "DE_Title_Short,US_Title_Short"),
    ],
)
def test_the_title_is_in_the_language_of_the_catalogue(
    settings, export: str, names: str, language: str, title: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    divider = ";" if ";" in names else ","
    turned = divider.join(reversed(names.split(divider)))
    for header, cells in ((names, "Hut;Hat"), (turned, "Hat;Hut")):
        [record] = records(export.format(header, cells.replace(";", divider)))
        assert record.title == title


def test_an_empty_text_gives_way_to_another_language() -> None:
    [record] = records(VENDURE.format("name:de,name:en", "Hut,"))
    assert record.title == "Hut"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("title_de", "de"), ("name-en_US", "en"), ("name-fr_CH-shop", "fr"), ("A (EN)", "en")),
        *(("titleEs", "es"), ("name:fr", "fr"), ("name(pt-br)", "pt"), ("de_title", "de")),
        *(("title german", "de"), ("Titel deutsch", "de"), ("name@it", "it"), ("title us", "en")),
        *(("title", ""), ("model", ""), ("inside", ""), ("compare_at_price", ""), ("sweden", "")),
    ],
)  # fmt: skip
def test_the_language_that_a_name_tells(name: str, code: str) -> None:
    assert language_in(name) == code


def test_a_name_without_a_language_stands_before_others_than_the_catalogues(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    assert by_wish(["name_fr", "name_en", "name", "name_de"]) == [
        *("name_de", "name", "name_en", "name_fr"),
    ]
