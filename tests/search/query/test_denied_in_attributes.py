"""Attributes whose names deny what they list: {"Free from": ["gluten", "nuts"]}."""

import pytest

from catalog_search.models import Product
from catalog_search.search.query.denials.products import names_of
from catalog_search.text.denials import DenialReader


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
