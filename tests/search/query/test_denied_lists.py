"""Denials of several things at once: "gluten, dairy and nut free", "neither gluten nor dairy"."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery() -> Store:
    breads = {
        "fine": "Gluten-free, dairy-free, nut-free. No soy.",
        "plain": "Of corn.",
        "gluten": "Contains gluten. Dairy-free.",
        "dairy": "Gluten-free. Contains dairy.",
        "nut": "With nuts.",
        "soy": "Contains soy.",
        "sugar": "Contains sugar.",
    }
    for sku, description in breads.items():
        add(sku, f"Bread {sku[0]}", description)
    add("milk", "Milk", "Contains dairy.")
    return make_store()


def add(sku: str, title: str, description: str) -> None:
    product = make_product(sku=sku, title=title, description=description, category="Food")
    make_indexed_photo(product)


def skus(store: Store, text: str) -> set[str]:
    return {item.product.sku for item in by_text(store, text).items}


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("gluten and dairy free bread", "gluten dairy"),
        ("bread gluten and dairy free", "gluten dairy"),
        ("gluten & dairy-free bread", "gluten dairy"),
        ("gluten + dairy free bread", "gluten dairy"),
        ("gluten or dairy free bread", "gluten dairy"),
        ("gluten- and dairy-free bread", "gluten dairy"),
        ("gluten/dairy-free bread", "gluten dairy"),
        ("gluten-dairy-free bread", "gluten dairy"),
        ("gluten, dairy free bread", "gluten dairy"),
        ("gluten and dairyfree bread", "gluten dairy"),
        ("gluten free and dairy free bread", "gluten dairy"),
        ("no gluten and dairy free bread", "gluten dairy"),
        ("bread (gluten and dairy free)", "gluten dairy"),
        ("gluten, dairy and nut free bread", "gluten dairy nut"),
        ("gluten, nut, soy, and dairy free bread", "gluten nut soy dairy"),
        ("bread no gluten or dairy", "gluten dairy"),
        ("bread with neither gluten nor dairy", "gluten dairy"),
        ("bread without gluten and dairy", "gluten dairy"),
        ("bread zero gluten and dairy", "gluten dairy"),
        ("bread without gluten, nuts, soy and dairy", "gluten nut soy dairy"),
        ("bread free from gluten, nuts and soy", "gluten nut soy"),
        ("bread free from: gluten, nuts & soy", "gluten nut soy"),
        ("sugar free bread and milk", "sugar"),
        ("bread and sugar free milk", "sugar"),
    ],
)
def test_each_of_a_list_is_excluded(bakery: Store, text: str, goes: str) -> None:
    breads = {"fine", "plain", "gluten", "dairy", "nut", "soy", "sugar"}
    # Dairy of the milk is denied too.
    assert skus(bakery, text) - {"milk"} == breads - {*goes.split()}


@pytest.mark.parametrize(
    "text", ["no gluten or dairy", "neither gluten nor dairy", "free from gluten, nuts and dairy",
             "gluten and dairy free", "gluten-free/dairy-free"],
)  # fmt: skip
def test_a_list_alone_finds_what_says_so(bakery: Store, text: str) -> None:
    assert skus(bakery, text) == {"fine"}


@pytest.mark.parametrize(
    "text", ["milk, gluten free", "bread, gluten free", "bread and sugar free"]
)
def test_goods_before_a_denial_are_not_denied(bakery: Store, text: str) -> None:
    [denial] = [
        each for each in parse_query(bakery, TextQuery(text)).constraints if each.kind == "not"
    ]
    assert denial.values in (("gluten",), ("sugar",))


def test_a_long_list_takes_one_query(bakery: Store, django_assert_max_num_queries) -> None:
    parse_query(bakery, TextQuery("the words of the store are in memory"))
    with django_assert_max_num_queries(3):
        parse_query(bakery, TextQuery("bread without gluten, nuts, soy, dairy and sugar"))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("german", "zucker- und glutenfreies Brot"),
        ("german", "Brot ohne Gluten, Salz und Zucker"),
        ("spanish", "pan sin gluten, azúcar y sal"), ("french", "pain sans gluten, sucre et sel"),
    ],
)  # fmt: skip
def test_lists_in_other_languages(settings, language: str, text: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    name = {"german": "Brot", "spanish": "Pan", "french": "Pain"}[language]
    add("fine", f"{name} a", "")
    add("gluten", f"{name} b", "Gluten.")
    add("sugar", f"{name} c", "Zucker, azúcar, sucre.")
    assert skus(make_store(), text) == {"fine"}
