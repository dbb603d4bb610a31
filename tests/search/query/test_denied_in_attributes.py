"""Attributes that deny by their names, {"Free from": ["nuts"]}, and those that are answered."""

import pytest

from catalog_search.models import Product
from catalog_search.search.query.denials.products import DeniedWords, names_of
from catalog_search.text.denials import DenialReader
from catalog_search.text.store.words_build import build


@pytest.mark.parametrize(
    ("language", "name", "value", "denied"),
    [
        ("english", "Free from", "nuts", True),
        ("english", "free_from", ["gluten", "soy", "nuts"], True),
        ("english", "Without", "milk, nuts", True),
        ("german", "Frei von", ["gluten", "nuts"], True),
        ("german", "Ohne", "nuts", True),
        ("french", "Sans", "nuts", True),
        ("spanish", "Libre de", "nuts", True),
        ("english", "Contains", "nuts", False),
        ("english", "Ingredients", ["oats", "nuts"], False),
        ("english", "Flavour", "nuts", False),
    ],
)
def test_what_an_attribute_is_free_from_is_denied(
    settings, language: str, name: str, value: object, denied: bool
) -> None:
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "LANGUAGE": language,
        "SHOWN_ATTRIBUTES": [name],
    }
    mentions = DenialReader({"nuts"}).mentions(
        names_of(Product(title="Snack", attributes={name: value}))
    )
    assert mentions == (not denied, denied)


@pytest.mark.parametrize(
    ("language", "denied", "name", "value", "has_it"),
    [
        ("english", "nuts", "Contains nuts", "Yes", True),
        ("english", "nuts", "nuts", True, True),
        ("english", "nut", "Nut free", "No", True),
        ("english", "nuts", "containsNuts", True, True),
        ("english", "nut", "isNutFree", False, True),
        ("english", "nut", "isNutFree", True, False),
        ("english", "nut", "nut_free", False, True),
        ("english", "nuts", "Nuts", "5 g", True),
        ("english", "nuts", "No added nuts", "No", True),
        ("english", "hood", "Hood", "Yes", True),
        ("english", "hood", "Hood", "Yes, detachable", True),
        ("english", "hood", "Hood type", "fixed", True),
        ("english", "hood", "Hood", "non-removable", True),
        ("english", "nut", "Nut and gluten free", "No", True),
        ("english", "nuts", "Nuts", "May contain traces", True),
        ("english", "hood", "Hood", "\u2713", True),
        ("english", "hood", "Hood", "\u2717", False),
        ("english", "hood", "Hood", "N", False),
        ("english", "laptop", "Laptop size", "15 in", False),
        ("german", "zucker", "Zuckerfrei", "Nein", True),
        ("german", "zucker", "Enth\u00e4lt Zucker", "Ja", True),
        ("german", "zucker", "Zucker", "20 g", True),
        ("french", "sucre", "Sans sucre", "Non", True),
        ("spanish", "azucar", "Az\u00facar", "S\u00ed", True),
        ("english", "nuts", "Contains nuts", "No", False),
        ("english", "nuts", "nuts", False, False),
        ("english", "nut", "Nut free", "Yes", False),
        ("english", "nuts", "Nuts", "0 g", False),
        ("english", "nuts", "No added nuts", "Yes", False),
        ("english", "hood", "Hood type", "None", False),
        ("english", "hood", "Hood", "not included", False),
        ("german", "zucker", "Zuckerfrei", "Ja", False),
        ("german", "zucker", "Zucker", "Keiner", False),
        ("english", "heel", "Heel", "Flat", False),
        ("english", "lining", "Lining", "Unlined", False),
        ("english", "pattern", "Pattern", "Plain", False),
        ("english", "sleeves", "Sleeves", "-", False),
        ("english", "scent", "Scent", "Unscented", False),
        ("english", "print", "Material", "Yes", False),
    ],
)
def test_names_of_attributes_with_an_answer_say_what_goods_have(
    settings, language: str, denied: str, name: str, value: object, has_it: bool
) -> None:
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "LANGUAGE": language,
        "SHOWN_ATTRIBUTES": [name],
    }
    goods = Product(pk=1, title="Thing", attributes={name: value})
    words = DeniedWords(build([goods]), [denied])
    assert (len(words.rows()) > 0 and words.affirmed(names_of(goods))) == has_it


@pytest.mark.parametrize("value", ["None", "0 g", "\u2717", "nil"])
def test_an_answer_says_nothing_of_the_attribute_before(settings, value: str) -> None:
    names = ["ingredients", "colourants"]
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "SHOWN_ATTRIBUTES": names}
    goods = Product(title="Snack", attributes=dict(zip(names, ["oats, nuts", value], strict=True)))
    assert DenialReader({"nuts"}).mentions(names_of(goods)) == (True, False)
