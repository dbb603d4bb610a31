"""Whom goods are for: what is for others is told from titles, categories and attributes."""

import pytest

from catalog_search.models import Product
from catalog_search.text.goods.wearers import for_others, wearers_in
from catalog_search.text.store import words_build
from catalog_search.text.store.store_words import StoreWords

TITLES = (
    *("Women black watch", "Steel watch", "Girls watch", "Unisex watch", "Men and women watch"),
    *("Kids watch", "Gents watch", "Watch, as a lady described it"),
)


@pytest.fixture
def words() -> StoreWords:
    products = [Product(pk=n, sku=f"s{n}", title=title) for n, title in enumerate(TITLES, 1)]
    products[-1].title, products[-1].description = "Plain watch", "Women love it."
    return words_build.build(products)


def titles_for_others(words: StoreWords, text: str) -> set[str]:
    chosen = for_others(text, words)
    assert chosen is not None
    return {TITLES[key - 1] for key in words.products[chosen(words.products)].tolist()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("watch for men", {"Women black watch", "Girls watch", "Kids watch"}),
        ("mens watch", {"Women black watch", "Girls watch", "Kids watch"}),
        ("watch for my dad", {"Women black watch", "Girls watch", "Kids watch"}),
        ("watch for grandad", {"Women black watch", "Girls watch", "Kids watch"}),
        ("ladies watch", {"Girls watch", "Kids watch", "Gents watch"}),
        ("watch for a child", {"Women black watch", "Men and women watch", "Gents watch"}),
        ("boy's watch", {"Women black watch", "Girls watch", "Men and women watch"}),
    ],
)
def test_what_states_another_wearer_is_for_others(
    words: StoreWords, text: str, expected: set[str]
) -> None:
    assert titles_for_others(words, text) == expected


@pytest.mark.parametrize(
    "text", ["watch", "unisex watch", "watch for men and women", "mummy costume", ""]
)
def test_without_one_wearer_nothing_is_for_others(words: StoreWords, text: str) -> None:
    assert for_others(text, words) is None


@pytest.mark.parametrize(
    ("language", "text", "wearer"),
    [
        ("german", "Uhr für Herren", "men"),
        ("german", "Damenuhr für die Dame", "women"),
        ("spanish", "reloj de niña", "girls"),
        ("french", "montre pour bébé", "babies"),
        ("german", "watch for boys", "boys"),
    ],
)
def test_wearers_are_read_in_the_language_of_the_catalogue(
    settings, language: str, text: str, wearer: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    assert wearers_in(text) == {wearer}
