"""What is shown by a phone, a monitor or a print that a photo has at an angle."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from catalog_search.photos import boxes
from catalog_search.photos.shoppers import ground, tilted
from catalog_search.types import Box

CORNERS = np.array([[30.0, 20.0], [20.0, 180.0], [150.0, 190.0], [160.0, 30.0]])


def outline(corners: np.ndarray) -> np.ndarray:
    image = Image.new("1", (200, 220))
    ImageDraw.Draw(image).polygon([tuple(each) for each in corners.tolist()], outline=1)
    return np.asarray(image)


def shop_on_a_phone(angle: float) -> Image.Image:
    """Return a photo of a phone on a table that shows a red thing below a line of text."""
    phone = Image.new("RGB", (300, 540), "#151515")
    draw = ImageDraw.Draw(phone)
    draw.rectangle((15, 15, 284, 524), "white")
    draw.rectangle((30, 40, 120, 48), "#444444")
    draw.ellipse((80, 200, 220, 360), "#b03020")
    turned = phone.convert("RGBA").rotate(angle, Image.Resampling.BICUBIC, expand=True)
    photo = Image.new("RGB", (800, 800), "#c0b8a8")
    photo.paste(turned, ((800 - turned.width) // 2, (800 - turned.height) // 2), turned)
    return photo


def test_the_corners_of_a_picture_at_an_angle_are_found() -> None:
    points = tilted.corners(outline(CORNERS))
    assert points is not None
    assert points == pytest.approx(CORNERS, abs=3)


def test_a_round_thing_has_no_corners() -> None:
    image = Image.new("1", (200, 220))
    ImageDraw.Draw(image).ellipse((20, 20, 180, 200), outline=1)
    assert tilted.corners(np.asarray(image)) is None


@pytest.mark.parametrize("mask", [np.zeros((200, 220), bool), np.ones((200, 220), bool)])
def test_nothing_and_a_pattern_up_to_the_edge_have_no_corners(mask: np.ndarray) -> None:
    assert tilted.corners(mask) is None


def test_a_picture_is_laid_straight_and_a_box_on_it_is_found_on_the_photo() -> None:
    photo = Image.new("RGB", (200, 220), "white")
    draw = ImageDraw.Draw(photo)
    draw.polygon([tuple(each) for each in CORNERS.tolist()], "#2050a0")
    straight = tilted.laid_straight(photo, CORNERS)
    assert straight.size == (130, 160)
    assert straight.resize((1, 1)).getpixel((0, 0)) == pytest.approx((0x20, 0x50, 0xA0), abs=8)
    around = tilted.box_around(CORNERS / [200, 220], boxes.WHOLE)
    assert boxes.edges(around) == pytest.approx((0.1, 20 / 220, 0.8, 190 / 220))


@pytest.mark.parametrize("angle", [-12, -5, 4, 10])
def test_what_a_phone_shows_is_searched_with(angle: float) -> None:
    parts = ground.parts_to_search(shop_on_a_phone(angle))
    assert parts[0] == boxes.WHOLE
    assert len(parts) == ground.MOST
    thing = Box(*(edge * 800 for edge in boxes.edges(parts[-1])))
    assert boxes.edges(thing) == pytest.approx((320, 320, 480, 490), abs=40)
    assert thing.right - thing.left < 230
