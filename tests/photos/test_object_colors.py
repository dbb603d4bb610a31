"""The colors of what a photo shows, without its ground."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from catalog_search.photos.object_colors import lab, object_colors, shares_of_names

RED, WHITE, BLUE = "#c62f2f", "#ffffff", "#2d5fc4"


def photo(ground: str, *boxes: tuple[str, tuple[int, int, int, int]]) -> Image.Image:
    image = Image.new("RGB", (96, 96), ground)
    for color, box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill=color)
    return image


def first(image: Image.Image) -> str:
    return next(iter(object_colors(image)))


@pytest.mark.parametrize("ground", [WHITE, "#1b1b1b", "#8d9196", BLUE])
def test_ground_of_any_color_is_left_out(ground: str) -> None:
    assert object_colors(photo(ground, (RED, (30, 20, 65, 75)))) == {RED: 1.0}


def test_photo_of_one_color_shows_that_color() -> None:
    assert object_colors(photo(RED)) == {RED: 1.0}


def test_inside_of_an_outline_is_no_ground_though_it_looks_alike() -> None:
    shares = object_colors(photo(WHITE, ("#808080", (20, 20, 75, 75)), (WHITE, (22, 22, 73, 73))))
    assert next(iter(shares)) == WHITE
    assert shares[WHITE] > 0.86  # of 56 x 56 pixels 52 x 52


def test_shares_are_those_of_the_object_and_the_middle_counts_most() -> None:
    halves = photo(WHITE, (RED, (20, 20, 75, 47)), (BLUE, (20, 48, 75, 75)))
    assert object_colors(halves) == {RED: 0.5, BLUE: 0.5}
    around = photo(WHITE, (RED, (40, 40, 55, 55)), (BLUE, (2, 2, 17, 17)))
    assert first(around) == RED


def test_shaded_ground_is_followed_from_the_rim() -> None:
    image = Image.fromarray(np.full((96, 96, 3), 250, np.uint8))
    ImageDraw.Draw(image).ellipse((25, 60, 70, 75), fill="#f2f2f2")
    ImageDraw.Draw(image).rectangle((30, 20, 65, 65), fill=RED)
    shares = object_colors(image)
    assert next(iter(shares)) == RED
    assert shares[RED] > 0.95


def test_lab_is_that_of_the_standard() -> None:
    # Bruce Lindbloom's calculator, sRGB with D65: white, black, and pure red.
    got = lab(np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0]]))
    assert np.allclose(got, [[100, 0, 0], [0, 0, 0], [53.24, 80.09, 67.20]], atol=0.05)


def test_shares_go_to_the_nearest_names() -> None:
    shares = shares_of_names({"#c83030": 0.75, "#2b5cc0": 0.25}, [RED, BLUE, "", WHITE])
    assert np.allclose(shares, [0.75, 0.25, 0, 0], atol=0.01)
    between = shares_of_names({"#800000": 1.0}, ["#900000", "#700000"])
    assert 0.3 < between[0] < 0.7
    assert shares_of_names({}, [RED]).tolist() == [0]
    assert shares_of_names({RED: 1.0}, ["", ""]).tolist() == [0, 0]


def test_nothing_measured_is_repeated_differently() -> None:
    image = photo(WHITE, (RED, (30, 20, 65, 75)), ("#f0cf3c", (10, 30, 29, 60)))
    assert object_colors(image) == object_colors(image.copy())
    assert sum(object_colors(image).values()) == pytest.approx(1, abs=0.001)
