"""Things in a photo found without a trained detector: patches of color that stand out.

No word of what things are is needed, and no library: a photo takes a fraction of a second. The
encoder judges afterwards which boxes show goods.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFilter
from PIL.Image import Image, Resampling

from catalog_search.backends.segments.graph import Pixels, segment
from catalog_search.backends.segments.grouping import Patch, joined
from catalog_search.photos import boxes
from catalog_search.types import Box

SMALLEST, LARGEST = 0.006, 0.6
"""Shares of the photo that a thing takes up."""
SAME = 0.6
"""Boxes with a larger common part, over what both cover, are one thing."""
PADDING = 0.06
LEVELS = 4
"""Of each channel, for comparing a box with its surroundings."""
RING = 0.175
"""Width of the surroundings, in shares of the box's own sides."""


class SegmentsDetector:
    """Proposes boxes around patches that differ in color from what surrounds them.

    `side`: pixels of the longer side that is looked at. `scale`: a larger one makes larger
    patches (Felzenszwalb's k). `least`: pixels of the smallest patch.
    """

    def __init__(self, side: int = 112, scale: float = 100.0, least: int = 20) -> None:
        self.side, self.scale, self.least = side, scale, least

    def propose(self, image: Image, most: int) -> Sequence[Box]:
        """Return at most `most` boxes, the one that stands out most first."""
        pixels = self.reduced(image)
        patches = joined(pixels, segment(pixels, self.scale, self.least))
        corners = np.array([patch.corners for patch in patches])
        scores = contrast(pixels, corners) * np.sqrt([patch.fill for patch in patches])
        height, width, _ = pixels.shape
        found = [box_of(patch, width, height) for patch in patches]
        sized = [SMALLEST <= boxes.area(box) <= LARGEST for box in found]
        order = [int(row) for row in np.argsort(-scores, kind="stable") if sized[row]]
        return [boxes.padded(box, PADDING) for box in distinct(found, order, most)]

    def reduced(self, image: Image) -> Pixels:
        small = image.copy()
        small.thumbnail((self.side, self.side), Resampling.BOX)
        return np.asarray(small.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float64)


def box_of(patch: Patch, width: int, height: int) -> Box:
    left, top, right, bottom = patch.corners
    return Box(left / width, top / height, right / width, bottom / height)


def distinct(found: Sequence[Box], order: Sequence[int], most: int) -> list[Box]:
    """Return the first `most` boxes in this order that no earlier one nearly equals."""
    kept: list[Box] = []
    for box in (found[row] for row in order):
        if all(over_union(box, other) <= SAME for other in kept):
            kept.append(box)
        if len(kept) == most:
            break
    return kept


def over_union(one: Box, other: Box) -> float:
    both = boxes.common(one, other)
    return both / (boxes.area(one) + boxes.area(other) - both)


def contrast(pixels: Pixels, corners: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return how unlike each box's colors are to those in a ring around it, float64 [n], 0 to 1.

    The "color contrast" of Alexe, Deselaers and Ferrari 2010, "What is an object?", section 2,
    as half the chi-square distance of two histograms. A box that fills the photo has no ring: 0.
    """
    height, width, _ = pixels.shape
    counts = cumulative(pixels)
    left, top, right, bottom = corners.T
    x = np.maximum(1, np.rint((right - left) * RING)).astype(np.intp)
    y = np.maximum(1, np.rint((bottom - top) * RING)).astype(np.intp)
    inner = histograms(counts, left, top, right, bottom)
    outer = histograms(
        counts,
        (left - x).clip(0),
        (top - y).clip(0),
        (right + x).clip(0, width),
        (bottom + y).clip(0, height),
    )
    ring = outer - inner
    a = inner / inner.sum(axis=1, keepdims=True)
    b = ring / np.maximum(ring.sum(axis=1, keepdims=True), 1)
    distance = 0.5 * ((a - b) ** 2 / np.maximum(a + b, 1e-9)).sum(axis=1)
    return np.where(ring.sum(axis=1) > 0, distance, 0.0)


def cumulative(pixels: Pixels) -> NDArray[np.float64]:
    """Return the pixels of each color above and left: [height + 1, width + 1, colors]."""
    levels = (pixels * LEVELS / 256).astype(np.intp).clip(0, LEVELS - 1)
    colors = levels @ np.array([LEVELS**2, LEVELS, 1])
    counts = np.zeros((pixels.shape[0] + 1, pixels.shape[1] + 1, LEVELS**3))
    counts[1:, 1:] = np.eye(LEVELS**3)[colors].cumsum(axis=0).cumsum(axis=1)
    return counts


def histograms(
    counts: NDArray[np.float64],
    left: NDArray[np.intp],
    top: NDArray[np.intp],
    right: NDArray[np.intp],
    bottom: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return float64 [n, colors]: the pixels of each color inside each box."""
    inside = counts[bottom, right] - counts[top, right] - counts[bottom, left] + counts[top, left]
    return inside.astype(np.float64)
