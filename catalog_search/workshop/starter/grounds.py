"""Pastes products onto busy backgrounds for training, with masks of their places.

These scenes differ from those used for measuring (pictures.cluttered, evaluation/augment.py): they
have other backgrounds and sizes, and products are rotated and partly covered.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from catalog_search.workshop.pictures import Random, outline, relit

LONG = 288
"""Longer side of a scene, in pixels."""


def laid(
    image: Image.Image, random: Random, backgrounds: Sequence[Image.Image]
) -> tuple[Image.Image, Image.Image]:
    """Return the product on a background, and a mask ("L") that is white on its visible part."""
    scene = background(random, backgrounds)
    image, mask = turned(image, cut(image, random), random)
    scale = random.uniform(0.5, 1) * min(scene.width / image.width, scene.height / image.height)
    size = max(8, int(image.width * scale)), max(8, int(image.height * scale))
    image, mask = image.resize(size, Image.Resampling.BICUBIC), mask.resize(size)
    if random.random() < 0.5:
        image = relit(image, random)
    left = int(random.integers(0, scene.width - image.width + 1))
    top = int(random.integers(0, scene.height - image.height + 1))
    place = Image.new("L", scene.size)
    place.paste(mask, (left, top))
    scene.paste(image, (left, top), mask)
    if random.random() < 0.25:
        cover(scene, place, random, backgrounds)
    return scene, place


def cut(image: Image.Image, random: Random) -> Image.Image:
    """Return the product's mask with a randomly soft edge; sometimes the whole photo."""
    if random.random() < 0.12:
        return Image.new("L", image.size, 255)
    return outline(image).filter(ImageFilter.GaussianBlur(random.uniform(0, 1.5)))


def turned(
    image: Image.Image, mask: Image.Image, random: Random
) -> tuple[Image.Image, Image.Image]:
    if random.random() < 0.5:
        image, mask = (part.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for part in (image, mask))
    if random.random() < 0.5:
        angle = random.normal(0, 12)
        image = image.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        mask = mask.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    return image, mask


def background(random: Random, backgrounds: Sequence[Image.Image]) -> Image.Image:
    """Return a background: part of a photo, several photos side by side, or colored noise."""
    ratio = random.uniform(0.7, 1.4)
    size = (LONG, int(LONG / ratio)) if ratio > 1 else (int(LONG * ratio), LONG)
    choice = random.random()
    if choice < 0.2:
        return noise(size, random)
    scene = part(size, random, backgrounds)
    if choice < 0.45:
        for _ in range(int(random.integers(2, 9))):
            piece = part(
                tuple(int(side * random.uniform(0.2, 0.6)) for side in size), random, backgrounds
            )
            left, top = (int(random.integers(-20, side)) for side in size)
            scene.paste(piece, (left, top))
    return scene


def part(size: tuple[int, ...], random: Random, backgrounds: Sequence[Image.Image]) -> Image.Image:
    """Return a random part of a random photo in this size, in different light."""
    photo = backgrounds[int(random.integers(len(backgrounds)))]
    share = random.uniform(0.5, 1)
    width, height = int(photo.width * share), int(photo.height * share)
    left = int(random.integers(0, photo.width - width + 1))
    top = int(random.integers(0, photo.height - height + 1))
    box = (left, top, left + width, top + height)
    return relit(photo.resize((size[0], size[1]), Image.Resampling.BILINEAR, box), random)


def noise(size: tuple[int, int], random: Random) -> Image.Image:
    """Return colored noise of random coarseness."""
    grain = int(random.integers(3, 40))
    middle, spread = random.uniform(40, 215, 3), random.uniform(5, 70)
    pixels = random.normal(middle, spread, (grain, grain, 3)).clip(0, 255).astype(np.uint8)
    return Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)


def cover(
    scene: Image.Image, place: Image.Image, random: Random, backgrounds: Sequence[Image.Image]
) -> None:
    """Paste a small piece of another photo over the scene, in place, and cut it from the mask."""
    width, height = (int(LONG * random.uniform(0.08, 0.25)) for _ in range(2))
    left, top = (int(random.integers(0, side)) for side in scene.size)
    scene.paste(part((width, height), random, backgrounds), (left, top))
    place.paste(0, (left, top, left + width, top + height))
