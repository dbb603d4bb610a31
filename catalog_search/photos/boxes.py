"""Boxes on a photo: crop to one, measure overlap, parse and format the crop parameter."""

import math
from collections.abc import Sequence

from django.utils.translation import gettext as _
from PIL.Image import Image

from catalog_search.exceptions import InvalidQuery
from catalog_search.types import Box

WHOLE = Box(0.0, 0.0, 1.0, 1.0)

SMALLEST = 0.03
"""Minimum width and height of a crop, as a share of the photo's; less shows nothing useful."""

STEPS = 100
"""Places of an edge on each side of the photo. A hundredth of it is two pixels of a model's input:
crops that were drawn nearly alike are one, and encoded once."""


def crop(image: Image, box: Box) -> Image:
    """Return the part of the image inside the box, at least 1 by 1 pixel."""
    left = min(int(box.left * image.width), image.width - 1)
    top = min(int(box.top * image.height), image.height - 1)
    right = max(left + 1, round(box.right * image.width))
    bottom = max(top + 1, round(box.bottom * image.height))
    return image.crop((left, top, min(right, image.width), min(bottom, image.height)))


def padded(box: Box, share: float) -> Box:
    """Return the box, enlarged on each side by this share of its own width or height."""
    x, y = share * (box.right - box.left), share * (box.bottom - box.top)
    return Box(
        max(0.0, box.left - x),
        max(0.0, box.top - y),
        min(1.0, box.right + x),
        min(1.0, box.bottom + y),
    )


def inside(frame: Box, box: Box) -> Box:
    """Return the box on the whole photo of a box in the part of it that the frame holds."""
    width, height = frame.right - frame.left, frame.bottom - frame.top
    return Box(
        frame.left + width * box.left,
        frame.top + height * box.top,
        frame.left + width * box.right,
        frame.top + height * box.bottom,
    )


def apart(
    boxes: Sequence[Box], order: Sequence[int], max_overlap: float, max_boxes: int
) -> list[int]:
    """Return the indexes of up to `max_boxes` boxes with little overlap, chosen in this order.

    A box is skipped if it overlaps an earlier one by more than `max_overlap`. Overlap is the
    common area over the smaller box's area, so a box inside another overlaps fully.
    """
    chosen: list[int] = []
    for index in order:
        if all(shared(boxes[index], boxes[other]) <= max_overlap for other in chosen):
            chosen.append(index)
        if len(chosen) == max_boxes:
            break
    return chosen


def in_layers(boxes: Sequence[Box], max_overlap: float, max_boxes: int) -> list[Box]:
    """Return the first `max_boxes`: those that overlap no earlier one, then such of the rest."""
    waiting, chosen = list(range(len(boxes))), list[int]()
    while waiting and len(chosen) < max_boxes:
        layer = apart(boxes, waiting, max_overlap, max_boxes - len(chosen))
        chosen += layer
        waiting = [row for row in waiting if row not in layer]
    return [boxes[row] for row in chosen]


def shared(a: Box, b: Box) -> float:
    """Return the common area of the boxes over the area of the smaller one, in [0, 1]."""
    smaller = min(area(a), area(b))
    return common(a, b) / smaller if smaller else 0.0


def common(a: Box, b: Box) -> float:
    """Return the common area of the boxes, as a share of the photo."""
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    return max(0.0, width) * max(0.0, height)


def area(box: Box) -> float:
    """Return the box's area as a share of the photo."""
    return (box.right - box.left) * (box.bottom - box.top)


def windows(width: int, height: int, side: float, max_windows: int) -> list[Box]:
    """Return up to `max_windows` equal windows that cover a photo of this size, row by row.

    Each is a square in pixels, its side a share of the square root of the photo's area, or ends at
    the photo's edges. Of all grids of up to `max_windows` the one with the shortest steps is taken.
    """
    pixels = side * math.sqrt(width * height)
    across, down = min(1.0, pixels / width), min(1.0, pixels / height)

    def step(columns: int, rows: int) -> tuple[float, int]:
        steps = (
            (1 - length) / (count - 1) / length if count > 1 else (math.inf if length < 1 else 0.0)
            for length, count in ((across, columns), (down, rows))
        )
        return max(steps), columns * rows

    grids = [
        (columns, rows)
        for columns in range(1, max_windows + 1)
        for rows in range(1, max_windows // columns + 1)
    ]
    columns, rows = min(grids, key=lambda grid: step(*grid))
    return [
        Box(left, top, min(1.0, left + across), min(1.0, top + down))
        for top in spread(1 - down, rows)
        for left in spread(1 - across, columns)
    ]


def spread(length: float, count: int) -> list[float]:
    """Return `count` places at equal distances from 0 to the length."""
    return [length * number / max(1, count - 1) for number in range(count)]


def read_crop(text: str) -> Box | None:
    """Parse the crop parameter "left,top,right,bottom"; return None for "" or the whole photo.

    The edges move outwards to the next of STEPS places.

    Raises InvalidQuery.
    """
    if not text:
        return None
    shares = [share(part) for part in text.split(",")]
    if len(shares) != 4:
        raise InvalidQuery(
            _(
                "crop takes four shares of the photo from 0 to 1: left, top, right and bottom, as "
                "in crop=0.1,0.2,0.6,0.9."
            )
        )
    box = on_places(Box(*shares))
    if not shows_something(box):
        raise InvalidQuery(
            _(
                "This crop is too small: right must be at least %(least)s more than left, and "
                "bottom at least %(least)s more than top."
            )
            % {"least": SMALLEST}
        )
    return None if box == WHOLE else box


def shows_something(box: Box) -> bool:
    """Return whether the crop is large enough to search with."""
    return min(box.right - box.left, box.bottom - box.top) >= SMALLEST


def on_places(box: Box) -> Box:
    """Return the box with its edges moved outwards to whole places; a place stays what it is."""
    noise = 1e-6  # of shares that no float has exactly, such as 0.07
    low = (math.floor(value * STEPS + noise) / STEPS for value in (box.left, box.top))
    high = (math.ceil(value * STEPS - noise) / STEPS for value in (box.right, box.bottom))
    return Box(*low, *(min(1.0, value) for value in high))


def share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise InvalidQuery(
            _(
                "The four numbers of crop must be shares of the photo from 0 to 1, as in "
                "crop=0.1,0.2,0.6,0.9."
            )
        )
    return value + 0.0  # turns -0.0 into 0.0


def written_crop(box: Box | None) -> str:
    """Return the crop parameter that `read_crop` parses to this box; "" for the whole photo."""
    if box is None or on_places(box) == WHOLE:
        return ""
    return ",".join(f"{value:g}" for value in edges(on_places(box)))


def edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom
