"""What a shopper's photo is searched with: without frames and ground, and by its things."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from catalog_search.photos import boxes
from catalog_search.photos.shoppers import ground
from catalog_search.types import Box
from tests.support.shops.factories import color_image


def textured(width: int = 300, height: int = 200) -> Image.Image:
    """Return a picture full of outlines."""
    checks = np.indices((height // 10 + 1, width // 10 + 1)).sum(axis=0) % 2
    cells = np.stack([40 + 150 * checks, 60 + 90 * checks, 90 + 40 * checks], axis=2)
    image = Image.fromarray(cells.astype(np.uint8)).resize(
        (10 * cells.shape[1], 10 * cells.shape[0]), Image.Resampling.NEAREST
    )
    return image.crop((0, 0, width, height))


def placed(
    thing: Image.Image, size: tuple[int, int], at: tuple[int, int], color: str = "white"
) -> Image.Image:
    canvas = Image.new("RGB", size, color)
    canvas.paste(thing, at)
    return canvas


def pixels(box: Box, size: tuple[int, int]) -> list[float]:
    return [edge * size[n % 2] for n, edge in enumerate(boxes.edges(box))]


def shade() -> Image.Image:
    """Return 1000 x 1000 pixels that darken from one side to the other."""
    return (
        ImageOps.autocontrast(Image.linear_gradient("L").resize((1000, 1000)))
        .point(lambda level: 160 + level // 4)
        .convert("RGB")
    )


# Frames


@pytest.mark.parametrize("color", ["white", "black", "#2050a0"])
@pytest.mark.parametrize(
    ("size", "at"),
    [
        ((600, 400), (150, 100)),
        ((300, 500), (0, 150)),
        ((700, 200), (200, 0)),
        ((300, 260), (0, 60)),
    ],
    ids=["border", "letterbox", "pillarbox", "banner"],
)
def test_a_frame_is_cut_off_to_the_pixel(
    color: str, size: tuple[int, int], at: tuple[int, int]
) -> None:
    photo = placed(textured(), size, at, color)
    frame = ground.look(photo).frame
    assert pixels(frame, size) == pytest.approx([*at, at[0] + 300, at[1] + 200], abs=8)


def test_bars_that_are_blurred_are_a_frame() -> None:
    screen = textured(400, 800).filter(ImageFilter.GaussianBlur(40))
    screen.paste(textured(400, 300), (0, 250))
    assert pixels(ground.look(screen).frame, (400, 800)) == pytest.approx(
        [0, 250, 400, 550], abs=12
    )


def test_frames_within_frames_are_cut_off() -> None:
    print_ = placed(textured(), (400, 300), (50, 50), "white")
    photo = placed(print_, (400, 700), (0, 200), "black")
    assert pixels(ground.look(photo).frame, (400, 700)) == pytest.approx([50, 250, 350, 450], abs=8)


@pytest.mark.parametrize(
    ("place", "width", "radius"),
    [(30, 3, 0), (30, 6, 0), (30, 12, 60), (60, 10, 0), (0, 4, 0), (30, 6, 60)],
)
@pytest.mark.parametrize("color", ["black", "#c8a03c"])
def test_a_thin_line_around_hides_no_thing(place: int, width: int, radius: int, color: str) -> None:
    photo = placed(textured(200, 200), (1000, 1000), (400, 400))
    corners = (place, place, 999 - place, 999 - place)
    ImageDraw.Draw(photo).rounded_rectangle(corners, radius, outline=color, width=width)
    box = pixels(ground.look(photo).frame, (1000, 1000))
    assert box == pytest.approx([400, 400, 600, 600], abs=8)


def test_a_thing_with_a_rim_is_no_line_around() -> None:
    """A cooktop fills its photo: the ground inside of its edge is not that outside."""
    photo = Image.new("RGB", (1000, 1000), "white")
    draw = ImageDraw.Draw(photo)
    draw.rectangle((30, 30, 969, 969), "#101010", outline="#909090", width=6)
    for x, y in ((100, 100), (550, 120), (150, 600), (600, 560)):
        draw.ellipse((x, y, x + 250, y + 250), fill="#b02020")
    assert pixels(ground.look(photo).frame, (1000, 1000)) == pytest.approx(
        [30, 30, 970, 970], abs=12
    )


def test_a_pictures_rounded_corners_are_no_things() -> None:
    photo = Image.new("RGB", (1000, 1000), "white")
    ImageDraw.Draw(photo).rounded_rectangle((200, 200, 600, 600), 70, "#dc1e3c")
    _whole, picture = ground.parts_to_search(photo)
    assert pixels(picture, (1000, 1000)) == pytest.approx([200, 200, 600, 600], abs=12)


# Ground


@pytest.mark.parametrize("color", ["white", "black", "#8a8a8a", "#2050a0"])
@pytest.mark.parametrize("at", [(350, 400), (20, 30), (650, 700)])
def test_a_small_thing_is_found_wherever_it_lies(color: str, at: tuple[int, int]) -> None:
    seen = ground.look(laid(round_thing(), Image.new("RGB", (1000, 1000), color), at))
    [thing] = seen.things
    assert pixels(thing, (1000, 1000)) == pytest.approx([*at, at[0] + 300, at[1] + 200], abs=12)


def round_thing(color: str = "#b03020", size: tuple[int, int] = (300, 200)) -> Image.Image:
    """Return an ellipse with dots; its corners are transparent."""
    image = Image.new("RGBA", size)
    draw = ImageDraw.Draw(image)
    draw.ellipse((0, 0, size[0] - 1, size[1] - 1), color)
    for number in range(4):
        x = size[0] * (number + 3) // 10
        draw.ellipse((x, size[1] // 2, x + 12, size[1] // 2 + 12), "#f0e020")
    return image


def laid(thing: Image.Image, on: Image.Image, at: tuple[int, int]) -> Image.Image:
    photo = on.copy()
    photo.paste(thing, at, thing)
    return photo


def test_ground_stays_on_each_side_as_in_a_shops_photo() -> None:
    photo = laid(round_thing(), Image.new("RGB", (1000, 1000), "white"), (350, 400))
    assert ground.without_ground(photo).size == pytest.approx((450, 300), abs=24)


def test_ground_may_be_shaded_and_grainy() -> None:
    photo = laid(round_thing(), shade(), (350, 400))
    noise = np.random.default_rng(1).integers(-6, 7, (1000, 1000, 3))
    noisy = Image.fromarray((np.asarray(photo).astype(int) + noise).clip(0, 255).astype(np.uint8))
    assert ground.without_ground(noisy).size == pytest.approx((450, 300), abs=30)


def test_the_margin_shows_nothing_of_what_lies_beside() -> None:
    """A line of text 20 pixels below a thing of 200: the margin of 50 ends before the text."""
    photo = laid(round_thing(), Image.new("RGB", (1000, 1000), "white"), (350, 400))
    ImageDraw.Draw(photo).rectangle((350, 625, 640, 635), "black")
    box = pixels(ground.look(photo).frame, (1000, 1000))
    assert box == pytest.approx([275, 350, 725, 622], abs=12)


def test_of_a_screenshot_the_largest_picture_stays() -> None:
    screen = Image.new("RGB", (500, 1000), "white")
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 500, 40), "#222222")
    screen.paste(textured(400, 350), (50, 100))
    for line in range(4):
        draw.rectangle((50, 480 + 30 * line, 300 + 20 * line, 492 + 30 * line), "#444444")
    for number in range(3):
        screen.paste(textured(120, 120), (50 + 140 * number, 640))
    draw.rectangle((50, 900, 450, 950), "#dc1e3c")
    assert pixels(ground.look(screen).frame, (500, 1000)) == pytest.approx(
        [50, 100, 450, 450], abs=8
    )


# Parts to search with


def areas(image: Image.Image) -> list[float]:
    return [round(boxes.area(part), 2) for part in ground.parts_to_search(image)]


def test_whole_without_ground_and_thing() -> None:
    photo = laid(round_thing(), Image.new("RGB", (1000, 1000), "white"), (350, 400))
    whole_photo, trimmed, thing = ground.parts_to_search(photo)
    assert whole_photo == boxes.WHOLE
    assert pixels(trimmed, (1000, 1000)) == pytest.approx([275, 350, 725, 650], abs=12)
    assert pixels(thing, (1000, 1000)) == pytest.approx([335, 390, 665, 610], abs=14)


def test_a_photo_that_is_filled_is_searched_once() -> None:
    thing = laid(round_thing(size=(960, 940)), Image.new("RGB", (1000, 1000), "white"), (20, 30))
    assert ground.parts_to_search(textured()) == [boxes.WHOLE]
    assert ground.parts_to_search(thing) == [boxes.WHOLE]


def test_of_a_collage_each_picture_is_searched_with_and_not_the_whole() -> None:
    photo = Image.new("RGB", (1000, 1000), "white")
    places = [(x, y) for x in (60, 560) for y in (60, 560)]
    for place, color in zip(places, ("#b03020", "#2050a0", "#208040", "#604020"), strict=True):
        photo = laid(round_thing(color, (360, 380)), photo, place)
    parts = sorted(ground.parts_to_search(photo), key=boxes.edges)
    assert [pixels(part, (1000, 1000)) for part in parts] == [
        pytest.approx([x - 18, y - 19, x + 378, y + 399], abs=14) for x, y in places
    ]


def test_on_ground_with_a_grain_the_thing_stands_out() -> None:
    grain = np.random.default_rng(2).integers(-14, 15, (125, 1)).repeat(125, axis=1)
    wood = Image.fromarray((np.array([150, 110, 70]) + grain[..., None]).astype(np.uint8))
    photo = laid(round_thing(), wood.resize((1000, 1000), Image.Resampling.NEAREST), (350, 400))
    thing = ground.parts_to_search(photo)[-1]
    assert pixels(thing, (1000, 1000)) == pytest.approx([335, 390, 665, 610], abs=30)


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (300, 200), "white"),
        color_image("red"),
        placed(textured(5, 5), (1000, 1000), (500, 500)),
        Image.new("RGB", (1, 1), "red"),
        Image.new("RGB", (4000, 1), "red"),
        Image.new("RGB", (1, 4000), "red"),
        placed(Image.new("RGB", (1000, 1)), (1000, 1000), (0, 500)),
        placed(Image.new("RGB", (1, 1)), (3000, 2), (1500, 0)),
        Image.linear_gradient("L").convert("RGB"),
    ],
    ids=[
        "empty",
        "one color",
        "speck",
        "pixel",
        "line",
        "column",
        "hairline",
        "thread",
        "gradient",
    ],
)
def test_a_photo_of_nothing_is_searched_as_it_is(image: Image.Image) -> None:
    assert ground.without_ground(image) is image
    assert ground.parts_to_search(image) == [boxes.WHOLE]


@examples(deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 9), st.integers(0, 2**31))
def test_any_picture_gives_parts_within_it(width: int, height: int, size: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 2, (height, width, 1)).repeat(3, axis=2) * 200
    pieces = Image.fromarray(noise.astype(np.uint8)).resize((width * size, height))
    parts = ground.parts_to_search(pieces)
    assert 1 <= len(parts) <= ground.MOST
    for part in parts:
        assert 0 <= part.left < part.right <= 1
        assert 0 <= part.top < part.bottom <= 1
