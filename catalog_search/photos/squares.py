"""Make photos square, so that a grid of products looks even."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PLAIN = 16
"""Maximum distance, in levels of 255, of a plain edge's pixels from their median."""
PLAIN_SHARE = 0.98
"""Share of an edge's pixels that must be within that distance."""
EDGE = 4
"""Rows or columns of an edge whose mean is repeated."""
CLEARLY_MORE = 1.15
"""A window must have this many times the detail of the middle one to be preferred to it."""
MAX_PADDING = 0.5
"""Share of the square's side. A photo that needs more is cropped, even on a plain backdrop."""


def square(image: Image.Image) -> Image.Image:
    """Return the photo as a square.

    A photo with a plain backdrop is extended with that backdrop, so the product stays complete.
    Any other photo is cropped to the part with the most detail.
    """
    width, height = image.size
    if width == height:
        return image
    pixels = np.asarray(image)
    across = width < height
    ends = (pixels[:, 0], pixels[:, -1]) if across else (pixels[0], pixels[-1])
    if abs(width - height) <= MAX_PADDING * max(width, height) and all(map(is_plain, ends)):
        return extended(pixels, across)
    side = min(width, height)
    start = busiest(pixels if height > width else pixels.swapaxes(0, 1), side)
    left, top = (0, start) if height > width else (start, 0)
    return image.crop((left, top, left + side, top + side))


def busiest(lines: NDArray[np.uint8], side: int) -> int:
    """Return the start of the window of `side` lines with the most detail.

    The middle window is preferred unless another has clearly more, because products are usually
    in the middle.
    """
    grey = lines.mean(axis=2)
    detail = np.abs(np.diff(grey, axis=1)).sum(axis=1)
    sums = np.concatenate([[0.0], np.cumsum(detail)])
    details = sums[side:] - sums[:-side]
    middle, best = (len(details) - 1) // 2, int(details.argmax())
    return best if details[best] > CLEARLY_MORE * details[middle] else middle


def is_plain(edge: NDArray[np.uint8]) -> bool:
    """Return whether nearly all pixels [n, 3] of the edge have one color."""
    distances = np.abs(edge.astype(int) - np.median(edge, axis=0)).max(axis=1)
    return bool((distances <= PLAIN).mean() >= PLAIN_SHARE)


def extended(pixels: NDArray[np.uint8], across: bool) -> Image.Image:
    """Return a square picture, filled up by repeating the smoothed outer rows or columns."""
    lines = pixels.swapaxes(0, 1) if across else pixels
    missing = lines.shape[1] - lines.shape[0]
    before, after = missing // 2, missing - missing // 2
    filled = np.concatenate(
        [
            np.repeat(smooth(lines[:EDGE])[None], before, axis=0),
            lines,
            np.repeat(smooth(lines[-EDGE:])[None], after, axis=0),
        ]
    )
    return Image.fromarray(np.ascontiguousarray(filled.swapaxes(0, 1) if across else filled))


def smooth(lines: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the mean of the lines [m, n, 3] as [n, 3], smoothed so that grain makes no stripes."""
    line = lines.mean(axis=0)
    reach = max(1, len(line) // 48)
    padded = np.pad(line, ((reach, reach), (0, 0)), mode="edge")
    sums = np.cumsum(np.vstack([np.zeros((1, 3)), padded]), axis=0)
    window = 2 * reach + 1
    means: NDArray[np.float64] = (sums[window:] - sums[:-window]) / window
    return np.rint(means).astype(np.uint8)
