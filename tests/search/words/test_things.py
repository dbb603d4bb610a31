"""What a search shows first where titles, sorts and denials tell what a product is."""

import numpy as np
import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.words.text import leads_of
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop(*products: tuple[str, str] | tuple[str, str, str]) -> Store:
    """Return a store with these products: title, category, description. All look alike."""
    for title, category, *description in products:
        fields = {"title": title, "category": category, "description": "".join(description)}
        make_indexed_photo(make_product(**fields), "red")
    return make_store()


def titles(store: Store, text: str) -> list[str]:
    return [item.product.title for item in by_text(store, text).items]


def test_what_ends_with_the_kind_stands_before_what_has_it_beside_other_goods() -> None:
    store = shop(
        ("Bicycle lock", "Sports"), ("City bicycle", "Sports"), ("Bag with bicycle", "Sports")
    )
    assert titles(store, "bicycle")[0] == "City bicycle"


def test_sorts_of_a_kind_lead() -> None:
    store = shop(
        ("Brown rice", "Pasta and Rice"),
        ("Pasta spoon", "Kitchen"),
        ("Wholegrain fusilli", "Pasta and Rice"),
        ("Spaghetti spoon", "Kitchen"),
    )
    leads = leads_of(store, parse_query(store, TextQuery("pasta")))
    assert leads.useful and leads.useful_titled
    keys = np.array(store.products.order_by("pk").values_list("pk", flat=True))
    assert leads.useful(keys).tolist() == [False, False, True, True]
    assert leads.useful_titled(keys).tolist() == [0, 0, 1, -1]


def test_other_goods_that_have_a_useful_one_in_their_names_stand_behind() -> None:
    store = shop(("Salted potato chips", "Food"), ("Sea salt", "Food"), ("Garden hose", "Home"))
    assert titles(store, "season a steak")[0] == "Sea salt"


def test_a_thing_for_a_purpose_is_not_looked_for_in_its_category_alone() -> None:
    store = shop(
        ("Steel bottle", "Hiking"), ("City bicycle", "Cycling"), ("Cycling gloves", "Cycling")
    )

    def categories(text: str) -> list[tuple[str, ...]]:
        constraints = parse_query(store, TextQuery(text)).constraints
        return [each.values for each in constraints if each.kind == "category"]

    assert categories("bottle for cycling") == []
    assert titles(store, "bottle for cycling")[0] == "Steel bottle"
    assert categories("gloves for cycling") == [("Cycling",)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("water bottle", []),
        ("steel water bottle", []),
        ("bottle of water", ["Water"]),
        ("water", ["Water"]),
        # Accessories are of any kind, those of computers among them.
        ("computer accessories", ["Computer", "Accessories"]),
        ("something for my water bottle", []),
    ],
)
def test_the_category_of_a_word_within_the_name_of_other_goods_is_not_read(
    text: str, values: list[str]
) -> None:
    store = shop(
        *(("Steel flask", "Outdoor"), ("Spring water", "Water"), ("Still water", "Water")),
        *(("Desktop computer", "Computer"), ("Office computer", "Computer")),
        *(("Leather belt", "Accessories"), ("Silk scarf", "Accessories")),
    )
    constraints = parse_query(store, TextQuery(text)).constraints
    assert [value for each in constraints for value in each.values] == values


def test_what_denies_the_contents_is_preferred() -> None:
    store = shop(
        ("Cola", "Drinks"),
        ("Cola zero", "Drinks", "Without sugar."),
        ("Cola syrup", "Drinks", "Half of it is sugar."),
    )
    for text in ("cola without sugar", "sugar free cola"):
        terms = parse_query(store, TextQuery(text)).terms
        assert "sugar" in [term.typed for term in terms.preferred]
    # A color that is not wanted is nothing to look for.
    assert parse_query(store, TextQuery("cola not red")).terms.preferred == ()
