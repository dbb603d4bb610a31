"""Distorts photos the way shoppers' cameras do, for training and for evaluation queries."""

import io
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

Random = np.random.Generator
SCENE = 300
"""Side of a cluttered scene, in pixels."""


def cropped(image: Image.Image, random: Random, min_share: float = 0.5) -> Image.Image:
    """Return a random crop with a share of the area of about `min_share` or more."""
    share = random.uniform(min_share, 1) ** 0.5
    width = int(image.width * share * random.uniform(0.9, 1))
    height = int(image.height * share * random.uniform(0.9, 1))
    left = int(random.integers(0, image.width - width + 1))
    top = int(random.integers(0, image.height - height + 1))
    return image.crop((left, top, left + width, top + height))


def rotated(image: Image.Image, random: Random) -> Image.Image:
    """Return the image rotated by up to 15 degrees; corners get its edge color."""
    angle = random.uniform(-15, 15)
    return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=edge_color(image))


def relit(image: Image.Image, random: Random) -> Image.Image:
    """Return the image in different light: brightness, contrast, color cast."""
    image = ImageEnhance.Brightness(image).enhance(random.uniform(0.6, 1.35))
    image = ImageEnhance.Contrast(image).enhance(random.uniform(0.7, 1.3))
    pixels = np.asarray(image, dtype=np.float32) * random.uniform(0.88, 1.12, 3)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def recompressed(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def cluttered(
    image: Image.Image, random: Random, backgrounds: Sequence[Image.Image]
) -> Image.Image:
    """Return the product pasted onto a photo; on a plain light background it is cut out first."""
    scene = backgrounds[int(random.integers(len(backgrounds)))].resize((SCENE, SCENE))
    scale = SCENE * random.uniform(0.55, 0.85) / max(image.size)
    size = max(1, int(image.width * scale)), max(1, int(image.height * scale))
    image = image.resize(size, Image.Resampling.BICUBIC)
    left = int(random.integers(0, SCENE - image.width + 1))
    top = int(random.integers(0, SCENE - image.height + 1))
    scene.paste(image, (left, top), outline(image))
    return scene


def outline(image: Image.Image) -> Image.Image:
    """Return a mask of the pixels unlike a light edge color; everything if too few differ."""
    edge = np.array(edge_color(image), dtype=np.float32)
    mask = np.abs(np.asarray(image, dtype=np.float32) - edge).max(axis=2) > 18
    if edge.min() < 200 or mask.mean() < 0.08:
        mask = np.ones_like(mask)
    picture = Image.fromarray((mask * 255).astype(np.uint8))
    return picture.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(1))


def edge_color(image: Image.Image) -> tuple[int, ...]:
    """Return the median color of the outermost pixels."""
    pixels = np.asarray(image)
    edges = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return tuple(int(value) for value in np.median(edges, axis=0))


def varied(image: Image.Image, random: Random, backgrounds: Sequence[Image.Image]) -> Image.Image:
    """Return the image after random distortions from above; clutter only with `backgrounds`."""
    if random.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if backgrounds and random.random() < 0.3:
        image = cluttered(image, random, backgrounds)
    if random.random() < 0.6:
        image = cropped(image, random)
    if random.random() < 0.5:
        image = rotated(image, random)
    if random.random() < 0.6:
        image = relit(image, random)
    if random.random() < 0.3:
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.3, 1.5)))
    if random.random() < 0.5:
        image = recompressed(image, int(random.integers(25, 80)))
    return image


Distortion = Callable[[Image.Image, Random, Sequence[Image.Image]], Image.Image]

QUERIES: dict[str, Distortion] = {
    "cropped": lambda image, random, _: cropped(image, random),
    "rotated": lambda image, random, _: rotated(image, random),
    "re-lit": lambda image, random, _: relit(image, random),
    "JPEG q30": lambda image, random, _: recompressed(image, 30),
    "cluttered": cluttered,
    "crop, turn, light, q30": lambda image, random, _: recompressed(
        relit(rotated(cropped(image, random, 0.6), random), random), 30
    ),
}
"""The distortions of photo queries, by the name that figures have."""
