"""Outlines, and the patches that empty rows and columns cut apart."""

import numpy as np
import pytest
from PIL import Image

from catalog_search.photos.shoppers import outlines
from catalog_search.photos.shoppers.outlines import Patch


def mask_of(*patches: tuple[int, int, int, int]) -> outlines.Mask:
    """Return 60 rows of 100 places, true inside the patches."""
    mask = np.zeros((60, 100), np.bool_)
    for left, top, right, bottom in patches:
        mask[top:bottom, left:right] = True
    return mask


def pixels(image: Image.Image) -> outlines.Pixels:
    return outlines.pixels_of(image)


def test_an_outline_is_where_neighbours_differ() -> None:
    image = Image.new("RGB", (6, 4), (100, 100, 100))
    image.paste((100, 111, 100), (2, 1, 5, 3))
    mask = outlines.outlines(pixels(image))
    assert mask.astype(int).tolist() == [
        [0, 0, 1, 1, 1, 0],
        [0, 1, 0, 0, 1, 0],
        [0, 1, 1, 1, 1, 0],
        [0, 0, 0, 0, 0, 0],
    ]
    assert not outlines.outlines(pixels(image), 11).any()


def test_shading_has_no_outlines() -> None:
    gradient = Image.linear_gradient("L").convert("RGB")
    assert not outlines.outlines(pixels(gradient)).any()


def test_patches_end_one_beyond_their_outlines() -> None:
    patches = outlines.patches(mask_of((10, 20, 40, 50), (60, 5, 90, 15)))
    assert sorted(patches) == [Patch(10, 20, 41, 51), Patch(60, 5, 91, 16)]


def test_two_empty_columns_cut_and_one_does_not() -> None:
    assert len(outlines.patches(mask_of((10, 20, 30, 50), (31, 20, 50, 50)))) == 1
    assert len(outlines.patches(mask_of((10, 20, 30, 50), (32, 20, 50, 50)))) == 2


def test_patches_are_cut_as_often_as_it_takes() -> None:
    """Left a tall one; right two rows, of which the lower one has two columns."""
    parts = [(0, 0, 30, 60), (40, 0, 100, 20), (40, 30, 60, 60), (70, 30, 100, 60)]
    patches = outlines.patches(mask_of(*parts))
    assert sorted(patches) == sorted(
        Patch(x, y, min(100, r + 1), min(60, b + 1)) for x, y, r, b in parts
    )


def test_the_size_of_a_line_of_text_is_that_of_three_squares() -> None:
    assert Patch(0, 0, 90, 2).size == 12
    assert Patch(0, 0, 9, 6).size == 54


def test_a_small_patch_near_a_large_one_is_a_piece_of_it() -> None:
    mask = mask_of()
    thing, lace = Patch(10, 10, 50, 50), Patch(51, 30, 61, 40)
    assert outlines.things(mask, [lace, thing]) == [Patch(10, 10, 61, 50)]
    apart = Patch(55, 30, 65, 40)
    assert outlines.things(mask, [apart, thing]) == [thing, apart]


def test_specks_are_no_things() -> None:
    assert outlines.things(mask_of(), [Patch(10, 10, 14, 15)]) == []
    assert outlines.things(mask_of(), []) == []


def test_of_a_pattern_a_hundred_patches_are_looked_at() -> None:
    pattern = [Patch(30 * n % 3000, n, 30 * n % 3000 + 20, n + 20) for n in range(0, 5000, 25)]
    assert len(outlines.things(mask_of(), pattern)) <= outlines.MOST


def test_what_is_much_smaller_is_not_prominent() -> None:
    large, middle, small = Patch(0, 0, 20, 20), Patch(0, 0, 13, 13), Patch(0, 0, 12, 12)
    assert outlines.prominent([large, middle, small]) == [large, middle]
    assert outlines.prominent([]) == []


@pytest.mark.parametrize(("size", "expected"), [((1000, 250), (200, 50)), ((40, 30), (40, 30))])
def test_pictures_are_reduced_by_area(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert outlines.reduced(Image.new("RGB", size), 100).size == expected
