"""Orders by price and age beside words that say more than a kind."""

import pytest

from catalog_search.models import Store
from catalog_search.search.paging import PageRequest
from catalog_search.search.words.text import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def add(title: str, price: float, **fields: object) -> None:
    make_indexed_photo(make_product(title=title, price=price, currency="EUR", **fields), "blue")


@pytest.fixture
def shop(settings) -> Store:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 3}
    add("Blue jacket of fleece", 49, category="Jackets")
    add("Blue waterproof jacket", 99, category="Jackets")
    add("Blue parka jacket", 89, category="Jackets", description="Waterproof to 10 metres.")
    add("Blue rain jacket, waterproof", 59, category="Jackets")
    add("Blue steel spoon", 2, category="Spoons")
    add("Blue wooden spoon", 4, category="Spoons")
    add("Blue serving spoon", 3, category="Spoons", description="Steel.")
    return make_store()


def found(store: Store, text: str, page: PageRequest | None = None) -> list[str]:
    return [item.product.title for item in by_text(store, text, page).items]


@pytest.mark.parametrize(
    ("text", "leading"),
    [
        ("cheapest blue waterproof jacket", ["Blue rain jacket, waterproof", "Blue parka jacket"]),
        (
            "blue waterproof jacket price low to high",
            ["Blue rain jacket, waterproof", "Blue parka jacket"],
        ),
        ("most expensive blue waterproof jacket", ["Blue waterproof jacket", "Blue parka jacket"]),
        ("newest blue waterproof jacket", ["Blue rain jacket, waterproof", "Blue parka jacket"]),
        ("cheap blue wooden spoon", ["Blue wooden spoon", "Blue steel spoon"]),
        ("cheapest blue jacket", ["Blue jacket of fleece", "Blue rain jacket, waterproof"]),
        ("cheapest blue velvet jacket", ["Blue jacket of fleece", "Blue rain jacket, waterproof"]),
    ],
)
def test_an_order_begins_with_what_matches_every_word(
    shop: Store, text: str, leading: list[str]
) -> None:
    assert found(shop, text)[:2] == leading


def test_the_rest_is_related_on_every_page(shop: Store) -> None:
    first = by_text(shop, "blue waterproof jacket", PageRequest(sort="price"))
    second = by_text(shop, "blue waterproof jacket", PageRequest(2, "price", first.snapshot))
    titles = [item.product.title for item in (*first.items, *second.items)]
    assert titles[:3] == [
        "Blue rain jacket, waterproof",
        "Blue parka jacket",
        "Blue waterproof jacket",
    ]
    bands = [item.band for item in (*first.items, *second.items)]
    assert bands == [*["strong"] * 3, *["related"] * (len(titles) - 3)]
    assert "Blue jacket of fleece" in titles
