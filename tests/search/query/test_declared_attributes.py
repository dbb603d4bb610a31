"""Values of declared attributes in searches: facets, constraints of a query, chips on the page."""

from typing import Any

import pytest
from django.test import Client

from catalog_search.categories import decisions
from catalog_search.models import CategorySuggestion, Store
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.text.store import words_cache
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

DECLARED = {"pattern": {"values": ["Striped", "Polka dots", "Solid"]}}


@pytest.fixture(autouse=True)
def declare(settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ATTRIBUTES": DECLARED}


def add(title: str, pattern: str = "") -> None:
    attributes = {"pattern": pattern} if pattern else {}
    product = make_product(title=title, attributes=attributes, category="Clothes")
    make_indexed_photo(product, "red")


@pytest.fixture
def shop() -> Store:
    add("Red shirt", "Striped")
    add("Plain red shirt", "Solid")
    add("Red dress", "Polka dots")
    add("Striped red tie", "Striped")
    return make_store()


def parse(store: Store, text: str) -> ParsedQuery:
    return parse_query(store, TextQuery(text))


def constraints(query: ParsedQuery) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.kind, each.values) for each in query.constraints]


def titles(store: Store, text: str) -> list[str]:
    return [item.product.title for item in by_text(store, text).items]


def test_declared_attribute_is_a_facet_without_being_in_facets(shop: Store) -> None:
    results = by_text(shop, "red")
    counts = {
        facet.name: {value.value: value.count for value in facet.values} for facet in results.facets
    }
    assert counts["pattern"] == {"Striped": 2, "Polka dots": 1, "Solid": 1}


@pytest.mark.parametrize(
    ("text", "values", "words"),
    [
        ("striped shirt", ("Striped",), "shirt"),
        ("shirt with stripes", ("Striped",), "shirt"),
        ("polka dots", ("Polka dots",), ""),
        ("shirt polka", (), "shirt polka"),
    ],
)
def test_value_in_a_query_is_a_constraint(
    shop: Store, text: str, values: tuple[str, ...], words: str
) -> None:
    query = parse(shop, text)
    assert constraints(query) == ([("pattern", values)] if values else [])
    assert query.words == words
    assert query.filters.attributes == ({"pattern": values} if values else {})


def test_constraint_filters_and_is_told(client: Client, shop: Store) -> None:
    assert titles(shop, "striped shirt")[0] == "Red shirt"
    assert "Plain red shirt" not in titles(shop, "striped shirt")
    page = client.get("/", {"q": "striped shirt"}).content.decode()
    assert "Pattern" in page


def test_nothing_is_hidden_while_few_products_have_a_value(shop: Store) -> None:
    for number in range(4):
        add(f"Red shirt {number}")
    assert parse(shop, "striped shirt").constraints == ()
    listed = titles(shop, "striped red shirt")
    assert len(listed) == 8
    assert listed[0] in ("Red shirt", "Striped red tie")


def test_word_that_means_something_else_in_titles_is_no_constraint(shop: Store) -> None:
    for number in range(3):
        add(f"Solid gold ring {number}", "Striped")
    assert parse(shop, "solid gold").constraints == ()


def test_accepted_value_is_found_by_it(shop: Store) -> None:
    add("Red coat")
    coat = CategorySuggestion.objects.create(
        product=shop.products.get(title="Red coat"),
        **{"attribute": "pattern", "category": "Striped", "confidence": 0.9},
    )
    assert constraints(parse(shop, "striped coat")) == []
    decisions.accept([coat], by="boss")
    words_cache.forget(shop)
    assert constraints(parse(shop, "striped coat")) == [("pattern", ("Striped",))]
    assert titles(shop, "striped coat")[0] == "Red coat"
    assert shop.products.get(title="Red coat").shown_attributes == {"pattern": "Striped"}
