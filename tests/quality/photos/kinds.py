"""Catalogue photos as shoppers send them: in frames, in screenshots, on grounds, off a screen."""

import io
import zlib
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from catalog_search.workshop.pictures import Random
from tests.quality.photos.screens import screenshot

Change = Callable[[Image.Image, Random, Sequence[Image.Image]], Image.Image]
"""Takes a photo, a source of chance and three other photos of the shop."""
SIDE = 1024
"""Longer side in pixels of what is searched with, as uploads keep it."""
QUALITY = 80
"""JPEG quality of what phones send."""


def sent(
    image: Image.Image, kind: str, name: str, others: Sequence[Image.Image] = ()
) -> Image.Image:
    """Return the photo as it arrives; `name` seeds each photo independently."""
    random = np.random.default_rng(zlib.crc32(f"{kind}\0{name}".encode()))
    file = io.BytesIO()
    ImageOps.contain(KINDS[kind](image, random, others), (SIDE, SIDE)).save(
        file, "JPEG", quality=QUALITY
    )
    return Image.open(file).convert("RGB")


def fitted(image: Image.Image, side: int) -> Image.Image:
    """Return the image with its longer side made `side` pixels."""
    return ImageOps.contain(image, (side, side), Image.Resampling.BICUBIC)


def bordered(color: str) -> Change:
    return lambda image, _random, _others: ImageOps.expand(fitted(image, 600), 150, color)


def between_bars(width: int, height: int, color: str) -> Change:
    """Return a change to the middle of a picture of this size, as large as fits."""

    def change(image: Image.Image, _random: Random, _others: Sequence[Image.Image]) -> Image.Image:
        return ImageOps.pad(image, (width, height), color=color)

    return change


def letterbox(image: Image.Image, _random: Random, _others: Sequence[Image.Image]) -> Image.Image:
    """Return the photo at full width between black bars above and below."""
    photo = fitted(image, 800)
    return ImageOps.pad(photo, (photo.width, round(1.5 * photo.height)), color="black")


def pillarbox(image: Image.Image, _random: Random, _others: Sequence[Image.Image]) -> Image.Image:
    photo = fitted(image, 800)
    return ImageOps.pad(photo, (round(1.6 * photo.width), photo.height), color="black")


def blurred_letterbox(
    image: Image.Image, _random: Random, _others: Sequence[Image.Image]
) -> Image.Image:
    """Return the photo on a tall screen that is filled up with a blurred copy of it."""
    size = (720, 1280)
    ground = ImageOps.fit(image, size).filter(ImageFilter.GaussianBlur(30))
    photo = ImageOps.contain(image, size, Image.Resampling.BICUBIC)
    ground.paste(photo, ((size[0] - photo.width) // 2, (size[1] - photo.height) // 2))
    return ground


def banner(image: Image.Image, random: Random, _others: Sequence[Image.Image]) -> Image.Image:
    """Return the photo below a colored bar."""
    photo = fitted(image, 800)
    color = tuple(random.integers(30, 230, 3).tolist())
    canvas = Image.new("RGB", (photo.width, photo.height + photo.height // 5), color)
    canvas.paste(photo, (0, photo.height // 5))
    return canvas


def small(share: float, ground: Callable[[int, Random], Image.Image], *, centered: bool) -> Change:
    """Return a change to a square of which the photo's longer side takes the root of `share`."""

    def change(image: Image.Image, random: Random, _others: Sequence[Image.Image]) -> Image.Image:
        side = 1000
        photo = fitted(image, round(side * share**0.5))
        canvas = ground(side, random)
        room = (side - photo.width, side - photo.height)
        at = [each // 2 if centered else int(random.integers(20, each - 20)) for each in room]
        canvas.paste(photo, (at[0], at[1]), cut_out(photo))
        return canvas

    return change


def cut_out(photo: Image.Image) -> Image.Image:
    """Return a mask that is 0 on the plain ground of a shop's photo, as if the thing lay here."""
    marked = photo.copy()
    right, bottom = photo.width - 1, photo.height - 1
    for corner in ((0, 0), (right, 0), (0, bottom), (right, bottom)):
        if min(photo.getpixel(corner)) > 225:
            ImageDraw.floodfill(marked, corner, (255, 0, 255), thresh=24)
    is_ground = (np.asarray(marked) == [255, 0, 255]).all(axis=2)
    mask = Image.fromarray((~is_ground * 255).astype(np.uint8))
    return mask.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.GaussianBlur(0.7))


def plain(color: str) -> Callable[[int, Random], Image.Image]:
    return lambda side, _random: Image.new("RGB", (side, side), color)


def shaded(side: int, random: Random) -> Image.Image:
    """Return a light ground that darkens softly to one side and to the corners."""
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    angle = random.uniform(0, 2 * np.pi)
    light = 225 - 50 * (x * np.cos(angle) + y * np.sin(angle)) - 60 * (x**2 + y**2)
    grain = random.normal(0, 2, (side, side))
    pixels = (light + grain)[..., None] + np.array([0, -2, -6])
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def table(side: int, random: Random) -> Image.Image:
    """Return boards of wood: long grain in one direction, seams, light from one side."""
    base = np.array([[176, 130, 84], [120, 82, 52], [200, 170, 130]])[random.integers(3)]
    rows = np.cumsum(random.normal(0, 1, side))
    waves = 9 * np.sin(rows / 6)[:, None] + np.cumsum(random.normal(0, 0.6, (side, side)), axis=1)
    waves -= waves.mean(axis=1, keepdims=True) * 0.7
    seams = np.zeros(side)
    seams[random.integers(40, 120) :: int(random.integers(150, 320))] = -45
    light = np.linspace(*random.uniform(-25, 25, 2), side)[None]
    pixels = base + (np.clip(waves, -30, 30) + seams[:, None] + light)[..., None]
    board = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return board.filter(ImageFilter.GaussianBlur(1)).rotate(90 * int(random.integers(2)))


def off_a_screen(image: Image.Image, random: Random, _others: Sequence[Image.Image]) -> Image.Image:
    """Return a photo of a monitor that shows the photo: tilted, dark around, with a raster."""
    screen = ImageOps.pad(fitted(image, 700), (1100, 760), color="#f2f2f2")
    pixels = np.asarray(screen).astype(float)
    y, x = np.mgrid[0 : screen.height, 0 : screen.width]
    raster = 10 * np.sin(x / random.uniform(1.4, 2.2) + y / 40) * np.sin(y / random.uniform(1.4, 2))
    screen = Image.fromarray((pixels * 0.92 + raster[..., None]).clip(0, 255).astype(np.uint8))
    room = Image.new("RGB", (1500, 1150), tuple(random.integers(20, 110, 3).tolist()))
    room = ImageOps.expand(room, 0)
    framed = ImageOps.expand(screen, 28, "#111111")
    room.paste(framed, ((1500 - framed.width) // 2, (1150 - framed.height) // 2))
    tilt, lean = random.uniform(-5, 5), random.uniform(-0.08, 0.08)
    quad = (0, 60 * lean, 0, 1150, 1500, 1150 - 900 * lean, 1500, 900 * lean)
    room = room.transform(room.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    return room.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=room.getpixel((3, 3)))


def on_a_phone(image: Image.Image, random: Random, _others: Sequence[Image.Image]) -> Image.Image:
    """Return a photo of a phone that lies at an angle and shows the photo below a line of text."""
    page, ink = ("#111111", "#dddddd") if random.random() < 0.4 else ("white", "#222222")
    phone = Image.new("RGB", (532, 1012), "#121214")
    draw = ImageDraw.Draw(phone)
    draw.rectangle((26, 26, 505, 985), page)
    draw.text((46, 40), "12:42", ink, font_size=20)
    photo = ImageOps.contain(image, (480, 672), Image.Resampling.BICUBIC)
    phone.paste(photo, ((532 - photo.width) // 2, 136))
    draw.text((46, 160 + photo.height), "Everyday favourite", ink, font_size=26)
    mask = Image.new("L", phone.size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 531, 1011), 40, fill=255)
    phone.putalpha(mask)
    phone = fitted(phone, int(random.integers(600, 850)))
    phone = phone.rotate(random.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True)
    ground = (table, shaded)[int(random.integers(2))](1000, random)
    ground.paste(phone, ((1000 - phone.width) // 2, (1000 - phone.height) // 2), phone)
    return ground


def printed(image: Image.Image, random: Random, _others: Sequence[Image.Image]) -> Image.Image:
    """Return a photo of a print with a white margin that lies on a table."""
    paper = ImageOps.expand(fitted(image, 560), 45, "#fbfaf6").rotate(
        random.uniform(-8, 8), Image.Resampling.BICUBIC, expand=True, fillcolor=(1, 2, 3)
    )
    ground = table(1000, random)
    outside = (np.asarray(paper).astype(int) - [1, 2, 3] != 0).any(axis=2)
    mask = Image.fromarray((outside * 255).astype(np.uint8))
    ground.paste(paper, ((1000 - paper.width) // 2, (1000 - paper.height) // 2), mask)
    return ground


def collage(image: Image.Image, random: Random, others: Sequence[Image.Image]) -> Image.Image:
    """Return four photos in two rows, the photo among them."""
    photos = [image, *others[:3]]
    canvas = Image.new("RGB", (1000, 1000), "white")
    for place, number in enumerate(random.permutation(4)):
        photo = ImageOps.pad(photos[number], (490, 490), color="white")
        canvas.paste(photo, (510 * (place % 2), 510 * (place // 2)))
    return canvas


KINDS: dict[str, Change] = {
    "as is": lambda image, _random, _others: image,
    "black border": bordered("black"),
    "white border": bordered("white"),
    "letterbox": letterbox,
    "pillarbox": pillarbox,
    "blurred letterbox": blurred_letterbox,
    "mirrored": lambda image, _random, _others: ImageOps.mirror(image),
    "banner": banner,
    "screenshot": screenshot,
    "quarter on white": small(1 / 4, plain("white"), centered=True),
    "ninth on white": small(1 / 9, plain("white"), centered=False),
    "quarter on grey": small(1 / 4, plain("#b8b8b8"), centered=True),
    "ninth on grey": small(1 / 9, plain("#8a8a8a"), centered=False),
    "quarter, shaded": small(1 / 4, shaded, centered=True),
    "ninth, shaded": small(1 / 9, shaded, centered=False),
    "on a table": small(1 / 5, table, centered=False),
    "off a screen": off_a_screen,
    "on a phone": on_a_phone,
    "print": printed,
    "collage of four": collage,
}
"""By name, in the order of the report."""
