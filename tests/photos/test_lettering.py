"""Letters at the upper and lower end of photos."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from catalog_search.photos.lettering import LONGEST, ends_of, has_writing, sizes

SIZE = (600, 800)


def shirt(ground: str = "white") -> Image.Image:
    """Return a photo of a shirt with stripes that are as narrow as letters."""
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((150, 230, 450, 570), fill=(170, 40, 60))
    for left in range(150, 450, 20):
        draw.rectangle((left, 230, left + 8, 570), fill="white")
    return image


def write(image: Image.Image, said: str, place: tuple[float, float], size: float, ink: str) -> None:
    font = ImageFont.load_default(size)
    ImageDraw.Draw(image).text(place, said, font=font, fill=ink, anchor="mm")


def banner(image: Image.Image, top: float) -> Image.Image:
    """Draw a red bar with words of a tenth of the photo's height, from this part of it on."""
    width, height = image.size
    bar = height * 0.1
    ImageDraw.Draw(image).rectangle((0, top * height, width, top * height + bar), fill="#dc141e")
    write(image, "FREE SHIPPING", (width / 2, top * height + bar / 2), bar * 0.6, "white")
    return image


@pytest.mark.parametrize("ground", ["white", "#204060"])
def test_a_plain_photo_has_no_writing(ground: str) -> None:
    assert not has_writing(shirt(ground))


@pytest.mark.parametrize("top", [0, 0.9])
def test_a_banner_is_writing_at_either_end(top: float) -> None:
    assert has_writing(banner(shirt(), top))


@pytest.mark.parametrize("side", [200, 600, 1500, 3000])
def test_a_banner_is_seen_in_photos_of_any_size(side: int) -> None:
    assert has_writing(banner(shirt().resize((side, side * 4 // 3)), 0))


def test_a_caption_needs_no_bar() -> None:
    image = shirt("#204060")
    write(image, "www.shop.com", (300, 740), 50, "white")
    assert has_writing(image)


def test_the_middle_is_the_product() -> None:
    assert not has_writing(banner(shirt(), 0.45))


@pytest.mark.parametrize("color", ["white", "black", "#2040c0"])
@pytest.mark.parametrize(
    "size", [(1, 1), (1, 900), (900, 1), (30, 30), (57, 57), (3000, 20), (20, 3000), (80, 64)]
)
def test_photos_of_any_size_are_looked_at(size: tuple[int, int], color: str) -> None:
    assert not has_writing(Image.new("RGB", size, color))


@pytest.mark.parametrize("size", [(1, 1), (40, 40), (150, 200), (700, 500), (1300, 900)])
def test_noise_is_no_writing(size: tuple[int, int]) -> None:
    width, height = size
    pixels = np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)
    assert not has_writing(Image.fromarray(pixels))


@pytest.mark.parametrize("size", [(100, 9000), (9000, 100)])
def test_long_strips_are_looked_at_in_small(size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, "white")
    for left in range(0, size[0], 6):
        image.paste("black", (left, 0, left + 3, size[1]))
    side = max(size) // LONGEST
    assert all(max(ends.size) <= 4 * 320 for ends in sizes(ends_of(image), side))
    assert not has_writing(image)


def test_what_crosses_the_middle_is_no_line() -> None:
    """Letters cut by both ends do not become a line where the ends meet."""
    image = shirt()
    upper = Image.new("RGB", (600, 60), "white")
    write(upper, "FREE SHIPPING", (300, 30), 60, "black")
    # The ends are 192 pixels high.
    image.paste(upper.crop((0, 0, 600, 30)), (0, 162))
    image.paste(upper.crop((0, 30, 600, 60)), (0, 608))
    assert not has_writing(image)
