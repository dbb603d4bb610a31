"""Pictures that a photo shows at an angle: on a phone or a monitor, as a print on a table.

Their sides are straight but not those of the photo, so no rows and columns cut them out. The
outermost outlines of a thing are looked at from each side: where a straight line holds most of them
on all four, the thing is a picture, and is laid straight to be looked at.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog_search.photos.shoppers.outlines import Mask
from catalog_search.types import Box

HELD = 0.5
"""Share of the outermost outlines that a side holds; the others are corners and other sides."""
OFF = 1.5
"""Pixels that an outline may be off the line."""
STEEPEST = 0.36
"""Slope of a side at most, that of 20 degrees."""
TRIED = 12
"""Places at either end of a side between which lines are tried."""
LEAST = 24
"""Pixels of the shortest side."""
RIMS = (0.03, 0.08, 0.14)
"""Shares of the way to the middle that the corners are moved, off what frames the picture."""

Corners = NDArray[np.float64]
"""float [4, 2] of x and y: top left, bottom left, bottom right, top right."""


class Line(NamedTuple):
    """A side of a picture: y = slope * x + start, or x of y for the left and the right one."""

    slope: float
    start: float


def corners(mask: Mask) -> Corners | None:
    """Return the corners of the picture that these outlines are of, None if they are of none.

    All four sides must be within the mask.
    """
    lines = [side(each) for each in (mask, mask[::-1], mask.T, mask.T[::-1])]
    (height, width), (top, lower, left, outer) = mask.shape, lines
    if top is None or lower is None or left is None or outer is None:
        return None
    bottom, right = turned(lower, height), turned(outer, width)
    pairs = (top, left), (bottom, left), (bottom, right), (top, right)
    points = np.array([meeting(row, column) for row, column in pairs])
    is_inside = bool(((points > -1) & (points < [width + 1, height + 1])).all())
    return points if is_inside and sides(points).min() >= LEAST else None


def side(mask: Mask) -> Line | None:
    """Return the line along the topmost outlines of the columns, None if none holds."""
    columns = np.flatnonzero(mask.any(axis=0))
    if len(columns) < LEAST:
        return None
    tops = mask.argmax(axis=0)[columns]
    start, _, end = np.array_split(np.arange(len(columns)), 3)
    tried = (each[np.linspace(0, len(each) - 1, TRIED).astype(int)] for each in (start, end))
    first, last = (each.ravel() for each in np.meshgrid(*tried))
    slopes = (tops[last] - tops[first]) / (columns[last] - columns[first])
    starts = tops[first] - slopes * columns[first]
    off = np.abs(slopes[:, None] * columns + starts[:, None] - tops)
    held = (off <= OFF).mean(axis=1) * (np.abs(slopes) <= STEEPEST)
    best = held.argmax()
    line = Line(float(slopes[best]), float(starts[best]))
    # At the photo's own edge are the first outlines of any pattern.
    is_edge = line.slope * columns.mean() + line.start <= OFF
    return None if is_edge or held[best] < HELD else line


def turned(line: Line, length: int) -> Line:
    """Return the line on the mask that was found on it upside down."""
    return Line(-line.slope, length - line.start)


def meeting(row: Line, column: Line) -> tuple[float, float]:
    """Return x and y where an upper or lower side meets a left or right one."""
    x = (column.slope * row.start + column.start) / (1 - column.slope * row.slope)
    return x, row.slope * x + row.start


def sides(at: Corners) -> NDArray[np.float64]:
    """Return the lengths of top, left, bottom and right."""
    lengths: NDArray[np.float64] = np.linalg.norm(at - np.roll(at, 1, axis=0), axis=1)
    return lengths


def moved_in(at: Corners, rim: float) -> Corners:
    """Return the corners moved by this share of their way to the middle."""
    middle: Corners = at.mean(axis=0)
    return at + rim * (middle - at)


def laid_straight(image: Image.Image, at: Corners) -> Image.Image:
    """Return the picture with these corners on the image, as a rectangle."""
    # Twice the mean width and height.
    width, height = (sides(at)[:2] + sides(at)[2:]).tolist()
    size = max(1, round(width / 2)), max(1, round(height / 2))
    quad = at.ravel().tolist()
    return image.transform(size, Image.Transform.QUAD, quad, Image.Resampling.BILINEAR)


def box_around(at: Corners, box: Box) -> Box:
    """Return the smallest box on the photo around a box on the picture with these corners."""
    top_left, bottom_left, bottom_right, top_right = at
    points = np.array(
        [
            (1 - y) * ((1 - x) * top_left + x * top_right)
            + y * ((1 - x) * bottom_left + x * bottom_right)
            for x in (box.left, box.right)
            for y in (box.top, box.bottom)
        ]
    )
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Box(max(0.0, left), max(0.0, top), min(1.0, right), min(1.0, bottom))
