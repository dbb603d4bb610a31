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


@pytest.mark.parametrize(
    "typed",
    ["withot", "withou", "whitout", "withouth", "witthout", "wihtout", "whit out", "exept", "wout"],
)
def test_a_mistyped_denial_still_denies(typed: str) -> None:
    make_indexed_photo(make_product(title="Cola", description="With sugar. Without gas."))
    make_indexed_photo(make_product(title="Trout cola", description="Sugar free."))
    [constraint] = parse_query(make_store(), TextQuery(f"cola {typed} sugar")).constraints
    assert (constraint.kind, constraint.values) == ("not", ("sugar",))


@pytest.mark.parametrize("text", ["whiteout cola", "cola within", "cola trout", "Withington cola"])
def test_what_is_only_near_to_a_denial_denies_nothing(text: str) -> None:
    make_indexed_photo(make_product(title="Trout cola", brand="Withington"))
    assert not any(
        each.kind == "not" for each in parse_query(make_store(), TextQuery(text)).constraints
    )


def test_words_of_products_are_no_typos() -> None:
    make_indexed_photo(make_product(title="Cola", description="With sugar, by Suger & Sons."))
    assert parse_query(make_store(), TextQuery("cola without suger")).corrected == ""


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("english", "jacket without hoood", "without hood"),
        ("english", "jacket no ziper", "no zipper"),
        ("english", "jacket not touchscren", "not touchscreen"),
        ("english", "earrings nickle free", "nickel free"),
        ("german", "jacke ohne reißverschlus", "ohne reissverschluss"),
        ("english", "jacket without pocket", ""),
        ("english", "jacket without hoof", ""),
        ("english", "hoood jacket", ""),
        ("english", "jacket hoood free", ""),
    ],
)
def test_only_descriptions_may_have_the_word_that_is_meant(
    settings, language: str, text: str, meant: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    words = "With hood, zipper, touchscreen, nickel and Reißverschluss."
    make_indexed_photo(make_product(title="Jacket", description=words))
    corrected = parse_query(make_store(), TextQuery(text)).corrected
    assert corrected.lower().partition(" ")[2] == meant
