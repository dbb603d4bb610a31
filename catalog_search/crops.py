"""The part of a photo to search with, as an address says it: crop=left,top,right,bottom."""

import math

from catalog_search.exceptions import InvalidQuery
from catalog_search.types import Box

WHOLE = Box(0.0, 0.0, 1.0, 1.0)
SMALLEST = 0.03
"""Share of the photo's width or height that a part has at least: less shows nothing."""
DIGITS = 3
"""Decimals kept: a thousandth of the photo is less than a pixel of what a model sees."""


def read(text: str) -> Box | None:
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


def written(box: Box | None) -> str:
    """Return the text that `read` takes for this part; "" for the whole photo."""
    if box is None or box == WHOLE:
        return ""
    return ",".join(f"{value:.{DIGITS}g}" if value else "0" for value in edges(box))


def edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom
