"""Pictures that a collage shows side by side or one above the other with no ground between them.

What lies on either side of a seam has nothing to do with the other, so nearly everything ends at
it: along a line at the very middle there are outlines wherever there is something to see.
"""

import numpy as np

from catalog_search.photos.boxes import WHOLE
from catalog_search.photos.shoppers.outlines import Mask, Pixels
from catalog_search.types import Box

STEP = 24
"""Levels of 255 between neighbouring pixels that are an outline at a seam."""
REACH = 6
"""Pixels on either side of the middle in which there is something to see, or not."""
SEEN = 0.25
"""Share of the middle line where there must be something to see."""
HELD = 0.7
"""Share of it where there must be an outline."""
MORE = 0.3
"""A seam has this much more of the width as outlines than the lines beside it."""
OFTEN = 1.3
"""A seam has this many times the outlines of nine tenths of all lines; no line of a pattern has."""


def cells(pixels: Pixels) -> list[Box]:
    """Return the halves or quarters that a collage has a picture in each of, else the whole."""
    halves = [(0.0, 0.5), (0.5, 1.0)]
    rows = halves if has_seam(pixels) else [(WHOLE.top, WHOLE.bottom)]
    columns = halves if has_seam(pixels.transpose(1, 0, 2)) else [(WHOLE.left, WHOLE.right)]
    return [Box(left, top, right, bottom) for top, bottom in rows for left, right in columns]


def has_seam(pixels: Pixels) -> bool:
    """Return whether the upper half of these pixels ends at the lower half."""
    middle = len(pixels) // 2
    if middle < 2 * REACH:
        return False
    down, across = (differing(pixels, axis) for axis in (0, 1))
    near = slice(middle - REACH, middle + REACH)
    visible: Mask = np.logical_or.reduce(down[near])
    visible[:-1] |= np.logical_or.reduce(across[near])
    if visible.mean() < SEEN:
        return False
    # A seam may be mixed with what is above and below it, so it has the width of three lines.
    lines = down[:-2] | down[1:-1] | down[2:]
    at, beside = middle - 2, [middle + off for off in (-8, -5, 5, 8)]
    held = lines[:, visible].mean(axis=1)
    usual = float(np.quantile(lines.mean(axis=1), 0.9))
    return bool(
        held[at] >= max(HELD, held[beside].max() + MORE) and lines[at].mean() > OFTEN * usual
    )


def differing(pixels: Pixels, axis: int) -> Mask:
    """Return where pixels differ from the next one along this axis."""
    steps: Pixels = np.abs(np.diff(pixels, axis=axis))
    return np.asarray(steps.max(axis=2) > STEP)
