"""Shop the look: a scene of colored parts is taken apart into the products of each color."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from catalog_search import conf
from catalog_search.backends.color_words import COLORS, ColorWordsEncoder
from catalog_search.indexing import calibration
from catalog_search.models import Store, category_prefixes
from catalog_search.photos import boxes, uploads
from catalog_search.retrieval.fusion import Candidates
from catalog_search.search import regions
from catalog_search.search.regions import Region
from catalog_search.search.scene import in_one_category, of_query_photo, shop_the_look
from catalog_search.types import Box
from tests.support.factories import make_category, make_indexed_photo, make_product, make_store


@pytest.fixture
def store(db: None) -> Store:
    for color in ("red", "blue", "green"):
        make_category(color)
        for number in range(3):
            product = make_product(title=f"{color} {number}", category=color)
            make_indexed_photo(product, color)
    store = make_store()
    calibration.calibrate(store)
    return store


def scene(*colors: str) -> Image.Image:
    """Return square fields of the colors side by side."""
    image = Image.new("RGB", (200 * len(colors), 200))
    for number, color in enumerate(colors):
        image.paste(COLORS[color], (200 * number, 0, 200 * (number + 1), 200))
    return image


def test_each_part_of_a_scene_shows_its_own_products(store: Store) -> None:
    found = shop_the_look(store, scene("red", "blue"))
    by_label = {part.region.label: part for part in found}
    assert {"red", "blue"} <= set(by_label)
    for color in ("red", "blue"):
        items = by_label[color].items
        assert {result.product.category for result in items} == {color}
    assert by_label["red"].region.box.left < by_label["blue"].region.box.left


def test_a_thing_on_a_plain_ground_gets_a_box_of_its_own(store: Store) -> None:
    image = Image.new("RGB", (400, 300), "black")
    image.paste(COLORS["red"], (40, 60, 140, 160))
    image.paste(COLORS["green"], (240, 120, 360, 270))
    found = regions.find(store, image)
    assert {one.label for one in found} == {"red", "green"}
    for one in found:
        left = 0.1 if one.label == "red" else 0.6
        assert one.box.left == pytest.approx(left, abs=0.05)
        assert one.probability >= regions.CERTAIN


def test_no_product_is_shown_under_two_regions(store: Store) -> None:
    found = shop_the_look(store, scene("red", "blue", "red"))
    products = [result.product.pk for part in found for result in part.items]
    assert len(products) == len(set(products)) > 0


def test_a_scene_without_goods_has_no_regions(store: Store) -> None:
    assert shop_the_look(store, scene("black", "black")) == ()


def test_a_photo_of_one_thing_is_one_region(store: Store) -> None:
    (found,) = regions.find(store, scene("red"))
    assert (found.box, found.label) == (boxes.WHOLE, "red")


def test_a_store_without_products_has_no_regions(db: None) -> None:
    assert shop_the_look(make_store(), scene("red")) == ()


def test_a_store_without_categories_shows_items_without_a_name(db: None) -> None:
    for number in range(3):
        make_indexed_photo(make_product(title=f"red {number}"), "red")
    found = shop_the_look(make_store(), scene("red", "blue"))
    assert [(part.region.label, part.region.probability) for part in found] == [("", 0.0)]
    assert len(found[0].items) == 3


def test_what_is_not_sure_is_called_what_its_nearest_products_are(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regions, "CERTAIN", 1.1)
    (found,) = shop_the_look(store, scene("red"))
    assert (found.region.label, found.region.category) == ("red", "")
    assert 0 < found.region.probability <= 1
    assert {result.product.category for result in found.items} == {"red"}


def near(*categories: str) -> Candidates:
    """Return products of these categories, the nearest first."""
    keys = np.arange(len(categories))
    payloads = {key: {"category": category_prefixes(path)} for key, path in enumerate(categories)}
    return Candidates(keys, keys, 9.0 - keys, np.zeros(len(keys)), payloads)


@pytest.mark.parametrize(
    ("named", "products", "label", "shown"),
    [
        ("Home > Chairs", ["Home > Chairs", "Toys", "Home > Chairs"], "Chairs", [0, 2]),
        ("Home > Chairs", ["Toys", "Toys", "Toys", "Home > Beds"], "Toys", [0, 1, 2]),
        ("Home > Chairs", ["Toys", "Toys", "Home > Beds"], "", [0, 1, 2]),
        ("", ["Home > Beds", "Home > Chairs", "Home > Beds", "Toys"], "Home", [0, 1, 2]),
        ("", ["Home > Beds", "Garden", "Toys"], "", [0, 1, 2]),
        ("", ["Home > Beds"], "", [0]),
        ("Home > Chairs", ["", "", ""], "Chairs", [0, 1, 2]),
    ],
)
def test_a_region_is_called_what_its_products_bear_out(
    named: str, products: list[str], label: str, shown: list[int]
) -> None:
    region, kept = in_one_category(Region(boxes.WHOLE, named, 0.9, np.zeros(3)), near(*products))
    assert region.label == label
    assert kept.products.tolist() == shown


def test_what_looks_like_no_product_is_no_part_of_the_look(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = replace(calibration.calibrate(store), strong_photo=1e6)
    monkeypatch.setattr(calibration, "of_store", lambda *args: measured)
    assert shop_the_look(store, scene("red", "blue")) == ()


def test_there_are_no_more_regions_than_asked_for(store: Store) -> None:
    assert len(regions.find(store, scene("red", "blue", "green"), max_regions=2)) == 2


def test_a_reload_encodes_nothing_but_shows_no_product_hidden_since(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = uploads.recall(uploads.keep(scene("red", "blue")))
    first = of_query_photo(store, kept)
    hidden = first[0].items[0].product
    conf.get_index().delete([photo.point_id for photo in hidden.photos.all()])

    def refuse(self: ColorWordsEncoder, images: Any) -> None:
        raise AssertionError("encoded again")

    monkeypatch.setattr(ColorWordsEncoder, "encode_images", refuse)
    again = of_query_photo(store, kept)
    assert [part.region.box for part in again] == [part.region.box for part in first]
    assert [part.region.label for part in again] == [part.region.label for part in first]
    assert len(again[0].items) == len(first[0].items) - 1


def test_a_region_reaches_no_further_than_its_photo() -> None:
    assert boxes.padded(Box(0, 0.5, 0.5, 1), 0.1) == Box(0, 0.45, 0.55, 1)
