"""Catalogue photos as shoppers might have taken them; the same seed gives the same pixels."""

import zlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from catalog_search.workshop.pictures import QUERIES, SCENE, Random

KINDS = tuple(QUERIES)
"""Names of the distortions."""
SIDE = 800
"""Longer side in pixels, at most: the size at which phones upload photos."""
SCENES, SHAPES = 8, 60


def distorted(image: Image.Image, kind: str, name: str, seed: int) -> Image.Image:
    """Return the image after the distortion `kind`; `name` seeds each photo independently."""
    image = image.copy()
    image.thumbnail((SIDE, SIDE))
    random = np.random.default_rng([seed, zlib.crc32(f"{kind}\0{name}".encode("utf-8", "replace"))])
    return QUERIES[kind](image, random, scenes(seed))


@lru_cache(maxsize=4)
def scenes(seed: int) -> tuple[Image.Image, ...]:
    """Return cluttered backgrounds, drawn so that they show no real products."""
    return tuple(clutter(np.random.default_rng([seed, number])) for number in range(SCENES))


def clutter(random: Random) -> Image.Image:
    """Return a grainy SCENE x SCENE picture of overlapping shapes in many colors."""
    scene = Image.new("RGB", (SCENE, SCENE), color(random))
    draw = ImageDraw.Draw(scene)
    shapes: tuple[Callable[..., None], ...] = (draw.rectangle, draw.ellipse, draw.line)
    for _ in range(SHAPES):
        x, y = random.integers(-SCENE // 4, SCENE, 2)
        width, height = random.integers(SCENE // 20, SCENE // 2, 2)
        box = (int(x), int(y), int(x + width), int(y + height))
        shapes[random.integers(len(shapes))](box, fill=color(random))
    grain = random.normal(0, 12, (SCENE, SCENE, 1))
    pixels = np.asarray(scene.filter(ImageFilter.GaussianBlur(1.5)), dtype=np.float64) + grain
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def color(random: Random) -> tuple[int, int, int]:
    """Return a color typical of rooms: mostly muted, of any brightness."""
    grey, strength = random.uniform(40, 215), random.choice([10, 25, 60], p=[0.5, 0.35, 0.15])
    red, green, blue = (grey + random.normal(0, strength, 3)).clip(0, 255)
    return int(red), int(green), int(blue)
