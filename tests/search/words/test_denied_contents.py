"""What says that it lacks what the query asks for is no strong answer, however cheap it is."""

import pytest

from catalog_search.models import Store
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop(lacking: str, having: str) -> Store:
    for title, price in ((lacking, 10), (having, 90)):
        make_indexed_photo(make_product(title=title, price=price, currency="EUR"), "red")
    return make_store()


@pytest.mark.parametrize(
    ("language", "lacking", "having", "text"),
    [
        ("english", "Drill without battery", "Drill with battery", "drill with battery"),
        ("english", "Charger, no cable included", "Charger with cable", "charger with cable"),
        ("german", "Bohrer ohne Akku", "Bohrer mit Akku", "Bohrer mit Akku"),
        ("french", "Perceuse sans batterie", "Perceuse avec batterie", "perceuse avec batterie"),
        ("spanish", "Taladro sin cable", "Taladro con cable", "taladro con cable"),
    ],
)
def test_what_lacks_it_does_not_lead_by_price(
    settings, language: str, lacking: str, having: str, text: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    items = by_text(shop(lacking, having), text, sort="price").items
    bands = {item.product.title: item.band for item in items}
    assert items[0].product.title == having
    assert bands.get(lacking) != "strong"
