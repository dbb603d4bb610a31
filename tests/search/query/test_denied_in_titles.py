"""Queries that are a product's title: its denial excludes the same goods, and only these."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop_of(*titles: str) -> Store:
    for title in titles:
        make_indexed_photo(make_product(title=title))
    return make_store()


@pytest.mark.parametrize(
    ("language", "named", "other", "text"),
    [
        ("english", "Backpack without wheels", "Backpack with wheels", "backpack without wheels"),
        ("english", "Chair, no armrests", "Chair with armrests", "Chair, no armrests"),
        ("spanish", "Mochila sin ruedas", "Mochila con ruedas", "mochila sin ruedas"),
        ("spanish", "Sudadera sin capucha", "Sudadera con capucha", "sudadera sin capucha"),
        ("french", "Veste sans manches", "Veste à manches", "Veste sans manches"),
        ("german", "Rucksack ohne Rollen", "Rucksack mit Rollen", "Rucksack ohne Rollen"),
    ],
)
def test_a_title_with_a_denial_excludes_what_has_it(
    settings, language: str, named: str, other: str, text: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    further = f"{named.split()[0].strip(',')} classic"
    results = by_text(shop_of(further, other, named), text)
    assert [item.product.title for item in results.items] == [named, further]


@pytest.mark.parametrize(
    ("title", "others"),
    [
        ("No Fear cap", "Cap against fear|Fear cap"),
        ("Cap No Fear", "Cap with logo|Fear poster"),
        ("Not Your Mother's shampoo", "Shampoo for your mother"),
        ("Rebel Without a Cause poster", "Poster of a good cause|Rebel poster"),
        ("Men Without Hats record", "Hats for men|Record player"),
    ],
)
def test_a_title_that_only_looks_like_a_denial_excludes_nothing(title: str, others: str) -> None:
    store = shop_of(*others.split("|"), title)
    assert parse_query(store, TextQuery(title)).constraints == ()
    assert by_text(store, title).items[0].product.title == title
