"""Words beside the goods, and parts of longer names, decide nothing about whether they are sold."""

import pytest

from tests.search.words.test_unsold import _nothing_comes_near, shop  # noqa: F401
from tests.support.searching import by_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Lip balm peppermint, organic", "chapstick"),
        ("Maroon beanie", "wooly beanie"),
        ("Tuna in spring water", "canned tuna"),
        ("First aid kit for cars", "first aid kit"),
        ("Bedside table", "night stand"),
        ("Instant coffee, decaffeinated", "decaf coffee"),
        ("Black suspenders", "braces to hold up trousers"),
    ],
)
def test_what_is_said_beside_the_goods_takes_them_from_nobody(title: str, query: str) -> None:
    assert not by_text(shop(title, "Grey trousers", category=title.split()[-1]), query).is_unsold


@pytest.mark.parametrize(
    "query",
    ["first aid kit", "double cream", "hot chocolate powder", "peaches in syrup", "oven cleaner"],
)
def test_a_part_of_a_name_is_not_the_goods(query: str) -> None:
    store = shop(
        "Lemon loaf kit", "Tomato puree double concentrated", "Curry powder", "Tin of peas"
    )
    assert by_text(store, query).is_unsold
