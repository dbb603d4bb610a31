"""How far a denial reaches: "no rgb lights", "without sugar thanks", "not pop-up"."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop(settings, language: str, *products: str, **fields: list[str] | str) -> Store:
    """Return a shop of products "category: title. description"."""
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    for each in products:
        category, _, text = each.rpartition(": ")
        title, _, description = text.partition(". ")
        names = {"title": title, "description": description, "category": category}
        make_indexed_photo(make_product(**names, **fields))
    return make_store()


def excluded(store: Store, text: str) -> set[str]:
    """Return the titles of the products that the query excludes."""
    conditions = parse_query(store, TextQuery(text, autocorrect=False)).filters.excluded
    keys = {key for each in conditions if each.field == "product" for key in each.values}
    return set(store.products.filter(pk__in=keys).values_list("title", flat=True))


def searched(store: Store, text: str) -> str:
    return parse_query(store, TextQuery(text, autocorrect=False)).words


@pytest.mark.parametrize(
    ("language", "products", "texts"),
    [
        ("english", ["Ketchup plain. No sugar", "Ketchup. With sugar. Cheers!"],
         "|".join(f"ketchup without sugar {each}" for each in (
             "thanks", "thank you", "thx", "pls", "plz", "ty", "cheers", "asap", "online",
             "near me", "today", "if possible", "if any", "though", "kindly", "preferably", "lol",
             "xl", "ta", "anyone"))),
        ("english", ["Keyboard. Wired", "Keyboard RGB"],
         "keyboard no rgb lights|keyboard can't stand rgb|keyboard I can't use rgb"),
        ("english", ["Laptop. AMD", "Laptop Intel"], "laptop no intel cpu|laptop not an intel one"),
        ("english", ["Mouse wired", "Mouse. With batteries"],
         "mouse doesn't use batteries|mouse does not require batteries|mouse no batteries needed"),
        ("english", ["Hammer. Steel", "Hammer wood. With wooden handle"],
         "hammer no wooden shaft"),
        ("german", ["Keks", "Keks süß. Mit Zucker"],
         "Keks ohne Salz sowie Zucker|Keks ohne Salz u. Zucker|Keks ohne Salz bzw. Zucker"),
        ("german", ["Uhr", "Uhr laut. Mit Batterien"],
         "Uhr die keine Batterien braucht|Uhr ohne Batterien danke"),
        ("spanish", ["Champú", "Champú suave. Con parabenos"],
         "champú sin parabenos gracias|champú sin parabenos porfa"),
        ("spanish", ["Peluche", "Peluche grande. Con pilas"],
         "peluche que no use pilas|peluche que no necesite pilas"),
    ],
)  # fmt: skip
def test_further_words_do_not_end_a_denial(settings, language: str, products, texts: str) -> None:
    store = shop(settings, language, *products)
    for text in texts.split("|"):
        assert excluded(store, text) == {products[1].partition(". ")[0]}, text


def test_words_behind_a_denial_at_the_start_are_searched_for(settings) -> None:
    store = shop(settings, "english", "Cola. With sugar", "Ketchup. With sugar")
    assert searched(store, "without sugar ketchup") == "ketchup"
    assert searched(store, "ketchup without sugar lol") == "ketchup"


def test_denied_words_that_are_another_thing_together_are_not_taken_apart(settings) -> None:
    store = shop(settings, "english", "Corn flakes", "Jeans. Your money back", "Seat leather")
    for text in ("cereal without corn syrup", "jeans without back zips", "jeans no large logos"):
        assert excluded(store, text) == set(), text


def test_words_with_hyphens_are_denied_as_a_whole(settings) -> None:
    words = ["pop-up", "slip-on", "push-up", "lace-up", "all-in-one", "to-go", "plug-in"]
    store = shop(settings, "english", "Tent", *(f"Tent {word}" for word in words), "Up in one go")
    for word in words:
        texts = (f"tent not {word}", f"tent no {word}s", f"tent, anything but {word}s")
        for text in texts[: 1 if word in ("all-in-one", "to-go") else 3]:
            assert excluded(store, text) == {f"Tent {word}"}, text
            assert searched(store, text) == "tent", text


def test_a_category_can_be_part_of_what_is_denied(settings) -> None:
    goods = ["Spreads: Peanut butter", "Spreads: Butter soft. With palm oil", "Oils: Olive oil"]
    store = shop(settings, "english", *goods)
    for denial in ("without palm oil", "no palm oil", "I hate palm oil"):
        text = f"peanut butter {denial}"
        assert excluded(store, text) == {"Butter soft"}, text
        assert parse_query(store, TextQuery(text)).filters.category == (), text


@pytest.mark.parametrize(
    ("text", "words", "titles"),
    [
        ("shirt without red buttons", "shirt", {"Shirt soft"}),
        ("shirt no red buttons please", "shirt", {"Shirt soft"}),
        ("shirt without red", "shirt", None), ("shirt without red or blue", "shirt", None),
        ("shirt without red please", "shirt", None), ("shirt no red men", "shirt men", None),
        ("no red shirt", "shirt", None), ("please no red shirts", "shirts", None),
        ("shirt not red cotton", "shirt cotton", None),
        ("shirt no red cotton", "shirt cotton", None),
    ],
)  # fmt: skip
def test_a_color_can_be_that_of_a_part(settings, text: str, words: str, titles) -> None:
    shirts = ["Shirts: Shirt soft. With red buttons, cotton", "Shirts: Shirt. Red"]
    store = shop(settings, "english", *shirts, colors=["Red", "Blue"])
    assert searched(store, text) == words
    by_color = any(
        each.field == "color" for each in parse_query(store, TextQuery(text)).filters.excluded
    )
    assert by_color == (titles is None)
    if titles is not None:
        assert excluded(store, text) == titles


def test_words_of_other_languages_are_no_denials(settings) -> None:
    cakes = ["Gâteau. Glucides 67 g dont sucres 45 g", "Gâteau dont le sucre vient"]
    store = shop(settings, "french", *cakes, "Gâteau nature. Sans sucre")
    assert excluded(store, "gâteau sans sucre") == {"Gâteau", "Gâteau dont le sucre vient"}
    assert excluded(store, "gâteau dont le sucre") == set()
    assert "Gâteau" in excluded(store, "gâteau, I dont want sucre")


def test_the_german_noun_not_is_no_denial(settings) -> None:
    store = shop(settings, "german", "Notbeleuchtung", "Not-Aus-Schalter", "Lampe. Beleuchtung")
    for text in ("Not Beleuchtung", "LED not beleuchtung", "Not-Aus-Schalter"):
        assert excluded(store, text) == set(), text
    assert excluded(store, "LED not Lampe") == {"Lampe"}


@pytest.mark.parametrize(
    ("language", "products", "texts"),
    [
        ("german", ["Handschuhe", "Handschuhe weiß. Aus Latex"],
         "Handschuhe allergisch gegen Latex|Handschuhe, ich bin allergisch auf Latex"
         "|Handschuhe bei Latexallergie|Handschuhe für Latex-Allergiker"
         "|Handschuhe Allergie gegen Latex"
         "|Handschuhe keinesfalls Latex|Handschuhe auf gar keinen Fall Latex"
         "|Handschuhe, ich hasse Latex|Handschuhe andere als Latex|Handschuhe ohne irgendein Latex"
         "|Handschuhe Nitril statt Latex|Handschuhe anstatt Latex"),
        ("german", ["Keks", "Keks süß. Mit Laktose"],
         "Keks bei Laktoseintoleranz|Keks bei Unverträglichkeit gegen Laktose"
         "|Keks intolerant gegenüber Laktose"),
        ("french", ["Saucisson", "Saucisson sec. Aux noisettes"],
         "saucisson allergique aux noisettes|saucisson, je suis allergique à la noisette"
         "|saucisson allergie aux noisettes|saucisson plutôt que noisettes"
         "|saucisson à l'exclusion de noisettes|saucisson je déteste les noisettes"
         "|saucisson au lieu de noisettes"),
        ("french", ["Boisson", "Boisson forte. 5 % d'alcool", "Pain. Au gluten"],
         "boisson désalcoolisée|boisson intolérante à l'alcool"
         "|boisson intolérance à l\u2019alcool"),
        ("french", ["Biscuit", "Biscuit sec. Contient des fruits à coque", "Biscuit aux fruits"],
         "biscuit sans fruits à coque|biscuit allergique aux fruits à coque"),
        ("spanish", ["Galletas", "Galletas dulces. Con huevo"],
         "galletas alérgico al huevo|galletas, soy alérgica al huevo|galletas alergia al huevo"
         "|galletas intolerancia al huevo|galletas en vez de huevo|galletas odio el huevo"
         "|galletas distintas de huevo"),
    ],
)  # fmt: skip
def test_other_words_deny_too(settings, language: str, products: list[str], texts: str) -> None:
    store = shop(settings, language, *products)
    for text in texts.split("|"):
        assert excluded(store, text) == {products[1].partition(". ")[0]}, text
        assert searched(store, text).casefold().split()[0].strip(",") == products[0].casefold(), (
            text
        )


@pytest.mark.parametrize(
    ("language", "title", "texts"),
    [
        ("german", "Tabletten Laktoseintoleranz. Mit Laktose", "Tabletten gegen Laktoseintoleranz"),
        ("german", "Werkstatt Lampe. Andere Farben", "Werkstatt Lampe|Lampe andere Farbe"),
        ("spanish", "Pastillas intolerancia. Lactosa", "pastillas intolerancia a la lactosa"),
        ("french", "Moteur hors-bord. Bord", "moteur hors bord|moteur -de bord"),
    ],
)
def test_what_is_named_so_is_found(settings, language: str, title: str, texts: str) -> None:
    store = shop(settings, language, title)
    for text in texts.split("|"):
        assert excluded(store, text) == set(), text
