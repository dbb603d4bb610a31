"""Search by words in the database, while the index does not answer, under filters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import IndexUnavailable
from catalog_search.models import Store
from catalog_search.retrieval import database
from catalog_search.retrieval.filters import Filters
from catalog_search.types import Exclude
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, settings) -> Store:
    """More cups than are candidates, by title; the last two alone are blue and cost much."""

    def down(self: MemoryIndex, queries: object) -> None:
        raise IndexUnavailable("down")

    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CANDIDATES": 4}
    for number in range(10):
        is_last = number > 7
        product = make_product(
            title=f"cup {number}",
            brand="Zeno" if is_last else "Acme",
            category="Home > Cups > Large" if is_last else "Home > Cups",
            colors=["Navy Blue"] if is_last else ["red"],
            price=90 if is_last else 9,
            in_stock=not is_last,
            attributes={"size": "L" if is_last else "S"},
        )
        make_indexed_photo(product, "red")
    monkeypatch.setattr(MemoryIndex, "search", down)
    return make_store()


def titles(store: Store, filters: Filters) -> list[str]:
    results = by_text(store, "cup", filters)
    assert results.degraded
    return [item.product.title for item in results.items]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(price_min=50),
        Filters(brand=("Zeno",)),
        Filters(category=("Home > Cups > Large",)),
        Filters(color=("Navy Blue",)),
        Filters(color=("Navy Blue", "green"), price_min=10, price_max=99),
    ],
)
def test_filters_choose_among_all_products_and_not_the_first(
    store: Store, filters: Filters
) -> None:
    assert titles(store, filters) == ["cup 8", "cup 9"]


def test_a_category_holds_those_within_it(store: Store) -> None:
    assert titles(store, Filters(category=("Home",), brand=("Zeno",))) == ["cup 8", "cup 9"]


def test_stock_is_asked_of_the_database(store: Store) -> None:
    assert titles(store, Filters(in_stock=True, brand=("Zeno",))) == []
    assert titles(store, Filters(in_stock=True)) == [f"cup {number}" for number in range(4)]


def test_facets_count_without_their_own_filter(store: Store) -> None:
    results = by_text(store, "cup", Filters(brand=("Zeno",), price_min=50))
    [brands] = [facet for facet in results.facets if facet.name == "brand"]
    assert {value.value: value.count for value in brands.values} == {"Zeno": 2}
    assert results.more


def test_what_no_database_tells_alike_is_tested_afterwards(store: Store) -> None:
    excluded = Filters(excluded=(Exclude("brand", ("Acme",)),), price_min=50)
    assert titles(store, excluded) == ["cup 8", "cup 9"]
    assert titles(store, Filters(color=('"red"',))) == []


def test_all_that_fits_is_read_once(store: Store, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CANDIDATES": 50}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sets = database.containing_words(store, "cup", Filters(brand=("Zeno",), price_min=50))
    assert len(sets.candidates) == 2
    assert sets.are_all
    assert len(queries) == 1
