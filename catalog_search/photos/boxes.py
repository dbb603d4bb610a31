"""Rectangles on a photo: cut out, compared, chosen so that they lie apart."""

import math
from collections.abc import Sequence

from PIL.Image import Image

from catalog_search.exceptions import InvalidQuery
from catalog_search.types import Box

WHOLE = Box(0.0, 0.0, 1.0, 1.0)

SMALLEST = 0.03
"""Share of the photo's width or height that a part has at least: less shows nothing."""

DIGITS = 3
"""Decimals kept: a thousandth of the photo is less than a pixel of what a model sees."""


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


def read_crop(text: str) -> Box | None:
    """Return the part that the text names; None for no text and for the whole photo.

    Raises InvalidQuery.
    """
    if not text:
        return None
    shares = [share(part) for part in text.split(",")]
    if len(shares) != 4:
        raise InvalidQuery(
            "crop takes four shares of the photo from 0 to 1: left, top, right and bottom, as in "
            "crop=0.1,0.2,0.6,0.9."
        )
    box = Box(*shares)
    if not shows_something(box):
        raise InvalidQuery(
            f"That part of the photo is too small: right and bottom of a crop lie at least "
            f"{SMALLEST} beyond left and top."
        )
    return None if box == WHOLE else box


def shows_something(box: Box) -> bool:
    """Return whether the part is large enough to search with."""
    return min(box.right - box.left, box.bottom - box.top) >= SMALLEST


def share(text: str) -> float:
    try:
        value = round(float(text), DIGITS)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise InvalidQuery(
            "The four numbers of a crop are shares of the photo from 0 to 1, as in "
            "crop=0.1,0.2,0.6,0.9."
        )
    return value + 0.0  # -0.0 would be written with its sign


def written_crop(box: Box | None) -> str:
    """Return the text that `read` takes for this part; "" for the whole photo."""
    if box is None or box == WHOLE:
        return ""
    return ",".join(f"{value:.{DIGITS}g}" if value else "0" for value in edges(box))


def edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom
