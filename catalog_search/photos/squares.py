"""Photos of any shape in square frames, so that a grid of products is calm to look at."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PLAIN = 16
"""How far, in levels of 255, an edge's pixels may be from their median to be one backdrop."""
PLAIN_SHARE = 0.98
EDGE = 4
"""Rows or columns of an edge whose mean goes on."""
CLEARLY_MORE = 1.15
"""How many times the middle's detail another place must hold to be preferred to it."""
MOST_PADDING = 0.5
"""Of the side of the square: beyond it, even a plain backdrop is cropped."""


def square(image: Image.Image) -> Image.Image:
    """Return the photo as a square.

    Where it ends in a plain backdrop, that backdrop goes on to fill the frame and the product
    stays whole; any other photo is cropped to where its detail is.
    """
    width, height = image.size
    if width == height:
        return image
    pixels = np.asarray(image)
    across = width < height
    ends = (pixels[:, 0], pixels[:, -1]) if across else (pixels[0], pixels[-1])
    if abs(width - height) <= MOST_PADDING * max(width, height) and all(map(is_plain, ends)):
        return extended(pixels, across)
    side = min(width, height)
    start = busiest(pixels if height > width else pixels.swapaxes(0, 1), side)
    left, top = (0, start) if height > width else (start, 0)
    return image.crop((left, top, left + side, top + side))


def busiest(lines: NDArray[np.uint8], side: int) -> int:
    """Return where the window of `side` lines begins that holds most of the detail.

    The middle, unless another place has clearly more: that is where the product stands.
    """
    grey = lines.mean(axis=2)
    detail = np.abs(np.diff(grey, axis=1)).sum(axis=1)
    sums = np.concatenate([[0.0], np.cumsum(detail)])
    held = sums[side:] - sums[:-side]
    middle, best = (len(held) - 1) // 2, int(held.argmax())
    return best if held[best] > CLEARLY_MORE * held[middle] else middle


def is_plain(edge: NDArray[np.uint8]) -> bool:
    """Return whether nearly all pixels [n, 3] of an edge are of one color."""
    apart = np.abs(edge.astype(int) - np.median(edge, axis=0)).max(axis=1)
    return bool((apart <= PLAIN).mean() >= PLAIN_SHARE)


def extended(pixels: NDArray[np.uint8], across: bool) -> Image.Image:
    """Return the picture with its outermost rows or columns, smoothed, repeated to a square."""
    lines = pixels.swapaxes(0, 1) if across else pixels
    missing = lines.shape[1] - lines.shape[0]
    before, after = missing // 2, missing - missing // 2
    whole = np.concatenate(
        [
            np.repeat(smooth(lines[:EDGE])[None], before, axis=0),
            lines,
            np.repeat(smooth(lines[-EDGE:])[None], after, axis=0),
        ]
    )
    return Image.fromarray(np.ascontiguousarray(whole.swapaxes(0, 1) if across else whole))


def smooth(lines: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the lines [m, n, 3] as one [n, 3], without the grain that would turn to stripes."""
    line = lines.mean(axis=0)
    reach = max(1, len(line) // 48)
    padded = np.pad(line, ((reach, reach), (0, 0)), mode="edge")
    sums = np.cumsum(np.vstack([np.zeros((1, 3)), padded]), axis=0)
    window = 2 * reach + 1
    means: NDArray[np.float64] = (sums[window:] - sums[:-window]) / window
    return np.rint(means).astype(np.uint8)
