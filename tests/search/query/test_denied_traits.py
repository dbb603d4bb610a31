"""Traits that shoppers do not want, in words that hardly any product uses: "hoodless"."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop_of(category: str, without: list[str], having: list[str]) -> Store:
    """Return a shop of goods with these descriptions, their SKUs "w..." and "h..."."""
    for letter, descriptions in (("w", without), ("h", having)):
        for number, description in enumerate(descriptions):
            product = make_product(
                sku=f"{letter}{number}",
                title=f"{category} {letter}{number}",
                description=description,
                category=f"{category}s",
            )
            make_indexed_photo(product)
    return make_store()


def skus(store: Store, text: str) -> set[str]:
    return {item.product.sku for item in by_text(store, text).items}


@pytest.mark.parametrize(
    ("category", "without", "having", "texts"),
    [
        ("Shirt", ["No stripes."], ["Striped.", "A stripe."],
         "unstriped shirt|stripeless shirt|shirt un-striped|shirt stripe-less"),
        ("Jacket", ["Without hood."], ["Hooded.", "With a hood."],
         "hoodless jacket|unhooded jacket"),
        ("Hoodie", ["Pullover, no zip."], ["Full zipper.", "With zip."],
         "hoodie without zip|hoodie no zipper|zipless hoodie|zipper free hoodie"),
        ("Shampoo", ["No sulphates.", "Sulfate-free"], ["With sulfates."],
         "sulphate free shampoo|shampoo without sulphates|shampoo no sulfates"),
        ("Cookie", ["No gluten or dairy.", "Of oats."], ["With dairy.", "Gluten."],
         "cookie (no dairy/gluten)|cookie exclude: dairy, gluten|cookie excluding gluten, dairy"),
    ],
)  # fmt: skip
def test_what_has_the_trait_goes(
    category: str, without: list[str], having: list[str], texts: str
) -> None:
    store = shop_of(category, without, having)
    for text in texts.split("|"):
        assert skus(store, text) == {f"w{number}" for number in range(len(without))}, text


@pytest.mark.parametrize(
    "text",
    ["timeless shirt", "wireless shirt", "seamless shirt", "unlimited shirt", "unstriped shirt"],
)
def test_words_that_products_use_or_that_mean_something_else_deny_nothing(text: str) -> None:
    store = shop_of("Shirt", ["Unstriped. Wireless."], ["Time, seam, wire. Limited: striped."])
    query = parse_query(store, TextQuery(text))
    known = [each.values for each in query.constraints if each.kind == "not"]
    assert known == ([("limited",)] if text.startswith("unlimited") else [])


@pytest.fixture
def scarves() -> Store:
    for color in ("red", "black"):
        product = make_product(sku=color, title="Scarf", colors=[color], category="Scarves")
        make_indexed_photo(product, color)
    return make_store()


@pytest.mark.parametrize(
    "text",
    ["non-black scarf", "scarf nonblack", "non black scarf", "scarf any color but black",
     "scarf besides black", "scarf in every colour but black"],
)  # fmt: skip
def test_a_color_is_denied_in_other_words(scarves: Store, text: str) -> None:
    assert skus(scarves, text) == {"red"}


@pytest.mark.parametrize(
    ("language", "descriptions", "text"),
    [
        ("german", ["Rohrzucker.", "Mit Traubenzucker."], "Cola ohne Zucker"),
        ("german", ["Mit Meersalz."], "Cola ohne Salz"),
        ("spanish", ["Con azúcar."], "Cola sin azúcares añadidos"),
    ],
)
def test_kinds_and_numbers_of_a_word_in_other_languages(
    settings, language: str, descriptions: list[str], text: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    without = ["Zuckerfrei, sin azúcar, salzfrei.", "Ohne Rohrzucker."]
    assert skus(shop_of("Cola", without, descriptions), text) == {"w0", "w1"}


def test_an_imitation_is_not_what_it_imitates_in_german(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    store = shop_of("Tasche", ["Aus Kunstleder."], ["Aus Rindleder.", "Leder."])
    assert skus(store, "Tasche ohne Leder") == {"w0"}
