"""Brands that are words of prices, amounts and denials, where these words are no brand."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop_of(*rows: tuple[str, str, str]) -> Store:
    """A shop of titles, brands and descriptions."""
    for title, brand, description in rows:
        make_indexed_photo(
            make_product(title=title, brand=brand, description=description, colors=[])
        )
    return make_store()


def kinds(store: Store, text: str) -> list[tuple[str, str]]:
    constraints = parse_query(store, TextQuery(text)).constraints
    return [(each.kind, "".join(each.values).lower()) for each in constraints]


def test_a_negator_before_a_title_of_its_brand_is_the_brand() -> None:
    store = shop_of(
        ("Claw hammer 16 oz steel", "No", ""), ("Charm bracelet silver", "Not", ""),
        ("Logo tee", "Without", ""), ("Milk chocolate bar", "No", ""), ("Ball hammer", "Grit", ""),
    )  # fmt: skip
    for text, title in (
        ("No claw hammer 16 oz steel", "Claw hammer 16 oz steel"),
        ("not charm bracelet silver", "Charm bracelet silver"),
        ("Without Logo Tee", "Logo tee"),
    ):
        assert by_text(store, text).items[0].product.title == title, text
        assert ("not", title.lower()) not in kinds(store, text)
    assert kinds(store, "no claw hammer") == [("not", "claw")]
    assert kinds(store, "no milk chocolate bar") == [("not", "milk chocolate")]
    assert kinds(store, "hammer no claw") == [("not", "claw")]


def test_such_a_brand_does_not_keep_contents_from_being_denied() -> None:
    store = shop_of(
        ("Cola", "Fizz", "With sugar."), ("Cola light", "Fizz", "No sugar."),
        ("Water", "Zero", ""), ("Juice", "Free", "With sugar."), ("Tea", "Less", ""),
    )  # fmt: skip
    for text in ("sugar free cola", "cola sugar free", "cola zero sugar", "zero sugar cola"):
        assert [item.product.title for item in by_text(store, text).items] == ["Cola light"], text
    assert kinds(store, "juice by free") == [("brand", "free")]
    assert kinds(store, "juice free") == []


def test_a_brand_is_not_read_in_an_amount() -> None:
    store = shop_of(
        ("Drill 18 V", "Grit", ""), ("Lamp", "Volt", ""), ("Laptop 14 inch", "Lid", ""),
        ("Charger", "Under", ""), ("Tea", "Less", ""),
    )  # fmt: skip
    for text in ("drill 18 volt", "laptop under 14 inch"):
        assert kinds(store, text) == [], text
    assert parse_query(store, TextQuery("laptop €25 or less")).filters.price_max == 25
    assert kinds(store, "volt lamp") == [("brand", "volt")]
    assert kinds(store, "less tea") == [("brand", "less")]


def test_a_negator_that_is_a_brand_denies_a_second_thing() -> None:
    for color in ("Black", "White", "Green"):
        brand = "Not" if color == "Black" else "Plain"
        make_indexed_photo(make_product(title=f"Cap {color}", brand=brand, colors=[color]))
    for text in ("cap not black and not white", "cap not white & not black"):
        found = [item.product.title for item in by_text(make_store(), text).items]
        assert found == ["Cap Green"], text


def test_a_denied_color_is_not_the_brand_of_that_name() -> None:
    for brand, color in (("Red", "White"), ("Walk", "Red"), ("Walk", "Blue")):
        make_indexed_photo(make_product(title="Shoe", brand=brand, colors=[color]))
    store = make_store()
    colors = [item.product.colors for item in by_text(store, "shoe not red").items]
    assert sorted(colors) == [["Blue"], ["White"]]
    assert kinds(store, "shoe not by red") == [("not", "red")]
    brands = {item.product.brand for item in by_text(store, "shoe not by red").items}
    assert brands == {"Walk"}
