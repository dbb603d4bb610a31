"""Where the things on a picture are, by the outlines that empty ground has none of.

Ground may be of any color, shaded, or blurred: it differs little from one pixel to the next. What
has outlines is cut apart along empty rows and columns (the recursive XY cut of Nagy and Seth 1984,
"Hierarchical representation of optically scanned documents"), so that a product, a line of text
and a button of a screenshot are patches of their own.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

STEP = 10
"""Levels of 255 between neighbouring pixels that are an outline."""
EMPTY = 2
"""Empty rows or columns that cut a patch in two."""
LONG = 3
"""Length beyond this many times the shorter side does not count: lines of text stay small."""
LEAST = 0.004
"""Size of a thing, as a share of the picture's area."""
PIECE = 0.1
"""Size of a piece of a thing, in shares of the least thing."""
MUCH_SMALLER = 0.4
"""A patch below this share of another's size may be a piece of that, so it is not counted."""
MOST = 100
"""Patches that are looked at: of more, as in a pattern, none is the thing."""
NEAR = 0.15
"""Most room between a thing and a piece of it, as a share of the piece's shorter side."""

Pixels = NDArray[np.int16]
"""int16 [height, width, 3]."""
Mask = NDArray[np.bool_]
"""bool [height, width]."""


class Patch(NamedTuple):
    """A rectangle of pixels, without those at `right` and `bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        return (self.right - self.left) * (self.bottom - self.top)

    @property
    def short(self) -> int:
        return min(self.right - self.left, self.bottom - self.top)

    @property
    def size(self) -> int:
        """The area, of which what is too long does not count."""
        longer = max(self.right - self.left, self.bottom - self.top)
        return self.short * min(longer, LONG * self.short)


def reduced(image: Image.Image, side: int) -> Image.Image:
    """Return the RGB image with at most as many pixels as a square of `side`."""
    shrink = (image.width * image.height) ** 0.5 / side
    if shrink <= 1:
        return image
    width, height = (max(1, round(each / shrink)) for each in image.size)
    return image.resize((width, height), Image.Resampling.BOX)


def pixels_of(image: Image.Image) -> Pixels:
    return np.asarray(image).astype(np.int16)


def outlines(pixels: Pixels, step: int = STEP) -> Mask:
    """Return where a pixel differs from its right or lower neighbour by more than `step`."""
    mask = np.zeros(pixels.shape[:2], np.bool_)
    mask[:, :-1] |= (np.abs(np.diff(pixels, axis=1)) > step).any(axis=2)
    mask[:-1] |= (np.abs(np.diff(pixels, axis=0)) > step).any(axis=2)
    return mask


def patches(mask: Mask) -> list[Patch]:
    """Return the patches that empty rows and columns cut apart, in no order."""
    height, width = mask.shape
    pieces = cut(mask, Patch(0, 0, width, height), LEAST * mask.size)
    # An outline is left of or above the pixel that differs.
    return [
        Patch(x, y, min(width, right + 1), min(height, bottom + 1))
        for x, y, right, bottom in pieces
    ]


def cut(mask: Mask, patch: Patch, min_size: float) -> Iterator[Patch]:
    """Yield the patches inside this one; those smaller than `min_size` are not cut further."""
    for row in runs(mask[patch.top : patch.bottom, patch.left : patch.right].max(axis=1)):
        top, bottom = patch.top + row[0], patch.top + row[1]
        for column in runs(mask[top:bottom, patch.left : patch.right].max(axis=0)):
            part = Patch(patch.left + column[0], top, patch.left + column[1], bottom)
            if part == patch or part.size < min_size:
                yield part
            else:
                yield from cut(mask, part, min_size)


def runs(line: Mask) -> list[tuple[int, int]]:
    """Return start and end of each run of a line [n] that less than EMPTY places interrupt."""
    places = np.flatnonzero(line)
    ends = np.flatnonzero(np.diff(places) > EMPTY)
    starts = [*places[:1].tolist(), *places[ends + 1].tolist()]
    return (
        list(zip(starts, (1 + places[[*ends.tolist(), -1]]).tolist(), strict=True))
        if starts
        else []
    )


def things(mask: Mask, all_patches: Sequence[Patch]) -> list[Patch]:
    """Return those patches that are large enough to be things, with their pieces, largest first."""
    min_size = LEAST * mask.size
    joined: list[Patch] = []
    for patch in sorted(all_patches, key=lambda each: -each.size)[:MOST]:
        if patch.size <= PIECE * min_size:
            break
        rows = (row for row, other in enumerate(joined) if is_piece(patch, other))
        row = next(rows, len(joined))
        joined[row:] = [union([*joined[row : row + 1], patch]), *joined[row + 1 :]]
    return sorted((each for each in joined if each.size > min_size), key=lambda each: -each.size)


def prominent(by_size: Sequence[Patch]) -> list[Patch]:
    """Return the things, largest first, that are not much smaller than the largest."""
    return [each for each in by_size if each.size >= MUCH_SMALLER * by_size[0].size]


def is_piece(patch: Patch, other: Patch) -> bool:
    """Return whether the patch is near another that is much larger."""
    return patch.size < MUCH_SMALLER * other.size and room(patch, other) <= NEAR * patch.short


def room(a: Patch, b: Patch) -> int:
    """Return how many pixels are between the patches; at most 0 if they overlap."""
    return max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom)


def union(some: Sequence[Patch]) -> Patch:
    """Return the smallest patch around all of them."""
    left, top, right, bottom = zip(*some, strict=True)
    return Patch(min(left), min(top), max(right), max(bottom))
