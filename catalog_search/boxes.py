"""Rectangles on a photo: cut out, compared, chosen so that they lie apart."""

from collections.abc import Sequence

from PIL.Image import Image

from catalog_search.types import Box

WHOLE = Box(0.0, 0.0, 1.0, 1.0)


def crop(image: Image, box: Box) -> Image:
    """Return the part of the image inside the box, at least one pixel each way."""
    left = min(int(box.left * image.width), image.width - 1)
    top = min(int(box.top * image.height), image.height - 1)
    right = max(left + 1, round(box.right * image.width))
    bottom = max(top + 1, round(box.bottom * image.height))
    return image.crop((left, top, min(right, image.width), min(bottom, image.height)))


def padded(box: Box, share: float) -> Box:
    """Return the box, wider on each side by this share of its own width or height."""
    x, y = share * (box.right - box.left), share * (box.bottom - box.top)
    return Box(
        max(0.0, box.left - x),
        max(0.0, box.top - y),
        min(1.0, box.right + x),
        min(1.0, box.bottom + y),
    )


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
    """Return the area both have in common, over the smaller one's."""
    smaller = min(area(one), area(other))
    return common(one, other) / smaller if smaller else 0.0


def common(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height)


def area(box: Box) -> float:
    """Return the box's share of the photo."""
    return (box.right - box.left) * (box.bottom - box.top)
