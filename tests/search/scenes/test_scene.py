"""Shop the look: scenes of colored parts, each of which shows the products of its color."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from catalog_search import conf
from catalog_search.backends.color_words import COLORS, ColorWordsEncoder
from catalog_search.catalogue.columns import Columns, columns_of
from catalog_search.indexing.baselines import calibration
from catalog_search.models import Store, category_prefixes
from catalog_search.photos import boxes
from catalog_search.photos.shoppers import uploads
from catalog_search.retrieval.fusion import Candidates
from catalog_search.search.scenes import regions
from catalog_search.search.scenes import scene as scene_search
from catalog_search.search.scenes.regions import Region
from catalog_search.search.scenes.scene import (
    PRODUCTS,
    of_query_photo,
    shop_the_look,
    with_products,
)
from catalog_search.search.scenes.scene_shelves import (
    nearest_regions,
    shelves_of,
    without_unsure_category,
)
from catalog_search.types import Box
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)


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
    parts = shop_the_look(store, image)
    first = {part.region.label: part.region for part in reversed(parts)}
    assert set(first) == {"red", "green"}
    assert first["red"].box.left == pytest.approx(0.1, abs=0.05)
    assert first["green"].box.left == pytest.approx(0.6, abs=0.05)


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


def test_an_unlikely_region_has_no_name(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "LIKELY", 1.1)
    (part,) = shop_the_look(store, scene("red"))
    assert (part.region.label, part.region.category) == ("", "")
    assert part.items


def candidates_of(*categories: str) -> Candidates:
    """Return candidates of these categories, the nearest first."""
    keys = np.arange(len(categories))
    facts = facts_of(dict(enumerate(categories)))
    return Candidates(keys, keys, 9.0 - keys, np.zeros(len(keys)), facts)


def facts_of(categories: Mapping[int, str]) -> Columns:
    """Return the facts of products with these keys and categories."""
    return columns_of(
        (
            {"product": key, "price": None, "in_stock": True, "category": category_prefixes(path)}
            for key, path in categories.items()
        ),
        ["category"],
    )


@pytest.mark.parametrize(
    ("category", "products", "label"),
    [
        ("Home > Chairs", ["Home > Chairs", "Toys"], "Chairs"),
        ("Home", ["Home > Chairs", "Toys"], "Home"),
        ("Home > Chairs", ["Toys", "Home > Chairs"], ""),
        ("Home > Chairs", ["Home"], ""),
        ("Home > Chairs", [""], ""),
        ("", ["Toys"], ""),
    ],
)
def test_a_region_is_named_if_its_nearest_product_is_of_its_category(
    category: str, products: list[str], label: str
) -> None:
    region, _ = without_unsure_category(region_at(boxes.WHOLE, category), candidates_of(*products))
    assert region.label == label


def region_at(box: Box, category: str = "") -> Region:
    return Region(box, category, 0.9, np.zeros(3))


def test_the_nearest_regions_that_overlap_little_are_shown() -> None:
    around, inside, beside, sliver = (
        *(Box(0, 0, 0.6, 1), Box(0.1, 0.1, 0.5, 0.5)),
        *(Box(0.7, 0, 1, 1), Box(0.65, 0, 0.66, 1)),
    )
    scores = {around: 1.0, inside: 3.0, beside: 2.0, sliver: 4.0, Box(0, 0.9, 1, 1): 0.4}
    similar = [
        (region_at(box), replace(candidates_of("a"), scores=np.array([score])))
        for box, score in scores.items()
    ]
    chosen = nearest_regions([*similar, (region_at(boxes.WHOLE), candidates_of())], 0.5)
    assert [region.box for region, _ in chosen] == [inside, beside]


def test_regions_without_a_category_show_different_types_first() -> None:
    first = candidates_of("a", "a", "b", "c")  # scores 9, 8, 7, 6
    second = replace(candidates_of("a", "d"), products=np.array([7, 8]), scores=np.array([8.5, 1]))
    second = replace(second, facts=first.facts.joined(facts_of({7: "a", 8: "d"})))
    shelves = shelves_of([(region_at(boxes.WHOLE), first), (region_at(boxes.WHOLE), second)], {}, 3)
    assert [shelf.products.tolist() for shelf in shelves] == [[0, 2, 3], [7, 8]]


def test_a_region_with_a_category_shows_its_own_type_alone_and_the_nearest_first() -> None:
    similar = candidates_of("a", "a", "a", "a")
    (shelf,) = shelves_of([(region_at(boxes.WHOLE, "a"), similar)], {}, 3)
    assert shelf.products.tolist() == [0, 1, 2]


def test_the_larger_of_two_types_is_shown_where_one_fits() -> None:
    """0.2 ln(200) = 1.06 deviations, more than the one between the first two products."""
    similar, region = candidates_of("a", "b"), region_at(boxes.WHOLE)
    for sizes, first in (({}, 0), ({"b": 200}, 1), ({"a": 3, "b": 200}, 0)):
        (shelf,) = shelves_of([(region, similar)], sizes, 1)
        assert shelf.products.tolist() == [first]


def test_no_scene_shows_more_products_than_the_limit() -> None:
    similar = candidates_of(*(f"type {number}" for number in range(40)))
    (shelf,) = shelves_of([(region_at(boxes.WHOLE), similar)], {}, 40)
    assert len(shelf) == 31


def test_more_of_a_regions_category_is_looked_up_where_the_nearest_hold_few(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene_search, "NEAREST", 2)
    searches: list[list[str]] = []
    nearest = scene_search.nearest

    def counted(store: Store, queries: Any) -> list[Candidates]:
        searches.append([path for _, path in queries])
        return nearest(store, queries)

    monkeypatch.setattr(scene_search, "nearest", counted)
    (part,) = shop_the_look(store, scene("green"))
    assert (part.region.label, searches) == ("green", [[""], ["green"]])
    assert {result.product.category for result in part.items} == {"green"}


def test_a_name_that_the_nearest_product_does_not_bear_out_is_not_shown(store: Store) -> None:
    (region,) = regions.find(store, scene("green"))
    (part,) = with_products(store, [replace(region, category="red")], PRODUCTS)
    assert part.region.label == ""
    assert part.items[0].product.category == "green"


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


def test_windows_can_be_computed_by_hand() -> None:
    """Of 400 x 100 pixels the root is 200, so a side of 0.5 is 100 pixels: a quarter of the width.

    Of up to six windows, six beside each other have the shortest steps: 0.75 / 5.
    """
    assert boxes.windows(400, 100, 0.5, 6) == [
        Box(pytest.approx(0.15 * number), 0.0, pytest.approx(0.15 * number + 0.25), 1.0)
        for number in range(6)
    ]
    assert boxes.windows(100, 100, 0.5, 4) == [
        *(Box(0, 0, 0.5, 0.5), Box(0.5, 0, 1, 0.5), Box(0, 0.5, 0.5, 1), Box(0.5, 0.5, 1, 1))
    ]
    assert boxes.windows(100, 100, 2.0, 9) == [boxes.WHOLE]


def test_a_padded_box_stays_inside_the_photo() -> None:
    assert boxes.padded(Box(0, 0.5, 0.5, 1), 0.1) == Box(0, 0.45, 0.55, 1)
