"""Boxes that can be computed by hand: fixed windows over the photo, whatever it shows."""

from collections.abc import Sequence
from itertools import product

from PIL.Image import Image

from catalog_search.types import Box

SIZES = (0.75, 0.45)
"""Sides of the windows, in shares of the photo's shorter side."""
STEP = 0.5
"""How far windows move, in shares of their own side."""
ASPECTS = (1.0, 1.6, 0.625)
"""Width to height; small windows come square only, there would be too many."""


class WindowsDetector:
    """Proposes the same windows for every photo of one shape, large ones first.

    The rule: for each size in SIZES and each aspect, the fewest equally spaced windows that
    cover the photo and move by at most STEP of their own side, row by row.
    """

    def propose(self, image: Image, most: int) -> Sequence[Box]:
        """Return the first `most` windows."""
        return windows(*image.size)[:most]


def windows(width: int, height: int) -> list[Box]:
    """Return windows of every size over all of a photo of this shape."""
    boxes = []
    for size in SIZES:
        for aspect in ASPECTS if size >= 0.5 else ASPECTS[:1]:
            side = size * min(width, height)
            boxes += grid(side * aspect**0.5 / width, side / aspect**0.5 / height)
    return list(dict.fromkeys(boxes))


def grid(width: float, height: float) -> list[Box]:
    """Return boxes of this size, in shares of the photo, that together cover it."""
    width, height = min(width, 1.0), min(height, 1.0)
    return [
        Box(round(x, 4), round(y, 4), min(1.0, round(x + width, 4)), min(1.0, round(y + height, 4)))
        for y, x in product(offsets(height), offsets(width))
    ]


def offsets(length: float) -> list[float]:
    steps = max(1, -(-(1 - length) // (length * STEP))) if length < 1 else 0
    return [(1 - length) * step / steps for step in range(int(steps) + 1)] if steps else [0.0]
