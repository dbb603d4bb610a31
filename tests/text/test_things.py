"""What titles tell of: the goods themselves, or others that have them in their names."""

import numpy as np
import pytest

from catalog_search.models import Product
from catalog_search.text.analysis import terms_of
from catalog_search.text.goods.endings import without_details
from catalog_search.text.goods.things import thing_of, titled
from catalog_search.text.goods.traits import without_traits
from catalog_search.text.store.words_build import build


@pytest.mark.parametrize(
    ("title", "names", "makes"),
    [
        ("City bicycle", ["bicycle"], 1),
        ("City bicycle, red", ["bicycle"], 1),
        ("Chickpeas 4 x 400 g", ["chickpea"], 1),
        ("Children's bike", ["bicycle", "bike"], 1),
        ("Bicycle lock", ["bicycle"], -1),
        ("Bicycle lock, 90 cm chain", ["bicycle"], -1),
        ("Tuna in olive oil 160 g", ["olive oil"], -1),
        ("Sea salt flakes", ["salt"], 1),
        ("Salted potato chips", ["salt"], -1),
        ("Wooden toys", ["bicycle"], 0),
        ("Kettle 1.7 L brushed steel", ["kettle"], 1),
        ("Hair brush", ["brush"], 1),
        ("Cooker hood 60 cm stainless", ["cooker hood"], 1),
        ("Curtains pair black 168 x 229 cm", ["curtain"], 1),
        ("Beard trimmer 20 lengths", ["trimmer"], 1),
        ("Electric guitar strings 10-46 nickel", ["electric guitar"], -1),
        ("Electric guitar S-style red", ["electric guitar"], 0),
        ("Cargo shorts", ["cargo"], -1),
        ("Men's jumper merino mock neck", ["jumper"], 1),
        ("Dressing gown unisex terry", ["dressing gown"], 1),
        ("Chicken breast 500 g", ["chicken"], 1),
        ("Lamb chops 4 pieces", ["lamb"], 1),
        ("Mozzarella ball 125 g", ["mozzarella"], 1),
        ("Egg carton 12", ["egg"], 1),
        ("Shampoo bottle 300 ml", ["shampoo"], 1),
        ("Fabric bolt cotton 5 m", ["fabric"], 1),
        ("Chicken wing chair", ["chicken"], -1),
        ("Water bottle 1 l", ["water"], -1),
        ("Milk pot enamel", ["milk"], -1),
        ("Coffee pot", ["coffee"], -1),
        ("Egg cups", ["egg"], -1),
    ],
)
def test_what_a_title_makes_of_goods(title: str, names: list[str], makes: int) -> None:
    verdicts = titled([terms_of(name) for name in names], build([Product(pk=1, title=title)]))
    assert verdicts is not None
    assert verdicts(np.array([1])).tolist() == [makes]


def test_titles_are_read_of_the_products_that_are_asked_for() -> None:
    titles = ("City bicycle", "Bicycle lock", "Lamp")
    words = build([Product(pk=pk, title=title) for pk, title in enumerate(titles, 1)])
    verdicts = titled([terms_of("bicycle")], words)
    assert verdicts is not None
    assert verdicts(np.array([2, 3, 1, 77])).tolist() == [-1, 0, 1, 0]
    assert titled([], words) is None


@pytest.mark.parametrize(
    ("title", "thing"),
    [
        ("rice 1 kg", "rice"),
        ("rice 500", "rice"),
        ("towel 130 x 80 cm", "towel"),
        ("socks 3 pairs black", "socks"),
        ("kg scale", "kg scale"),
        ("Blackout curtains pair black", "Blackout curtains"),
        ("Desk oak veneer, 9 drawers", "Desk"),
        ("Cordless drill", "Cordless drill"),
        ("12", ""),
    ],
)
def test_colors_and_amounts_behind_a_thing(title: str, thing: str) -> None:
    assert [*without_details(terms_of(title))][-1] == terms_of(thing)


@pytest.mark.parametrize(
    ("title", "goods"),
    [("Anya beige queen bed", "bed"), ("Grey dog bed oven safe", "bed"), ("Garden shed", "shed"),
     ("Mug tinned", "mug"), ("Tea towel striped", "towel")],
)  # fmt: skip
def test_goods_that_end_with_ed_are_no_participles(title: str, goods: str) -> None:
    assert without_traits(title)[-1] == goods


@pytest.mark.parametrize(
    ("title", "goods", "is_sold"),
    [
        ("Rear wiper blade 35 cm", "rear wiper", True),
        ("Windscreen wiper blade", "windscreen wiper", True),
        ("Saw blade", "saw", False),
        ("Razor blade", "razor", False),
        ("Wiper arm", "wiper", False),
        ("Wiper motor", "wiper", False),
    ],
)
def test_a_blade_is_all_that_is_sold_of_a_wiper(title: str, goods: str, is_sold: bool) -> None:
    assert thing_of(title).ends_with({terms_of(goods)}) == is_sold
