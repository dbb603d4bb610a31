"""Words that stand in descriptions alone, and titles that go on behind the goods they name."""

import pytest

from catalog_search.models import Store
from tests.search.words.test_unsold import _nothing_comes_near, shop  # noqa: F401
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product

pytestmark = pytest.mark.django_db


def described(title: str, description: str, category: str = "All") -> Store:
    product = make_product(title=title, description=description, category=category)
    make_indexed_photo(product, "red")
    return shop("Rain jacket", "Cat tree")


@pytest.mark.parametrize(
    ("title", "description", "queries"),
    [
        ("Brake pad set front", "Fits Audi A3 8V, Skoda Octavia.", ["octavia", "audi a3"]),
        ("The Metamorphosis", "By Franz Kafka.", ["kafka", "franz kafka", "kafka metamorphosis"]),
        ("Poster 50x70", "The Great Wave by Hokusai.", ["hokusai", "great wave"]),
        ("Night cream 50 ml", "With retinol and squalane.", ["retinol", "retinol cream"]),
        ("Oil filter", "Fits Ford Fiesta.", ["fiesta oil filter", "ford fiesta"]),
    ],
)
def test_what_only_a_description_says_is_found(
    title: str, description: str, queries: list[str]
) -> None:
    store = described(title, description)
    for query in queries:
        results = by_text(store, query)
        assert not results.is_unsold, query
        assert results.items[0].product.title == title, query


def test_a_kind_of_goods_in_a_description_is_not_sold_by_it() -> None:
    store = described("Nimbus case", "Fits a laptop, an umbrella or headphones.")
    for query in ("laptop", "umbrella", "headphones", "saxophone"):
        assert by_text(store, query).is_unsold, query


def test_a_description_says_which_of_the_goods_it_is() -> None:
    store = described("Carrie", "Horror by Stephen King.", category="Books")
    for query in ("stephen king book", "horror book", "horror"):
        assert not by_text(store, query).is_unsold, query
    assert by_text(store, "stephen king poster").is_unsold


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Dress midi olive", "dress"),
        ("Armchair boucle cream", "armchair"),
        ("Throw waffle chocolate", "throw"),
        ("Jeans slim ink", "jeans"),
        ("Bracelet magnetic rose gold", "bracelet"),
        ("Mug 350 ml dishwasher safe", "mug"),
        ("Plate oven safe", "plate"),
        ("Shirt slim fit non-iron", "shirt"),
        ("Jacket fleece full zip", "jacket"),
        ("Sweater cable knit roll neck", "sweater"),
        ("Belt automatic buckle", "belt"),
        ("Basket seagrass handles", "basket"),
        ("Sunglasses polarised with case", "sunglasses"),
        ("Soft toy sleeping bunny", "soft toy"),
        ("Yoga mat 6 mm non-slip", "yoga mat"),
        ("Dog food chicken & rice 12 kg", "dog food"),
        ("Toothpaste mint 75 ml", "toothpaste"),
        ("Ceramic vase set of 3", "vase"),
        ("Drill without battery", "drill"),
        ("Scarf animal print", "scarf"),
    ],
)
def test_traits_behind_the_goods_leave_them_what_they_are(title: str, query: str) -> None:
    assert not by_text(shop("Red lamp", "Rug", title), query).is_unsold


@pytest.mark.parametrize(
    ("title", "query"),
    [
        *(("Dress rack", "dress"), ("Mug tree oak", "mug"), ("Bicycle lock red", "bicycle")),
        *(("Milk chocolate 100 g", "milk"), ("Watch leather strap", "watch")),
        *(("Laptop bag olive", "laptop"), ("Apple watch strap", "apple"), ("Gun safe", "gun")),
        *(("Sofa cover chocolate", "sofa"), ("Guitar strings steel", "guitar")),
    ],
)
def test_other_goods_behind_a_name_make_others_of_it(title: str, query: str) -> None:
    assert by_text(shop("Red lamp", "Rug", title), query).is_unsold
