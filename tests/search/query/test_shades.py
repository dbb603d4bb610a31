"""Shades before colors that are names of goods as well: "light grey sofa", "bottle green coat"."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.query.shades import colors_of_shades
from catalog_search.search.words.named_kind import named_kind
from catalog_search.text.store import words_cache
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    for color in ("Grey", "Blue", "Green", "Red"):
        product = make_product(title=f"{color} sofa", colors=[color], category="Sofas")
        make_indexed_photo(product, color.lower())
    lamp = make_product(title="Ceiling light", colors=["White"], category="Lighting")
    make_indexed_photo(lamp, "red")
    return make_store()


@pytest.mark.parametrize(
    ("shade", "color", "text"),
    [
        ("light", "Grey", "light grey sofa"),
        ("light", "Grey", "sofa light grey"),
        ("light", "Blue", "a light blue sofa"),
        ("bottle", "Green", "bottle green sofa"),
        ("brick", "Red", "brick red sofa"),
        ("wine", "Red", "sofa in wine red"),
        ("dark", "Grey", "dark grey sofa"),
    ],
)
def test_a_shade_goes_with_its_color(store: Store, shade: str, color: str, text: str) -> None:
    query = parse_query(store, TextQuery(text))
    assert query.filters.color == (color,)
    assert "Lighting" not in query.filters.category
    if text.endswith("sofa"):
        name = named_kind(query).name.split()
        assert (name[-1], shade in name) == ("sofa", False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ceiling light white", "ceiling light"),
        ("light oak table", "table"),
        ("water bottle green", "water bottle"),
    ],
)
def test_goods_before_a_color_stay_goods(store: Store, text: str, kind: str) -> None:
    assert kind in named_kind(parse_query(store, TextQuery(text))).name


def test_a_shade_without_a_value_of_its_own_leads_with_its_color(store: Store) -> None:
    values = words_cache.of_store(store).values
    assert [*colors_of_shades("navy sofa", values)] == ["Blue"]
    assert [*colors_of_shades("plum sofa", values)] == []
