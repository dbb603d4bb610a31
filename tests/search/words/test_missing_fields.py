"""Products without a category, brand, price or color are found beside those that have them."""

import pytest

from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("goods", "accessory"),
    [
        ("Phone case", "Phone holder"),
        ("Sofa cover", "Sofa cushion"),
        ("Guitar strings", "Guitar strap"),
        ("Knife block", "Knife sharpener"),
    ],
)
@pytest.mark.parametrize("lead", ["", "red "])
def test_goods_of_which_a_shop_has_accessories_only(goods: str, accessory: str, lead: str) -> None:
    for title, category in ((goods, ""), (accessory, "Accessories")):
        make_indexed_photo(make_product(title=title, category=category), "red")
    found = by_text(make_store(), f"{lead}{goods.split()[0].lower()}")
    assert {item.product.title for item in found.items} == {goods, accessory}
