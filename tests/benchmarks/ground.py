"""Photos with empty ground around the product, whole and trimmed: python -m tests.benchmarks.ground

Takes 60 of the demo's photos, puts each on grounds as shoppers send them, and counts how often the
starter model finds the very photo first, and among the first five, of all the demo's photos.
"""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import django
import numpy as np
from PIL import Image, ImageDraw, ImageOps

PHOTOS = 60


def main(cache: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from catalog_search.backends.onnx import OnnxEncoder
    from catalog_search.photos import decoding
    from catalog_search.photos.ground import without_ground
    from shop import demo_catalogue

    objects = demo_catalogue.load(cache).objects
    keys = [key for key in objects if key.lower().endswith(decoding.SUFFIXES)]
    shop = [decoding.decode(objects[key], min_side=512) for key in keys]
    encoder = OnnxEncoder()
    catalogue = encoder.encode_images(shop)
    chosen = np.array(random.Random(3).sample(range(len(shop)), PHOTOS))
    for name, change in GROUNDS.items():
        sent = [change(shop[number]) for number in chosen]
        figures = []
        for photos in (sent, [without_ground(photo) for photo in sent]):
            order = (-encoder.encode_images(photos) @ catalogue.T).argsort(axis=1)
            first = (order[:, 0] == chosen).sum()
            five = (order[:, :5] == chosen[:, None]).any(axis=1).sum()
            figures.append(f"{first:2} first, {five:2} in five")
        print(f"{name:20} whole {figures[0]}   trimmed {figures[1]}", flush=True)  # noqa: T201


def small(image: Image.Image, side: int) -> Image.Image:
    return ImageOps.contain(image, (side, side))


def on(size: tuple[int, int], color: str, image: Image.Image, at: tuple[int, int]) -> Image.Image:
    canvas = Image.new("RGB", size, color)
    canvas.paste(image, at)
    return canvas


def screenshot(image: Image.Image) -> Image.Image:
    """Return the photo on a phone's screen, between a dark bar, lines of text and a button."""
    photo = image.resize((1000, round(1000 * image.height / image.width)))
    screen = on((1080, 2200), "white", photo, (40, 260))
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 1080, 90), "#1e1e1e")
    for line in range(6):
        top = 300 + photo.height + 70 * line
        draw.rectangle((60, top, 200 + 120 * line, top + 28), "#282828")
    draw.rectangle((60, 1950, 1020, 2040), "#dc1e3c")
    return screen


GROUNDS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda image: image,
    "black border": lambda image: ImageOps.expand(small(image, 600), 150, "black"),
    "white border": lambda image: ImageOps.expand(small(image, 600), 150, "white"),
    "quarter on white": lambda image: on((1000, 1000), "white", small(image, 500), (250, 250)),
    "in a corner": lambda image: on((1000, 1000), "#fafafa", small(image, 450), (480, 80)),
    "between black bars": lambda image: on((1200, 900), "black", small(image, 700), (250, 100)),
    "screenshot": screenshot,
}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("var/demo"))
