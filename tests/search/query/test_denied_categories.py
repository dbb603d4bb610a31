"""Denied words that a category has for its name, where goods of other categories have them too."""

import pytest

from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.query.denials.context import MAX_IN_TITLES
from tests.search.query.test_denied_traits import skus
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

SHOPS = {
    "english": (
        "Leather: Belt brown | Wool: Yarn 50 g | Kids: Lunchbox | Electrical: Extension lead"
        " | Boots: Winter boots | Strings: Guitar strings 10-46 | Phones: Phone X",
        "Shoes: Leather loafers | Shoes: Canvas loafers | Clothes: Wool jumper"
        " | Clothes: Cotton jumper | Hats: Sun hat for kids | Hats: Sun hat for adults"
        " | Garden: Lawn mower electric | Garden: Push reel mower | Shoes: Ankle boots"
        " | Shoes: Sandals | Music: Guitar with 6 strings | Cases: Phone case",
    ),
    "german": (
        "Leder: Gürtel braun | Wolle: Garn 50 g | Kinder: Brotdose",
        "Schuhe: Mokassins Leder | Schuhe: Mokassins Stoff | Hüte: Sonnenhut für Kinder"
        " | Hüte: Sonnenhut | Kleidung: Wollpullover | Kleidung: Baumwollpullover",
    ),
    "french": (
        "Cuir: Ceinture marron | Enfants: Boîte à goûter",
        "Chaussures: Mocassins en cuir | Chaussures: Mocassins en toile"
        " | Chapeaux: Chapeau pour enfants | Chapeaux: Chapeau de paille",
    ),
    "spanish": (
        "Cuero: Cinturón marrón | Niños: Fiambrera",
        "Zapatos: Mocasines de cuero | Zapatos: Mocasines de lona"
        " | Gorros: Gorro para niños | Gorros: Gorro de paja",
    ),
}
CASES = """
english: loafers not leather: Canvas loafers: Leather loafers
english: loafers not made of leather: Canvas loafers: Leather loafers
english: loafers -leather: Canvas loafers: Leather loafers
english: loafers that aren't leather or wool: Canvas loafers: Leather loafers
english: jumper that isn't wool: Cotton jumper: Wool jumper
english: sun hat not for kids: Sun hat for adults: Sun hat for kids
english: mower that isn't electric: Push reel mower: Lawn mower electric
english: shoes not boots: Sandals: Ankle boots
english: guitar not strings: Guitar with 6 strings: Guitar strings 10-46
english: phone case not phone: Phone case: Phone X
german: Mokassins nicht aus Leder: Mokassins Stoff: Mokassins Leder
german: Sonnenhut nicht für Kinder: Sonnenhut: Sonnenhut für Kinder
german: Pullover nicht aus Wolle: Baumwollpullover: Wollpullover
french: mocassins pas en cuir: Mocassins en toile: Mocassins en cuir
french: chapeau pas pour enfants: Chapeau de paille: Chapeau pour enfants
spanish: mocasines no de cuero: Mocasines de lona: Mocasines de cuero
spanish: gorro no para niños: Gorro de paja: Gorro para niños
"""


def add(*lines: str) -> None:
    for line in " | ".join(lines).split(" | "):
        category, title = line.split(": ")
        make_indexed_photo(make_product(sku=title, title=title, category=category))


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_goods_of_other_categories_that_have_it_go_too(settings, case: str) -> None:
    language, text, stays, goes = case.split(": ")
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    add(*SHOPS[language])
    found = skus(make_store(), text)
    assert stays in found
    assert goes not in found


def test_descriptions_count_for_what_goods_are_made_of_but_not_for_other_goods() -> None:
    add("Leather: Belt", "Boots: Winter boots")
    for sku, description in (("a", "Of soft leather."), ("b", "Goes with boots.")):
        product = make_product(sku=sku, title=f"Loafers {sku}", description=description)
        make_indexed_photo(product)
    assert skus(make_store(), "loafers not leather") == {"b"}
    assert skus(make_store(), "loafers not boots") == {"a", "b"}


def test_denied_categories_cost_no_lookups() -> None:
    kinds = ("Boots", "Sandals", "Clogs", "Slippers", "Sneakers")
    add(*(f"{kind}: {kind}" for kind in kinds))
    text = f"shoes {' '.join(f'not {kind}' for kind in kinds)}"
    constraints = parse_query(make_store(), TextQuery(text)).constraints
    assert [each.note for each in constraints if each.kind == "not"] == [""] * len(kinds)


def test_few_denied_categories_are_looked_for_in_the_titles_of_others() -> None:
    kinds = [f"Kind{chr(97 + number) * 3}" for number in range(MAX_IN_TITLES + 2)]
    add(*(f"{kind}: {kind}" for kind in kinds), *(f"Shoes: {kind} shoes" for kind in kinds))
    text = f"shoes {' '.join(f'not {kind}' for kind in kinds)}"
    denied = parse_query(make_store(), TextQuery(text)).constraints
    fields = [{each.field for each in one.excluded} for one in denied if one.kind == "not"]
    in_titles = [{"category", "product"}] * MAX_IN_TITLES
    assert fields == [*in_titles, {"category"}, {"category"}]
