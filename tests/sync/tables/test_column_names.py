"""Names of columns as programs and other languages write the documented ones."""

import pytest

from catalog_search.sync.tables.columns import column
from catalog_search.types import Problem
from tests.support.manifests import parsed


@pytest.mark.parametrize(
    ("name", "documented"),
    [
        *(("inStock", "in_stock"), ("InStock", "in_stock"), ("in-stock", "in_stock")),
        *(("In stock?", "in_stock"), ("salePrice", "sale_price"), ("Sale-Price", "sale_price")),
        *(("compareAtPrice", "compare_at_price"), ("compare-at-price", "compare_at_price")),
        *(
            ("categoryPath", "category"),
            ("averageRating", "rating"),
            ("ratingCount", "rating_count"),
        ),
        *(("saleStarts", "sale_starts"), ("SKU", "sku"), ("Sku", "sku")),
    ],
)
def test_the_very_names_in_other_spellings(name: str, documented: str) -> None:
    assert column(name) == documented


@pytest.mark.parametrize(
    "name", ["stockLevel", "in-stock-date", "priceRange", "subtitle", "title2"]
)
def test_other_names_stay(name: str) -> None:
    assert column(name) == name


@pytest.mark.parametrize("name", ["title_de", "Title (EN)", "name [fr]", "Titel-DE", "titleEn"])
def test_a_title_in_one_language_alone_is_told(name: str) -> None:
    problems = [each for each in parsed(f"sku,{name}\na,Hat\n") if isinstance(each, Problem)]
    assert f"{name!r} → 'title'" in problems[0].reason


def test_beside_a_title_those_in_languages_are_attributes() -> None:
    (record,) = parsed("sku,title,title_de\na,Hat,Hut\n")
    assert record.attributes == {"title_de": "Hut"}
