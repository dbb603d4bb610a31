"""Leave out the empty ground around what a shopper's photo shows.

A product on a quarter of a white square, or between black bars, is otherwise compared by its
ground: shops' own photos fill most of theirs. Measured by `python -m tests.benchmarks.ground`.
"""

import numpy as np
from PIL import Image

from catalog_search.photos import boxes
from catalog_search.types import Box

LOOKED_AT = 256
"""Pixels of the longer side that are enough to find the ground."""
ONE_COLOR = 24
"""Maximum distance, in levels of 255, of ground from its color."""
GROUND_SHARE = 0.9
"""Share of the edge's pixels that must be ground."""
SPECKS = 0.01
"""Share of a row or column that may differ and still be ground."""
FULL = 0.6
"""Share of the photo's area from which on a thing fills it."""
MARGIN = 0.25
"""Ground left on each side, as a share of the thing: what shops' own photos have."""


def without_ground(image: Image.Image) -> Image.Image:
    """Return the part of the RGB photo around what it shows, or the photo if that fills it."""
    box = thing_on_ground(image)
    return image if box is None else boxes.crop(image, boxes.padded(box, MARGIN))


def thing_on_ground(image: Image.Image) -> Box | None:
    """Return the box of all that differs from the ground; None without a plain ground around it."""
    small = image.resize(looked_at(image.size), Image.Resampling.BOX)
    pixels = np.asarray(small).astype(np.int16)
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ground = np.median(edge, axis=0)
    if (np.abs(edge - ground).max(axis=1) <= ONE_COLOR).mean() < GROUND_SHARE:
        return None
    differs = np.abs(pixels - ground).max(axis=2) > ONE_COLOR
    rows = np.flatnonzero(differs.mean(axis=1) > SPECKS)
    columns = np.flatnonzero(differs.mean(axis=0) > SPECKS)
    if not len(rows) or not len(columns):
        return None
    height, width = differs.shape
    box = Box(
        columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height
    )
    return box if boxes.area(box) < FULL and boxes.shows_something(box) else None


def looked_at(size: tuple[int, int]) -> tuple[int, int]:
    shrink = max(1.0, max(size) / LOOKED_AT)
    return max(1, round(size[0] / shrink)), max(1, round(size[1] / shrink))
