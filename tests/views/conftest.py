"""A shop with photos that are indexed, and a clean cache and media folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from catalog_search.models import Store
from tests.support.shops.factories import make_indexed_photo, make_product, make_store


@pytest.fixture
def clean(settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield


@pytest.fixture
def shop() -> Store:
    """Nine products: three of each color, prices 10 to 18, every other one in stock."""
    for number in range(9):
        color = ("red", "green", "blue")[number % 3]
        product = make_product(
            title=f"{color} thing {number}",
            brand=("Acme", "Bolt")[number % 2],
            category=("Toys > Cars", "Toys > Dolls", "Garden")[number % 3],
            colors=[color],
            price=10 + number,
            currency="EUR",
            in_stock=number % 2 == 0,
        )
        make_indexed_photo(product, color)
    return make_store()
