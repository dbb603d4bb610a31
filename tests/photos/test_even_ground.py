"""The ground at a photo's rim."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from catalog_search.photos.shoppers.even_ground import UNEVEN, differ, ground_of

SIZE = (400, 500)


def product(ground: str = "white") -> Image.Image:
    image = Image.new("RGB", SIZE, ground)
    ImageDraw.Draw(image).ellipse((100, 120, 300, 420), fill=(170, 40, 60))
    return image


def noise() -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 255, (500, 400, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (30, 30), (3000, 20)])
def test_photos_of_any_size_are_looked_at(size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, "blue")
    assert ground_of(image) == "#0000ff"


def test_ground_is_the_color_of_the_rim() -> None:
    assert ground_of(product()) == "#ffffff"
    assert ground_of(product("#204060")) == "#204060"
    room = product()
    room.paste((90, 60, 30), (0, 0, 200, 500))
    assert ground_of(room) == UNEVEN


def test_a_product_at_the_lower_side_leaves_the_ground_even() -> None:
    image = product()
    image.paste((90, 60, 30), (60, 300, 340, 500))
    assert ground_of(image) == "#ffffff"


def test_grounds_differ_by_levels() -> None:
    assert not differ("#ffffff", "#f0f0f0", 30)
    assert differ("#ffffff", "#ffffc0", 30)
