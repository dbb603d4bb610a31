"""A thin line around a photo: a border that was drawn, with the same ground on both sides of it."""

from collections.abc import Sequence

import numpy as np

from catalog_search.photos.shoppers.outlines import Mask, Patch, Pixels

STRAIGHT = 0.7
"""Share of each side that must be an outline for a thing to be a picture in a frame."""
LINE = 8
"""Pixels within which both outlines of a line are looked for."""
BESIDE = 2
"""Pixels on each side of a line that show whether it has ground there."""
SPARSE = 0.05
"""Most outlines on that ground, as a share of the side's length."""
SAME_GROUND = 20
"""Levels of 255 that the ground outside may differ by from that inside."""


def inside_line(
    pixels: Pixels, mask: Mask, thing_patches: Sequence[Patch], least: float
) -> Patch | None:
    """Return what a thin line around the only thing holds; None if there is none.

    The patch within the line has at least so many pixels, so that a thing with a rim is no frame.
    """
    patch = thing_patches[0]
    if len(thing_patches) > 1 or patch.area < least or min(mask.shape) <= 4 * LINE:
        return None
    height, width = mask.shape
    beside, across = slice(patch.top, patch.bottom), slice(patch.left, patch.right)
    turned, pixels_turned = mask.T[:, beside], pixels.swapaxes(0, 1)[:, beside]
    mask, pixels = mask[:, across], pixels[:, across]
    left = line_end(turned, pixels_turned, patch.left)
    top = line_end(mask, pixels, patch.top)
    right = line_end(turned[::-1], pixels_turned[::-1], width - patch.right)
    bottom = line_end(mask[::-1], pixels[::-1], height - patch.bottom)
    if not all((left, top, right, bottom)):
        return None
    return Patch(left, top, width - right, height - bottom)


def line_end(mask: Mask, pixels: Pixels, start: int) -> int:
    """Return the row behind a line that begins in the row `start`, 0 if there is none.

    It has ground behind it, and the same before it unless it is at the photo's own side.
    """
    rows = range(start, start + LINE)
    straight = [row for row in rows if is_straight(mask[max(start, row - 1) : row + 2])]
    if not straight:
        return 0
    end = straight[-1] + 1
    corner = mask.shape[1] // 8  # It may be rounded.
    inside, outside = slice(end, end + BESIDE), slice(max(0, start - 1 - BESIDE), start - 1)
    if mask[inside, corner:-corner].any(axis=0).mean() > SPARSE:
        return 0
    if start > 1:
        difference = np.median(pixels[inside], (0, 1)) - np.median(pixels[outside], (0, 1))
        if np.abs(difference).max() > SAME_GROUND:
            return 0
    return end


def is_straight(lines: Mask) -> bool:
    """Return whether the lines [few, n] are together an outline along most of their length."""
    return bool(lines.any(axis=0).mean() >= STRAIGHT)
