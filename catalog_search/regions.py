"""Where on a photo things may be: windows of several sizes, and a choice that does not overlap."""

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


def windows(width: int, height: int) -> list[Box]:
    """Return the whole photo, then windows of every size over all of it."""
    boxes = [Box(0.0, 0.0, 1.0, 1.0)]
    for size in SIZES:
        for aspect in ASPECTS if size >= 0.5 else ASPECTS[:1]:
            side = size * min(width, height)
            boxes += grid(side * aspect**0.5 / width, side / aspect**0.5 / height)
    return list(dict.fromkeys(boxes))


def grid(width: float, height: float) -> list[Box]:
    """Return boxes of this size, in shares of the photo, that together cover it."""
    width, height = min(width, 1.0), min(height, 1.0)
    return [
        Box(round(x, 4), round(y, 4), round(x + width, 4), round(y + height, 4))
        for y, x in product(offsets(height), offsets(width))
    ]


def offsets(length: float) -> list[float]:
    steps = max(1, -(-(1 - length) // (length * STEP))) if length < 1 else 0
    return [(1 - length) * step / steps for step in range(int(steps) + 1)] if steps else [0.0]


def crop(image: Image, box: Box) -> Image:
    """Return the part of the image inside the box, at least one pixel each way."""
    left, top = int(box.left * image.width), int(box.top * image.height)
    right = max(left + 1, round(box.right * image.width))
    bottom = max(top + 1, round(box.bottom * image.height))
    return image.crop((left, top, min(right, image.width), min(bottom, image.height)))


def apart(boxes: Sequence[Box], order: Sequence[int], overlap: float, most: int) -> list[int]:
    """Return the first `most` boxes in this order that share at most `overlap` with an earlier one.

    Overlap is the shared area over the smaller box's: a box inside another counts fully.
    """
    chosen: list[int] = []
    for number in order:
        if all(shared(boxes[number], boxes[other]) <= overlap for other in chosen):
            chosen.append(number)
        if len(chosen) == most:
            break
    return chosen


def shared(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min(area(one), area(other))
    return max(0.0, width) * max(0.0, height) / smaller if smaller else 0.0


def area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)
