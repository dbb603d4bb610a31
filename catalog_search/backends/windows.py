"""A detector for tests: fixed windows over the photo, whatever it shows."""

from collections.abc import Sequence
from itertools import product

from PIL.Image import Image

from catalog_search.types import Box

SIZES = (0.75, 0.45)
"""Sides of the windows, as shares of the photo's shorter side."""
STEP = 0.5
"""Largest distance between windows, as a share of their own side."""
ASPECTS = (1.0, 1.6, 0.625)
"""Width to height. Small windows are square only; more shapes would be too many boxes."""


class WindowsDetector:
    """Proposes the same windows for all photos of one shape, large windows first.

    For each size in SIZES and each aspect: the fewest equally spaced windows, row by row, that
    cover the photo with steps of at most STEP of their own side.
    """

    def propose(self, image: Image, max_boxes: int) -> Sequence[Box]:
        """Return the first `max_boxes` windows."""
        return windows(*image.size)[:max_boxes]


def windows(width: int, height: int) -> list[Box]:
    """Return the windows of every size for a photo of this width and height."""
    boxes = []
    for size in SIZES:
        for aspect in ASPECTS if size >= 0.5 else ASPECTS[:1]:
            side = size * min(width, height)
            boxes += grid(side * aspect**0.5 / width, side / aspect**0.5 / height)
    return list(dict.fromkeys(boxes))


def grid(width: float, height: float) -> list[Box]:
    """Return boxes of this size, in shares of the photo, that cover the photo together."""
    width, height = min(width, 1.0), min(height, 1.0)
    return [
        Box(round(x, 4), round(y, 4), min(1.0, round(x + width, 4)), min(1.0, round(y + height, 4)))
        for y, x in product(offsets(height), offsets(width))
    ]


def offsets(length: float) -> list[float]:
    steps = max(1, -(-(1 - length) // (length * STEP))) if length < 1 else 0
    return [(1 - length) * step / steps for step in range(int(steps) + 1)] if steps else [0.0]
