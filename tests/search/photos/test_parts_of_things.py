"""Which parts of a shopper's photo are shown: no pieces of one thing, no empty ground."""

from collections.abc import Sequence

import pytest
from PIL import Image, ImageDraw

from catalog_search.photos import boxes
from catalog_search.photos.shoppers import ground
from catalog_search.search.scenes.scene import DetectedItem, parts_of_things
from catalog_search.types import Box

TABLE = Box(0.3, 0.3, 0.8, 0.8)
LEG, TOP, CORNER = Box(0.3, 0.5, 0.4, 0.8), Box(0.3, 0.3, 0.8, 0.4), Box(0.0, 0.0, 0.2, 0.2)
MOST = Box(0.3, 0.3, 0.8, 0.7)
ROOM = Box(0.0, 0.0, 1.0, 0.95)


def boxes_of(parts: Sequence[tuple[Box, str]], *things: Box) -> list[Box]:
    items = [DetectedItem(box, label) for box, label in parts]
    return [each.box for each in parts_of_things(items, things)]


def test_pieces_of_one_thing_on_empty_ground_are_no_parts() -> None:
    assert boxes_of([(LEG, "Furniture"), (TOP, "Furniture"), (MOST, "Furniture")], TABLE) == []
    assert boxes_of([(LEG, ""), (TOP, ""), (CORNER, "Rings")], TABLE) == []


def test_what_one_thing_is_made_of_has_a_name_each() -> None:
    assert boxes_of([(LEG, "Trousers"), (TOP, "Shirts"), (CORNER, "")], TABLE) == [LEG, TOP]


def test_a_part_that_is_most_of_the_thing_is_that_thing() -> None:
    assert boxes_of([(MOST, "Suits"), (LEG, "Trousers"), (TOP, "Shirts")], TABLE) == [LEG, TOP]


def test_a_photo_that_is_full_keeps_its_parts_but_no_second_of_a_name() -> None:
    parts = [(LEG, "Lamps"), (TOP, ""), (CORNER, "Lamps")]
    assert boxes_of(parts, ROOM) == [LEG, TOP]
    assert boxes_of(parts) == [LEG, TOP, CORNER]


def test_things_apart_may_have_the_same_name() -> None:
    left, right = Box(0.0, 0.2, 0.4, 0.8), Box(0.6, 0.2, 1.0, 0.8)
    parts = [(Box(0.0, 0.2, 0.4, 0.4), "Shirts"), (Box(0.6, 0.2, 1.0, 0.4), "Shirts")]
    assert boxes_of(parts, left, right) == [box for box, _ in parts]


def test_things_stand_out_from_empty_ground() -> None:
    photo = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(photo).ellipse((100, 150, 200, 250), "red")
    [thing] = ground.things_on(photo)
    assert boxes.area(thing) == pytest.approx(1 / 16, abs=0.01)
    assert ground.things_on(Image.new("RGB", (400, 400), "white")) == ()
