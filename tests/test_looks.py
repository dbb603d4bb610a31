"""Shop the look: a scene of coloured parts is taken apart into the products of each colour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from catalog_search import calibration, regions
from catalog_search.backends.colour_words import COLOURS
from catalog_search.looks import shop_the_look
from catalog_search.models import Store
from catalog_search.types import Box
from tests.factories import make_category, make_indexed_photo, make_product, make_store


@pytest.fixture
def store(db: None) -> Store:
    for colour in ("red", "blue", "green"):
        make_category(colour)
        for number in range(3):
            product = make_product(title=f"{colour} {number}", category=colour)
            make_indexed_photo(product, colour)
    store = make_store()
    calibration.calibrate(store)
    return store


def scene(*colours: str) -> Image.Image:
    """Return square fields of the colours side by side."""
    image = Image.new("RGB", (200 * len(colours), 200))
    for number, colour in enumerate(colours):
        image.paste(COLOURS[colour], (200 * number, 0, 200 * (number + 1), 200))
    return image


def test_each_part_of_a_scene_shows_its_own_products(store: Store) -> None:
    found = shop_the_look(store, scene("red", "blue"))
    by_label = {region.label: region for region in found}
    assert {"red", "blue"} <= set(by_label)
    for colour in ("red", "blue"):
        items = by_label[colour].items
        assert {result.product.category for result in items} == {colour}
    assert by_label["red"].box.left < by_label["blue"].box.left


def test_no_product_is_shown_under_two_regions(store: Store) -> None:
    found = shop_the_look(store, scene("red", "blue", "red"))
    products = [result.product.pk for region in found for result in region.items]
    assert len(products) == len(set(products)) > 0


def test_a_scene_without_goods_has_no_regions(store: Store) -> None:
    assert shop_the_look(store, scene("black", "black")) == ()


def test_a_store_without_products_has_no_regions(db: None) -> None:
    assert shop_the_look(make_store(), scene("red")) == ()


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (900, 600), (600, 900)])
def test_windows_lie_on_the_photo_and_cover_it(size: tuple[int, int]) -> None:
    boxes = regions.windows(*size)
    assert boxes[0] == Box(0, 0, 1, 1)
    for box in boxes:
        assert 0 <= box.left < box.right <= 1.0001
        assert 0 <= box.top < box.bottom <= 1.0001
        cropped = regions.crop(Image.new("RGB", size), box)
        assert min(cropped.size) >= 1


shares = st.floats(0, 1)


@given(st.lists(st.tuples(shares, shares, shares, shares), max_size=12), st.floats(0, 1))
def test_chosen_boxes_overlap_no_more_than_allowed(corners: list, overlap: float) -> None:
    boxes = [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    chosen = regions.apart(boxes, range(len(boxes)), overlap, most=5)
    assert len(chosen) <= 5
    assert chosen[:1] == list(range(len(boxes)))[:1]
    for one in chosen:
        for other in chosen:
            assert one == other or regions.shared(boxes[one], boxes[other]) <= overlap
