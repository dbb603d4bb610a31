"""Shop the look: scenes of colored parts, each of which shows the products of its color."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from catalog_search import conf
from catalog_search.backends.color_words import COLORS, ColorWordsEncoder
from catalog_search.catalogue.columns import columns_of
from catalog_search.indexing import calibration
from catalog_search.models import Store, category_prefixes
from catalog_search.photos import boxes, uploads
from catalog_search.retrieval.fusion import Candidates
from catalog_search.search import regions
from catalog_search.search import scene as scene_search
from catalog_search.search.regions import Region
from catalog_search.search.scene import (
    PRODUCTS,
    ScenePart,
    in_one_category,
    of_query_photo,
    shop_the_look,
    with_products,
)
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


def test_each_part_of_a_scene_shows_similar_products(store: Store) -> None:
    parts = shop_the_look(store, scene("red", "blue"))
    by_label = {part.region.label: part for part in parts}
    assert {"red", "blue"} <= set(by_label)
    for color in ("red", "blue"):
        items = by_label[color].items
        assert {result.product.category for result in items} == {color}
    assert by_label["red"].region.box.left < by_label["blue"].region.box.left


def test_each_object_on_a_plain_background_has_its_own_region(store: Store) -> None:
    image = Image.new("RGB", (400, 300), "black")
    image.paste(COLORS["red"], (40, 60, 140, 160))
    image.paste(COLORS["green"], (240, 120, 360, 270))
    detected = regions.find(store, image)
    assert {region.label for region in detected} == {"red", "green"}
    for region in detected:
        left = 0.1 if region.label == "red" else 0.6
        assert region.box.left == pytest.approx(left, abs=0.05)
        assert region.probability >= regions.CERTAIN


def test_a_product_is_shown_for_one_region_only(store: Store) -> None:
    parts = shop_the_look(store, scene("red", "blue", "red"))
    products = [result.product.pk for part in parts for result in part.items]
    assert len(products) == len(set(products)) > 0


def test_a_scene_without_products_has_no_regions(store: Store) -> None:
    assert shop_the_look(store, scene("black", "black")) == ()


def test_a_photo_of_one_object_is_one_region(store: Store) -> None:
    (region,) = regions.find(store, scene("red"))
    assert (region.box, region.label) == (boxes.WHOLE, "red")


def test_a_store_without_products_has_no_regions(db: None) -> None:
    assert shop_the_look(make_store(), scene("red")) == ()


def test_a_store_without_categories_shows_items_without_a_name(db: None) -> None:
    for number in range(3):
        make_indexed_photo(make_product(title=f"red {number}"), "red")
    parts = shop_the_look(make_store(), scene("red", "blue"))
    assert [(part.region.label, part.region.probability) for part in parts] == [("", 0.0)]
    assert len(parts[0].items) == 3


def test_an_uncertain_region_is_named_after_its_nearest_products(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regions, "CERTAIN", 1.1)
    (part,) = shop_the_look(store, scene("red"))
    assert (part.region.label, part.region.category) == ("red", "")
    assert 0 < part.region.probability <= 1
    assert {result.product.category for result in part.items} == {"red"}


def candidates_of(*categories: str) -> Candidates:
    """Return candidates of these categories, the nearest first."""
    keys = np.arange(len(categories))
    facts = columns_of(
        (
            {"product": key, "price": None, "in_stock": True, "category": category_prefixes(path)}
            for key, path in enumerate(categories)
        ),
        ["category"],
    )
    return Candidates(keys, keys, 9.0 - keys, np.zeros(len(keys)), facts)


@pytest.mark.parametrize(
    ("category", "products", "label", "rows"),
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
def test_a_region_has_the_category_that_its_products_share(
    category: str, products: list[str], label: str, rows: list[int]
) -> None:
    region = Region(boxes.WHOLE, category, 0.9, np.zeros(3))
    region, candidates = in_one_category(region, candidates_of(*products))
    assert region.label == label
    assert candidates.products.tolist() == rows


def test_a_region_shows_its_category_even_if_no_product_of_it_is_among_the_nearest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_category("jade")
    for number in range(4):
        make_indexed_photo(make_product(title=f"jade {number}", category="jade"), "green")
    monkeypatch.setattr(scene_search, "NEAREST", 3)
    (region,) = regions.find(store, scene("green"))
    (part,) = of_category_of(store, region, "jade")
    assert (part.region.label, len(part.items)) == ("jade", 3)


def of_category_of(store: Store, region: Region, category: str) -> tuple[ScenePart, ...]:
    """Return what is shown for the region, as if the encoder had named it so."""
    return with_products(store, [replace(region, category=category)], PRODUCTS)


def test_products_below_the_cutoff_are_not_shown_for_their_category(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene_search, "NEAREST", 3)
    (region,) = regions.find(store, scene("green"))
    (part,) = of_category_of(store, region, "red")
    assert part.region.label == "green"


def test_regions_that_look_like_no_product_are_left_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = replace(calibration.calibrate(store), strong_photo=1e6)
    monkeypatch.setattr(calibration, "of_store", lambda *args: strict)
    assert shop_the_look(store, scene("red", "blue")) == ()


def boxes_of(*proposed: Box) -> list[Box]:
    class Fixed:
        def propose(self, image: Image.Image, max_boxes: int) -> list[Box]:
            return list(proposed)[:max_boxes]

    return regions.proposals(scene("red"), Fixed())


def test_boxes_that_overlap_little_are_encoded_before_those_inside_them() -> None:
    around, inside, beside = Box(0, 0, 0.6, 1), Box(0.1, 0.1, 0.5, 0.5), Box(0.7, 0, 1, 1)
    assert boxes_of(around, inside, beside) == [around, beside, inside]


def test_no_more_boxes_are_encoded_than_the_limit() -> None:
    windows = [Box(0.04 * row, 0, 0.04 * row + 0.04, 1) for row in range(25)]
    assert boxes_of(*windows) == windows[: regions.MAX_CROPS]


def test_boxes_too_narrow_to_search_with_are_not_encoded() -> None:
    assert boxes_of(Box(0, 0.5, 1, 0.52), Box(0, 0, 0.5, 0.5)) == [Box(0, 0, 0.5, 0.5)]


def test_the_number_of_regions_is_limited(store: Store) -> None:
    assert len(regions.find(store, scene("red", "blue", "green"), max_regions=2)) == 2


def test_a_reload_uses_cached_regions_and_leaves_out_deleted_products(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = uploads.recall(uploads.keep(scene("red", "blue")))
    first = of_query_photo(store, photo)
    deleted = first[0].items[0].product
    conf.get_index().delete([each.point_id for each in deleted.photos.all()])

    def refuse(self: ColorWordsEncoder, images: Any) -> None:
        raise AssertionError("encoded again")

    monkeypatch.setattr(ColorWordsEncoder, "encode_images", refuse)
    again = of_query_photo(store, photo)
    assert [part.region.box for part in again] == [part.region.box for part in first]
    assert [part.region.label for part in again] == [part.region.label for part in first]
    assert len(again[0].items) == len(first[0].items) - 1


def test_a_padded_box_stays_inside_the_photo() -> None:
    assert boxes.padded(Box(0, 0.5, 0.5, 1), 0.1) == Box(0, 0.45, 0.55, 1)
