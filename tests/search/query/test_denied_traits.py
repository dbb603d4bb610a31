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
        ("Soap", ["Olive oil. Palm oil free.", "Palm oil-free. Olive oil.", "No palm oil. Oil.",
                  "Palm-oil-free: coconut oil", "Of olive oil."], ["Palm oil.", "Palm-oil."],
         "palm oil free soap|palm oil-free soap|palm-oil-free soap|soap palm oil free"
         "|soap without palm oil|soap without palm-oil|non palm oil soap|soap free of palm oil"),
        ("Cookie", ["Butter.", "Cocoa."], ["Peanut butter."],
         "peanut butter free cookie|peanut-butter-free cookie|cookie peanut butter free"
         "|cookie without peanut-butter"),
        ("Lotion", ["Of jojoba oil."], ["With tea tree oil."],
         "tea tree oil free lotion|lotion no tea-tree oil"),
        ("Juice", ["No artificial colour.", "Colour: red."], ["An artificial colour."],
         "artificial colour free juice|juice artificial colour free"),
        ("Soap", ["Not tested on animals.", "Tested by doctors."], ["Tested on animals."],
         "soap not tested on animals"),
        ("Tea", ["Naturally caffeine-free.", "Decaffeinated."], ["Caffeinated.", "Caffeine."],
         "decaffeinated tea|de-caffeinated tea|tea uncaffeinated"),
        ("Wine", ["Dealcoholized.", "0.0% alcohol"], ["12% alcohol"], "dealcoholised wine"),
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


@pytest.mark.parametrize(
    "text",
    ["cotton shirt sugar free", "birthday cake sugar free", "chocolate sugar free",
     "peanut butter sugar free", "sugar free shirt"],
)  # fmt: skip
def test_goods_before_a_denial_are_no_part_of_it(text: str) -> None:
    store = shop_of("Shirt", ["Chocolate sugar free."], ["Cake sugar, butter sugar, sugar."])
    [denial] = [each for each in parse_query(store, TextQuery(text)).constraints if each.excluded]
    assert denial.values == ("sugar",)


@pytest.mark.parametrize(
    ("language", "category", "without", "having", "texts"),
    [
        ("french", "Savon", ["Huile d'olive.", "Huile d'olive. Sans huile de palme."],
         ["Huile de palme."],
         "savon sans huile de palme|savon pas d'huile de palme"
         "|savon ne contient pas d\u2019huile de palme"),
        ("french", "Savon", ["Huile de coco."], ["Huile de palme.", "Parfum."],
         "savon sans parfum ni huile de palme"),
        ("spanish", "Jabón", ["Aceite de oliva."], ["Aceite de palma."],
         "jabón sin aceite de palma|jabón que no lleve aceite de palma"),
        ("german", "Seife", ["Olivenöl.", "Ohne Palmöl."], ["Palmöl."], "Seife ohne Palm-Öl"),
    ],
)  # fmt: skip
def test_names_of_several_words_in_other_languages(
    settings, language: str, category: str, without: list[str], having: list[str], texts: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    store = shop_of(category, without, having)
    for text in texts.split("|"):
        assert skus(store, text) == {f"w{number}" for number in range(len(without))}, text


@pytest.mark.parametrize(
    ("language", "colors", "text"),
    [("french", "rouge bleu", "robe autre que rouge"),
     ("french", "rouge bleu", "robe de couleur autre que rouge"),
     ("french", "rouge bleu", "robe hors rouge"), ("german", "Rot Blau", "nicht-rote Robe"),
     ("german", "Rot Blau", "Robe nicht-rot")],
)  # fmt: skip
def test_other_words_that_deny_a_color(settings, language: str, colors: str, text: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    for sku, color in zip(("denied", "other"), colors.split(), strict=True):
        make_indexed_photo(make_product(sku=sku, title="Robe", colors=[color]))
    assert skus(make_store(), text) == {"other"}


def test_an_imitation_is_not_what_it_imitates_in_german(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    store = shop_of("Tasche", ["Aus Kunstleder."], ["Aus Rindleder.", "Leder."])
    assert skus(store, "Tasche ohne Leder") == {"w0"}
