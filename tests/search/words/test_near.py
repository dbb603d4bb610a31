"""Where few products are what was asked for: the nearest others beside them, told apart."""

import html

import numpy as np
import pytest
from django.http import QueryDict
from django.test import Client

from catalog_search.models import Store
from catalog_search.retrieval import leading, subqueries
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.relevance import CutoffRule
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.results import Results
from catalog_search.search.words.relaxation import looser
from catalog_search.views.parts import chips
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def add(title: str, color: str, **fields: object) -> None:
    fields = {"colors": [color], "currency": "USD", "price": 40, "category": "Lamps", **fields}
    make_indexed_photo(make_product(title=title, **fields), color)


@pytest.fixture
def shop() -> Store:
    add("Yellow floor lamp", "yellow", brand="Acme")
    add("Red table lamp", "red", brand="Acme", price=20)
    add("Red pendant lamp", "red", brand="Bolt")
    add("Yellow towel", "yellow", category="Towels", brand="Acme")
    return make_store()


def titles(results: Results) -> list[str]:
    return [item.product.title for item in results.items]


def near(results: Results) -> set[str]:
    return {item.product.title for item in results.relaxed.items} if results.relaxed else set()


def test_other_colors_stand_behind_the_right_one(shop: Store) -> None:
    results = by_text(shop, "yellow lamp")
    assert titles(results) == ["Yellow floor lamp"]
    assert results.total == 1
    assert results.relaxed is not None
    assert results.relaxed.dropped == ("yellow",)
    # The category stays: no towel, whatever its color.
    assert near(results) == {"Red table lamp", "Red pendant lamp"}


def test_other_brands_stand_behind_the_right_one(shop: Store) -> None:
    results = by_text(shop, "bolt lamp")
    assert titles(results) == ["Red pendant lamp"]
    assert near(results) == {"Yellow floor lamp", "Red table lamp"}


def test_a_color_gives_way_before_a_brand_and_both_if_neither_is_enough(shop: Store) -> None:
    red_acme = by_text(shop, "red acme lamp").relaxed
    assert red_acme is not None
    assert red_acme.dropped == ("red",)
    add("Green acme stool", "green", category="Stools", brand="Acme")
    add("White bolt stool", "white", category="Stools", brand="Bolt")
    relaxed = by_text(shop, "green stool by acme").relaxed
    assert relaxed is not None
    assert relaxed.dropped == ("green", "by acme")


def test_limits_and_choices_of_the_shopper_stay(shop: Store) -> None:
    assert near(by_text(shop, "red lamp under 30")) == set()
    assert near(by_text(shop, "yellow lamp not for towels")) <= {
        "Red table lamp",
        "Red pendant lamp",
    }
    chosen = by_text(shop, "yellow lamp", Filters(brand=("Acme",)))
    assert near(chosen) == {"Red table lamp"}


def test_a_category_that_is_read_gives_way_last(shop: Store) -> None:
    add("Yellow lamp shade", "yellow", category="Shades")
    query = parse_query(shop, TextQuery("yellow shades"))
    given_up = [(each.dropped, each.filters.category) for each in looser(query)]
    assert given_up == [(("yellow",), ("Shades",)), (("shades",), ())]


def test_what_is_enough_has_nothing_beside(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "FEW", 3)
    assert len(near(by_text(shop, "yellow lamp"))) == 2
    monkeypatch.setattr(leading, "FEW", 2)
    assert len(near(by_text(shop, "yellow lamp"))) == 1
    monkeypatch.setattr(leading, "FEW", 1)
    assert by_text(shop, "yellow lamp").relaxed is None


def test_the_page_tells_them_apart(shop: Store, client: Client) -> None:
    page = html.unescape(client.get("/", {"q": "yellow lamp"}).content.decode())
    assert "1 product<" in page
    assert page.index("Yellow floor lamp") < page.index("Nearest others, without “yellow”")
    assert page.index("Nearest others") < page.index("Red table lamp")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("brighten up my lamps", []),
        ("something to hang over the lamps in red", []),
        ("red lamps", ["color", "category"]),
        ("get a red lamp", ["color", "category"]),
        ("travel lamps", ["category"]),
    ],
)
def test_things_that_a_purpose_mentions_are_no_filters(
    shop: Store, text: str, kinds: list[str]
) -> None:
    assert [each.kind for each in parse_query(shop, TextQuery(text)).constraints] == kinds


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("Ionic hair dryer white", True),
        ("Hair dryer 2000w", True),
        ("Hair dryer, with bag", True),
        ("Hair dryer bag", False),
        ("Bag for a hair dryer", False),
    ],
)
def test_colors_and_amounts_may_follow_what_a_product_is(title: str, is_one: bool) -> None:
    product = make_product(title=title)
    make_indexed_photo(product, "white")
    terms = parse_query(make_store(), TextQuery("hair dryer")).terms
    assert terms.ending(np.array([product.pk])).tolist() == [is_one]


def test_a_chip_names_categories_of_one_name_once() -> None:
    for category in ("Women > Boots", "Men > Boots"):
        make_indexed_photo(make_product(title="Boots", category=category), "red")
    [chip, *further] = chips.constraint_chips(
        parse_query(make_store(), TextQuery("boots in red")).constraints, QueryDict("")
    )
    assert chip.label == "Boots"
    assert further == []


def test_goods_for_a_purpose_pass_where_few_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        add(f"Grey stone {number}", "grey", category="Stones")
    add("Grey headphones", "grey", category="Audio")
    cutoff = CutoffRule(floor=9.0, share=0.0)
    monkeypatch.setattr(subqueries, "DESCRIPTION_CUTOFF", cutoff)
    query = "for listening to loud music"
    assert titles(by_text(make_store(), query)) == []
    monkeypatch.setattr(leading, "USEFUL", 50.0)
    assert titles(by_text(make_store(), query)) == ["Grey headphones"]
    # Nothing that passes serves it, so however many pass, what does passes as well.
    monkeypatch.setattr(leading, "FEW", 0)
    assert titles(by_text(make_store(), query)) == ["Grey headphones"]


def test_without_one_of_the_kind_something_else_gives_way() -> None:
    add("Yellow jacket", "yellow", category="Clothes")
    text = "It goes well with a jacket."
    add("Yellow scarf", "yellow", category="Clothes", price=10, description=text)
    add("Red jacket", "red", category="Clothes", price=20)
    cheaper = by_text(make_store(), "yellow jacket under 30")
    assert titles(cheaper) == []
    assert near(cheaper) >= {"Red jacket"}
    assert cheaper.relaxed is not None
    assert cheaper.relaxed.dropped == ("yellow",)
    # What the shopper has chosen makes it no jacket.
    chosen = by_text(make_store(), "yellow jacket under 30", Filters(category=("Clothes",)))
    assert titles(chosen) == []
    add("Yellow jacket, short", "yellow", category="Clothes", price=25)
    results = by_text(make_store(), "yellow jacket under 30")
    assert titles(results) == ["Yellow jacket, short"]
    [clothes] = next(facet for facet in results.facets if facet.name == "category").values
    assert clothes.count == 1
    chosen = by_text(make_store(), "yellow jacket under 30", Filters(category=("Clothes",)))
    assert titles(chosen) == ["Yellow jacket, short"]


def test_a_kind_leads_and_so_do_its_sorts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bed for a baby may be a cot, and is no stroller; long sleeves are not short."""
    for title in ("Baby stroller", "Oak cot", "Red bed"):
        add(title, "red", category="Goods")
    monkeypatch.setattr(leading, "CALLED", 50.0)
    assert titles(by_text(make_store(), "bed for a baby"))[-1] == "Baby stroller"
    assert {*titles(by_text(make_store(), "red bed for a baby"))} == {"Oak cot", "Red bed"}
    add("Red shirt, short sleeve", "red")
    add("Red shirt, full sleeve", "red")
    monkeypatch.setattr(leading, "OPPOSED", 50.0)
    shirts = titles(by_text(make_store(), "shirt with long sleeves"))
    assert shirts.index("Red shirt, full sleeve") < shirts.index("Red shirt, short sleeve")
