"""Empty ground around a shopper's product is left out; a photo that is filled stays as it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from catalog_search.backends.onnx import OnnxEncoder
from catalog_search.photos import ground, uploads
from tests.support.factories import color_image


def textured(width: int = 300, height: int = 200) -> Image.Image:
    """Return a picture without any plain edge."""
    noise = Image.effect_noise((width, height), 120)
    return Image.merge("RGB", (noise, ImageOps.mirror(noise), ImageOps.flip(noise)))


def placed(
    thing: Image.Image, size: tuple[int, int], at: tuple[int, int], color: str
) -> Image.Image:
    canvas = Image.new("RGB", size, color)
    canvas.paste(thing, at)
    return canvas


@pytest.mark.parametrize("color", ["white", "black", "#f4f4f2", "#2050a0"])
@pytest.mark.parametrize("at", [(350, 400), (20, 30), (650, 700)])
def test_a_small_thing_is_found_wherever_it_lies(color: str, at: tuple[int, int]) -> None:
    thing = textured()
    box = ground.thing_on_ground(placed(thing, (1000, 1000), at, color))
    assert box is not None
    found = [1000 * value for value in (box.left, box.top, box.right, box.bottom)]
    assert found == pytest.approx([*at, at[0] + 300, at[1] + 200], abs=8)


def test_ground_stays_on_each_side_as_in_a_shops_photo() -> None:
    image = ground.without_ground(placed(textured(), (1000, 1000), (350, 400), "white"))
    assert image.size == pytest.approx((450, 300), abs=12)


@pytest.mark.parametrize(
    "image",
    [
        textured(),
        Image.new("RGB", (300, 200), "white"),
        color_image("red"),
        placed(textured(280, 190), (300, 200), (10, 5), "white"),
        placed(textured(5, 5), (1000, 1000), (500, 500), "white"),
        Image.new("RGB", (1, 1), "red"),
        Image.new("RGB", (4000, 1), "red"),
        Image.linear_gradient("L").convert("RGB"),
    ],
    ids=["filled", "empty", "one color", "thin border", "speck", "pixel", "line", "gradient"],
)
def test_other_photos_stay_as_they_are(image: Image.Image) -> None:
    assert ground.without_ground(image) is image


def test_specks_and_compression_are_ground() -> None:
    image = placed(textured(), (1000, 1000), (350, 400), "white")
    image.putpixel((3, 3), (0, 0, 0))
    noise = np.random.default_rng(1).integers(-6, 7, (1000, 1000, 3))
    noisy = Image.fromarray((np.asarray(image).astype(int) + noise).clip(0, 255).astype(np.uint8))
    assert ground.without_ground(noisy).size == pytest.approx((450, 300), abs=12)


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 2**31))
def test_any_picture_gives_one_within_it(width: int, height: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 2, (height, width, 1)).repeat(3, axis=2) * 200
    image = ground.without_ground(Image.fromarray(pixels.astype(np.uint8)))
    assert 0 < image.width <= width
    assert 0 < image.height <= height


# What it is for


def goods() -> list[Image.Image]:
    """Return invented goods as a shop shows them: on white, filling most of the square."""
    made = []
    for number, color in enumerate(["#b02020", "#20609a", "#2f8f4f", "#8a5a2b", "#555", "#c09030"]):
        for shape in range(4):
            image = Image.new("RGB", (400, 400), "white")
            draw = ImageDraw.Draw(image)
            if shape == 0:
                draw.ellipse((60, 60, 340, 340), color)
            elif shape == 1:
                draw.rectangle((90, 40, 310, 360), color)
            elif shape == 2:
                draw.polygon([(200, 40), (360, 350), (40, 350)], color)
            else:
                draw.line([(60, 340), (200, 60), (340, 340)], color, width=40)
            draw.rectangle((190, 190, 200 + 20 * number, 215), "#222")
            made.append(image)
    return made


def test_goods_on_empty_ground_are_found_more_often() -> None:
    """With the starter model: a product on a fortieth of a white square, right product first."""
    encoder, shop = OnnxEncoder(), goods()
    catalogue = encoder.encode_images(shop)
    small = [
        placed(image.resize((130, 130)), (800, 800), (90 + 100 * (n % 6), 580), "white")
        for n, image in enumerate(shop)
    ]

    def found(photos: list[Image.Image]) -> int:
        best = (encoder.encode_images(photos) @ catalogue.T).argmax(axis=1)
        return int((best == np.arange(len(shop))).sum())

    whole, trimmed = found(small), found([ground.without_ground(photo) for photo in small])
    assert trimmed >= whole + 4
    assert found([ground.without_ground(photo) for photo in shop]) == len(shop)


def test_only_a_shoppers_whole_photo_is_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    monkeypatch.setattr(
        uploads, "encode", lambda image: sizes.append(image.size) or np.ones(4, np.float32)
    )
    uploads.encode_photo(placed(textured(), (1000, 1000), (350, 400), "white"))
    assert sizes == [pytest.approx((450, 300), abs=12)]
