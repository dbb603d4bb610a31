"""Typos in denied contents, and further ways to deny them."""

import pytest

from catalog_search.search.query import TextQuery, parse_query
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

TEXTS = {
    "english": ("With sugar.", "Sugar free."),
    "german": ("Mit Zucker.", "Zuckerfrei."),
    "french": ("Avec sucre.", "Sans sucre."),
    "spanish": ("Con azúcar.", "Sin azúcar."),
}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("english", "cola without suger"), ("english", "cola no suger"),
        ("english", "cola none of the sugar"), ("english", "cola never sugar"),
        ("german", "cola ohne zuker"), ("german", "cola exkl. zucker"),
        ("german", "cola exklusive zucker"), ("french", "cola sans surce"),
        ("spanish", "cola sin azuacr"), ("spanish", "cola no quiero azucar"),
        ("spanish", "cola y no quiero azúcar"),
    ],
)  # fmt: skip
def test_what_has_the_denied_content_is_excluded(settings, language: str, text: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    for title, description in zip(("Cola A", "Cola B"), TEXTS[language], strict=True):
        make_indexed_photo(make_product(title=title, description=description))
    results = by_text(make_store(), text)
    assert [item.product.title for item in results.items] == ["Cola B"]


def test_the_correction_is_told_and_can_be_declined() -> None:
    make_indexed_photo(make_product(title="Cola", description="With sugar."))
    store = make_store()
    assert parse_query(store, TextQuery("cola without suger")).corrected == "cola without sugar"
    query = TextQuery("cola without suger", autocorrect=False)
    assert parse_query(store, query).corrected == ""


def test_words_of_products_are_no_typos() -> None:
    make_indexed_photo(make_product(title="Cola", description="With sugar, by Suger & Sons."))
    assert parse_query(make_store(), TextQuery("cola without suger")).corrected == ""
