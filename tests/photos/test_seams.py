"""Collages with no ground between their pictures."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from catalog_search.photos import boxes
from catalog_search.photos.shoppers import ground, seams
from catalog_search.photos.shoppers.outlines import pixels_of
from catalog_search.types import Box

UPPER, LOWER = Box(0, 0, 1, 0.5), Box(0, 0.5, 1, 1)
LEFT, RIGHT = Box(0, 0, 0.5, 1), Box(0.5, 0, 1, 1)


def coat(color: str, size: tuple[int, int] = (240, 240)) -> Image.Image:
    """Return a thing on white that reaches from the upper edge to the lower one."""
    width, height = size
    mask, cloth = Image.new("1", size), Image.new("RGB", size, color)
    ImageDraw.Draw(mask).polygon(
        [(width * 0.3, 0), (width * 0.7, 0), (width * 0.9, height), (width * 0.1, height)], 1
    )
    for line in range(0, width, 4):
        ImageDraw.Draw(cloth).line((line, 0, line, height), "#f0e020", 2)
    image = Image.new("RGB", size, "white")
    image.paste(cloth, mask=mask)
    return image


def collage(columns: int, rows: int, picture: tuple[int, int] = (240, 240)) -> Image.Image:
    canvas = Image.new("RGB", (columns * picture[0], rows * picture[1]))
    colors = iter(("#b03020", "#2050a0", "#208040", "#604020"))
    for place in [(column, row) for row in range(rows) for column in range(columns)]:
        canvas.paste(coat(next(colors), picture), (place[0] * picture[0], place[1] * picture[1]))
    return canvas


def cells(image: Image.Image) -> list[Box]:
    return seams.cells(pixels_of(image))


def test_pictures_one_above_the_other_or_side_by_side_are_told_apart() -> None:
    assert cells(collage(1, 2)) == [UPPER, LOWER]
    assert cells(collage(1, 2).rotate(90, expand=True)) == [LEFT, RIGHT]


def test_four_pictures_full_of_something_are_four() -> None:
    colors = ("#b03020", "#2050a0", "#208040", "#604020")
    canvas = Image.new("RGB", (240, 240))
    for place, color in enumerate(colors):
        canvas.paste(color, (120 * (place % 2), 120 * (place // 2), 240, 120 + 120 * (place // 2)))
    assert len(cells(canvas)) == 4


@pytest.mark.parametrize(
    "image",
    [
        coat("#b03020"),
        Image.new("RGB", (240, 240), "white"),
        Image.new("RGB", (1, 240), "white"),
        Image.fromarray(
            np.where(np.arange(240)[:, None, None] // 12 % 2, 240, 90)
            .repeat(240, axis=1)
            .repeat(3, axis=2)
            .astype(np.uint8)
        ),
    ],
    ids=["one thing", "nothing", "column", "stripes"],
)
def test_one_picture_is_whole(image: Image.Image) -> None:
    assert cells(image) == [boxes.WHOLE]


def test_what_touches_at_a_seam_is_searched_with_by_itself() -> None:
    """As one patch, two coats would be searched with as one thing twice as high."""
    whole_photo, upper, lower = ground.parts_to_search(collage(1, 2))
    assert whole_photo == boxes.WHOLE
    assert upper.bottom == pytest.approx(0.5, abs=0.01)
    assert lower.top == pytest.approx(0.5, abs=0.01)
