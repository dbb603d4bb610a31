"""Denials in other words: denied denials, exceptions, and what stands behind denied words."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.search.words.shelves import things_in
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop(settings, language: str, *products: str, brand: str = "") -> Store:
    """Return a shop of products "category: title. description", with their numbers as SKUs."""
    facets = {"LANGUAGE": language, "FACETS": ["size"]}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **facets}
    for number, each in enumerate(products):
        category, _, text = each.partition(": ")
        title, _, description = text.partition(". ")
        fields = {"category": category, "title": title, "description": description}
        sizes = {"size": ["42", "XL"]}
        product = make_product(sku=str(number), brand=brand, attributes=sizes, **fields)
        make_indexed_photo(product)
    return make_store()


def skus(store: Store, text: str) -> set[str]:
    return {item.product.sku for item in by_text(store, text).items}


def parsed(store: Store, text: str) -> ParsedQuery:
    return parse_query(store, TextQuery(text, autocorrect=False))


def denied(store: Store, text: str) -> list[tuple[str, ...]]:
    return [each.values for each in parsed(store, text).constraints if each.kind == "not"]


WANTED_AND_DENIED = [
    ("english", "Pasta: Pasta", "Pasta: Pasta gluten-free",
     "pasta not gluten-free|pasta not gluten free|pasta that isn't gluten-free"
     "|non-gluten-free pasta"
     "|pasta except gluten-free|pasta -gluten-free|pasta not without gluten|pasta no gluten-free"
     "|pasta but not the gluten-free one"),
    ("english", "Gum: Gum", "Gum: Gum mint. Sugarless.",
     "gum not sugar-free|gum, but not sugar free"),
    ("english", "Pans: Pan", "Pans: Pan non-stick",
     "pan not non-stick|pan without non-stick coating"),
    ("english", "Mascara: Mascara", "Mascara: Waterproof mascara",
     "non-water-proof mascara|mascara not water-proof|non-waterproof mascara"),
    ("english", "Sofas: Fabric sofa", "Sofas: Leather sofa",
     "any sofa but leather|every sofa but leather|all sofas, but leather|sofa must not be leather"
     "|sofa cannot be leather|sofa not to be leather|sofa should not be made of leather"
     "|sofas with the exception of leather ones|sofa aside from leather|any sofa but not leather"),
    ("english", "Torches: Torch", "Torches: Rechargeable torch",
     "torch can't be rechargeable|torch shouldn't be rechargeable"
     "|the torch mustn't be rechargeable"),
    ("english", "Shampoo: Shampoo. Silicone-free", "Shampoo: Shampoo mild. With silicone",
     "shampoo without silicone 300ml|shampoo without silicone 0.3 l|shampoo no silicone 2 pieces"
     "|shampoo without silicone mens|shampoo without silicone, 300 ml"),
    ("english", "Jackets: Jacket. No hood.", "Jackets: Jacket warm. With hood.",
     "jacket without hood waterproof|jacket without hood, xl|jacket without hood 42"
     "|jacket without hood for women"),
    ("english", "Breakfast: Corn flakes", "Breakfast: Corn flakes sweet. Contains gluten.",
     "can't have gluten, corn flakes please|no gluten, corn flakes"),
    ("german", "Milch: Milch", "Milch: Milch laktosefrei",
     "Milch nicht laktosefrei|Milch nicht ohne Laktose|nicht laktosefreie Milch"),
    ("german", "Nüsse: Erdnüsse ungesalzen", "Nüsse: Erdnüsse gesalzen", "Erdnüsse ohne Salz"),
    ("german", "Gurken: Gurken", "Gurken: Gezuckerte Gurken", "Gurken ohne Zucker"),
    ("german", "Schuhe: Stiefel", "Schuhe: Sneaker",
     "Schuhe bis auf Sneaker|alle Schuhe, nur nicht Sneaker|Schuhe abgesehen von Sneaker"
     "|Schuhe mit Ausnahme der Sneaker"),
    ("french", "Chaussures: Baskets", "Chaussures: Bottes",
     "chaussures à part les bottes|chaussures à l'exception des bottes|chaussures sauf les bottes"
     "|toutes les chaussures moins les bottes|chaussures en dehors des bottes"),
    ("french", "Bières: Bière. Pas d'alcool.", "Bières: Bière brune. Contient de l'alcool",
     "bières sans alcool|bière 1 l sans alcool"),
    ("french", "Bières: Bière. Ne contient pas d\u2019alcool.",
     "Bières: Bière brune. 5 % d\u2019alcool",
     "bières sans alcool"),
    ("french", "Savons: Savon", "Savons: Savon doux. À l'huile d'argan",
     "savon sans argan|savon sans huile|savon sans huile d'argan"
     "|savon sans l\u2019huile d\u2019argan"),
    ("french", "Savons: Savon. À l'huile d'olive", "Savons: Savon dur. À l'huile de palme",
     "savon sans huile de palme"),
    ("french", "Pâtes: Pâtes", "Pâtes: Pâtes sans gluten", "pâtes pas sans gluten"),
    ("french", "Laits: Lait. Sans lactose.", "Laits: Lait entier. Avec lactose",
     "lait sans lactose 1 l"),
    ("spanish", "Pasta: Pasta", "Pasta: Pasta sin gluten",
     "pasta que no sea sin gluten|pasta no sin gluten"),
    ("spanish", "Zapatos: Zapatillas", "Zapatos: Botas",
     "todos los zapatos menos las botas|zapatos menos botas|zapatos aparte de botas"
     "|zapatos a excepción de las botas"),
    ("spanish", "Nueces: Cacahuetes", "Nueces: Cacahuetes fritos. Con sal",
     "cacahuetes sin sal 200 g"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "wanted", "denied", "text"),
    [(*each, text) for *each, texts in WANTED_AND_DENIED for text in texts.split("|")],
)
def test_only_what_is_denied_goes(
    settings, language: str, wanted: str, denied: str, text: str
) -> None:
    assert skus(shop(settings, language, wanted, denied), text) == {"0"}


@pytest.mark.parametrize(
    ("language", "product", "texts"),
    [
        ("english", "Beer: Beer 0.0%", "beer 0%|beer 0.0%|0% beer|beer: zero"),
        ("german", "Bier: Bier 0,0%", "Bier 0,0%|0% Bier"),
        ("french", "Yaourts: Yaourt nature 0 %", "yaourt 0%|yaourt nature 0%"),
        ("spanish", "Yogures: Yogur natural 0 %", "yogur 0 %|yogur natural 0%"),
        ("english", "Sofas: Leather sofa", "sofa doesn't have to be leather"),
        ("spanish", "Yogures: Yogur con menos azúcar", "yogur con menos azúcar|yogur menos azúcar"),
        ("french", "Souris: Souris sans fil", "souris sans fil pas chère"),
        ("english", "Signs: Do not disturb sign", "don't disturb sign|door sign do not disturb"),
    ],
)
def test_words_that_deny_no_product(settings, language: str, product: str, texts: str) -> None:
    store = shop(settings, language, product)
    for text in texts.split("|"):
        assert denied(store, text) == [], text


def test_amounts_of_nothing_still_deny_contents(settings) -> None:
    store = shop(settings, "english", "Cola: Cola. With sugar.", "Cola: Cola light")
    for text in ("cola sugar 0%", "cola 0% sugar", "cola sugar: none"):
        assert skus(store, text) == {"1"}, text


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        *(("german", text, "Stiefel") for text in (
            "Wo finde ich Stiefel", "Wo gibt es Stiefel", "Wo kann man Stiefel kaufen",
            "Stiefel wo kaufen", "wo bekomme ich Stiefel", "wo kann ich Stiefel kaufen",
        )),
        *(("french", text, "Stiefel") for text in (
            "où trouver des Stiefel", "où acheter Stiefel", "Où puis-je trouver des Stiefel",
        )),
        *(("spanish", text, "Stiefel") for text in (
            "dónde puedo comprar Stiefel", "donde encontrar Stiefel", "¿Dónde hay Stiefel",
        )),
    ],
)  # fmt: skip
def test_a_question_where_denies_nothing(settings, language: str, text: str, words: str) -> None:
    query = parsed(shop(settings, language, "Schuhe: Stiefel", "Schuhe: Sneaker"), text)
    assert (query.words, [each for each in query.constraints if each.kind == "not"]) == (words, [])


def test_a_brand_does_not_hide_that_words_end_like_it(settings) -> None:
    hoodies = ("Hoodies: Hoodie with zip", "Hoodies: Hoodie pullover")
    store = shop(settings, "english", *hoodies, brand="Less")
    assert skus(store, "zipless hoodie") == {"1"}
    assert parsed(store, "less hoodie").filters.brand == ("Less",)


def test_a_brand_may_stand_before_the_negator_that_it_is_called_by(settings) -> None:
    dresses = ("Kleider: Kleid mit Ärmeln", "Kleider: Kleid ohne Ärmel")
    store = shop(settings, "german", *dresses, brand="Ohne")
    assert denied(store, "Ohne ohne Ärmel") == [("Ärmel",)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("bag not vitamin 12", [("vitamin 12",)]), ("bag not size 42", [("42",)]),
        ("bag not 42, xl", [("42", "xl")]), ("bag without electric adjustable legs",
                                             [("electric adjustable legs",)]),
    ],
)  # fmt: skip
def test_such_words_are_denied_where_they_belong_to_the_others(
    settings, text: str, values: list[tuple[str, ...]]
) -> None:
    assert (
        denied(shop(settings, "english", "Bags: Bag. Vitamin 12", "Bags: Bag red"), text) == values
    )


def test_a_decimal_comma_divides_no_things(settings) -> None:
    store = shop(settings, "french", "Bières: Bière 0", "Laits: Lait 0", "Bières: Bière")
    assert things_in(store, parsed(store, "bière 0,0")) == ()
    assert len(things_in(store, parsed(store, "bière, lait"))) == 2
