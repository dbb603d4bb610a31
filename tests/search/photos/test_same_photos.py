"""Shops whose products have one photo in common, such as a placeholder, or few different ones."""

import pytest

from catalog_search.indexing.baselines import calibration
from catalog_search.search import by_photo, by_text
from tests.support.shops.factories import (
    color_image,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [3, 5, 30])
def test_products_with_one_photo_are_found_by_it(count: int) -> None:
    for number in range(count):
        make_indexed_photo(make_product(title=f"Shirt {number}"), "red")
    calibration.calibrate(make_store())
    assert len(by_photo(color_image("red")).items) >= min(count, 12)
    assert by_photo(color_image("blue")).items == ()


@pytest.mark.parametrize("count", [3, 30])
def test_a_photo_among_equal_ones_is_found(count: int) -> None:
    for number in range(count):
        make_indexed_photo(make_product(title=f"Shirt {number}"), "red")
    other = make_indexed_photo(make_product(title="Scarf"), "blue").product
    calibration.calibrate(make_store())
    assert by_photo(color_image("blue")).items[0].product == other
    assert by_photo(color_image("red")).items[0].product != other


def test_titles_without_a_word_in_common_have_the_least_deviation() -> None:
    for title, color in (("Mug", "blue"), ("Lamp", "green"), ("Chair", "red")):
        make_indexed_photo(make_product(title=title), color)
    measured = calibration.calibrate(make_store())
    assert measured.words == calibration.Baseline(0.0, calibration.LEAST_DEVIATION)
    assert by_text("lamp").items[0].product.title == "Lamp"
