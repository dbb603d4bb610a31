"""A picture that is searched with beside many small things: others' pictures, a page's text."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from catalog_search.photos import boxes
from catalog_search.photos.shoppers import collages, ground
from catalog_search.photos.shoppers.collages import Contents, at_most, parts_of_cells
from catalog_search.types import Box
from tests.photos.test_ground import textured

LEFT, RIGHT = Box(0, 0, 0.5, 1), Box(0.5, 0, 1, 1)
SIZE = (800, 1000)


def with_items(picture: Image.Image) -> Image.Image:
    """Return the picture above a row of five others."""
    screen = Image.new("RGB", SIZE, "white")
    screen.paste(picture, (0, 0))
    for number in range(5):
        screen.paste(textured(120, 200), (20 + 155 * number, 620))
    return screen


def with_text(picture: Image.Image) -> Image.Image:
    """Return the picture above two lines of words and a bar of buttons."""
    screen = Image.new("RGB", SIZE, "white")
    screen.paste(picture, (0, 0))
    draw = ImageDraw.Draw(screen)
    for top, width in ((560, 120), (640, 90), (940, 60)):
        for number in range(4):
            draw.rectangle((30 + 180 * number, top, 30 + 180 * number + width, top + 24), "#333333")
    return screen


def is_searched(picture: Box, parts: list[Box]) -> bool:
    """Return whether a part shows this half, or most of it, and little else."""
    return any(
        boxes.common(each, picture) > 0.6 * max(boxes.area(each), boxes.area(picture))
        for each in parts
    )


def turned(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.TRANSPOSE)


@pytest.mark.parametrize("page", [with_items, with_text])
@pytest.mark.parametrize("way", [Image.Image.copy, turned])
def test_a_picture_keeps_its_place_and_the_whole_too(
    page: Callable[[Image.Image], Image.Image], way: Callable[[Image.Image], Image.Image]
) -> None:
    parts = ground.parts_to_search(way(page(textured(800, 500))))
    half = Box(0, 0, 1, 0.5) if way is Image.Image.copy else LEFT
    assert parts[0] == boxes.WHOLE
    assert is_searched(half, parts)
    assert len(parts) <= collages.MOST


def cell(*things: Box) -> Contents:
    return Contents(boxes.WHOLE, things)


def row(count: int, side: float) -> list[Box]:
    """Return so many things side by side."""
    return [Box(n / count, 0.4, n / count + side / 2, 0.4 + side) for n in range(count)]


def test_cells_take_turns() -> None:
    """Six things on the right leave room for what is on the left, whichever comes first."""
    things = cell(*row(6, 0.3))
    for one, other in ((LEFT, RIGHT), (RIGHT, LEFT)):
        parts = parts_of_cells([(one, things), (other, cell(Box(0.2, 0.2, 0.5, 0.5)))])
        assert other in parts
        assert len(parts) == collages.MOST


def test_small_things_of_one_cell_are_one_part() -> None:
    large, words = cell(Box(0.1, 0.1, 0.9, 0.9)), cell(*row(5, 0.1))
    assert parts_of_cells([(LEFT, words), (RIGHT, large)]) == [boxes.WHOLE, LEFT, RIGHT]


def test_things_of_a_size_are_parts_of_their_own() -> None:
    pair = cell(Box(0, 0, 0.9, 0.4), Box(0, 0.5, 0.9, 0.9))
    parts = parts_of_cells([(LEFT, pair), (RIGHT, pair)])
    assert len(parts) == 4
    assert boxes.WHOLE not in parts


def test_the_whole_gives_way_to_pictures_and_not_to_words() -> None:
    pictures, words = row(4, 0.4), row(4, 0.05)
    assert at_most([boxes.WHOLE], pictures) == pictures
    assert at_most([boxes.WHOLE, LEFT], words) == [boxes.WHOLE, *words[:3]]
    assert at_most([boxes.WHOLE, LEFT], words[:2]) == [boxes.WHOLE, LEFT, *words[:2]]
