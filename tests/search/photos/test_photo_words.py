"""Search by photo and words: the words are parsed, and the results have bands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from catalog_search import conf
from catalog_search.indexing.baselines import calibration
from catalog_search.models import Store
from catalog_search.photos.shoppers import uploads
from tests.support.searching import by_examples
from tests.support.shops.factories import color_image, make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield


@pytest.fixture
def shop() -> Store:
    for title, color, price, description in (
        ("red shirt", "red", 20, ""),
        ("red shirt two", "red", 1500, ""),
        ("red shirt with stripes", "red", 30, ""),
        ("red blouse", "red", 40, "It has stripes."),
        ("red shirt plain", "red", 50, "without stripes"),
        ("blue shirt", "blue", 25, ""),
        ("green teapot", "green", 5, ""),
    ):
        fields = {"currency": "INR", "brand": "Acme", "colors": [color]}
        product = make_product(title=title, price=price, description=description, **fields)
        make_indexed_photo(product, color)
    return make_store()


def titles(client: Client, words: str, **params: object) -> list[str]:
    address = f"/photo/{uploads.keep(color_image('red'))}/"
    results = client.get(address, {"words": words, **params}).context["results"]
    return [item.product.title for item in results.items]


def test_negations_exclude_products(client: Client, shop: Store) -> None:
    plain = titles(client, "without stripes")
    assert {"red shirt", "red shirt plain"} <= set(plain)
    assert not {"red shirt with stripes", "red blouse"} & set(plain)
    mixed = titles(client, "shirt without stripes")
    assert "red shirt" in mixed
    assert "red shirt with stripes" not in mixed


@pytest.mark.parametrize(
    "words",
    [
        "like this, but in blue", "like this but blue", "the same in blue", "this one in blue",
        "something like this in blue", "similar but blue", "the same shirt, but in blue", "in blue",
    ],
)  # fmt: skip
def test_words_that_point_to_the_photo_leave_what_was_asked_of_it(
    client: Client, shop: Store, words: str
) -> None:
    assert titles(client, words) == ["blue shirt"]


def test_prices_become_filters(client: Client, shop: Store) -> None:
    cheap = titles(client, "cheaper than 1000")
    assert "red shirt" in cheap
    assert "red shirt two" not in cheap
    assert "red shirt two" in titles(client, "shirt over 1000 rupees")


def test_typos_are_corrected(client: Client, shop: Store) -> None:
    address = f"/photo/{uploads.keep(color_image('red'))}/"
    page = client.get(address, {"words": "blouze"})
    assert page.context["results"].corrected == "blouse"
    found_titles = [item.product.title for item in page.context["results"].items]
    assert found_titles.index("red blouse") < found_titles.index("red shirt two")


def test_a_constraint_is_a_chip_that_can_be_removed(client: Client, shop: Store) -> None:
    address = f"/photo/{uploads.keep(color_image('red'))}/"
    page = client.get(address, {"words": "shirt under 1000 rupees"})
    [chip] = [chip for chip in page.context["chips"] if chip.name == "price"]
    again = client.get(address + chip.url)
    assert again.status_code == 200
    assert not [chip for chip in again.context["chips"] if chip.name == "price"]


def set_calibration(store: Store, **strong: float) -> None:
    current = calibration.of_store(store, conf.get_encoder().model_id)
    values = {name: as_json(getattr(current, name)) for name in calibration.BASELINES}
    store.calibration = {conf.get_encoder().model_id: {**values, **strong}}
    store.save()


def as_json(baseline: calibration.Baseline) -> dict[str, float]:
    return {"mean": baseline.mean, "deviation": baseline.deviation}


def test_strong_matches_come_first_when_sorted_by_price(client: Client, shop: Store) -> None:
    address = f"/photo/{uploads.keep(color_image('red'))}/"
    scores = [
        item.score for item in client.get(address, {"words": "shirt"}).context["results"].items
    ]
    set_calibration(shop, strong_photo_words=scores[1])
    page = client.get(address, {"words": "shirt", "sort": "price"})
    bands = [item.band for item in page.context["results"].items]
    assert set(bands) == {"strong", "related"}
    assert bands == sorted(bands, key=lambda band: band != "strong")


def test_searches_by_examples_have_bands(client: Client, shop: Store) -> None:
    liked = shop.products.get(title="red shirt")
    set_calibration(shop, strong_similar=by_examples(shop, [liked]).items[1].score)
    items = by_examples(shop, [liked]).items
    assert {item.band for item in items} == {"strong", "related"}
    page = client.get("/products/like/", {"like": liked.pk, "sort": "price"})
    bands = [item.band for item in page.context["results"].items]
    assert bands == sorted(bands, key=lambda band: band != "strong")
