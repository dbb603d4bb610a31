"""Finds objects without a trained detector, as patches of color that stand out.

It needs no labels and no extra library, and takes a fraction of a second per photo. The encoder
decides afterwards which boxes show goods.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFilter
from PIL.Image import Image, Resampling

from catalog_search.backends.segments.graph import Pixels, segment
from catalog_search.backends.segments.grouping import Patch, merged
from catalog_search.photos import boxes
from catalog_search.types import Box

MIN_AREA, MAX_AREA = 0.006, 0.6
"""An object's area, in shares of the photo."""
MAX_OVERLAP = 0.6
"""Boxes with a higher intersection over union count as the same object."""
MAX_DISTINCT = 60
"""Patches that are looked at."""
MAX_PATCHES, MAX_WINDOWS = 4, 12
"""Boxes around patches, and windows."""
MAX_SHARED = 0.35
"""A patch that shares more of its area with an earlier one comes after those that do not."""
WINDOW = 0.4
"""Side of a window, as a share of the square root of the photo's area."""
PADDING = 0.06
LEVELS = 4
"""Histogram levels per channel, for comparing a box with its surroundings."""
RING = 0.175
"""Width of the surroundings, in shares of the box's own sides."""


class SegmentsDetector:
    """Proposes boxes around patches that differ in color from their surroundings, then windows.

    Few patches of a furnished room are things, and a window around a thing finds it as well: see
    docs/decisions/2026-11-27-regions-that-are-near-products.md. A photo without any patch has no
    windows.

    `side`: the photo is reduced to this many pixels on its longer side. `scale`: larger values
    give larger patches (Felzenszwalb's k). `min_size`: pixels of the smallest patch.
    """

    def __init__(self, side: int = 80, scale: float = 100.0, min_size: int = 10) -> None:
        self.side, self.scale, self.min_size = side, scale, min_size

    def propose(self, image: Image, max_boxes: int) -> Sequence[Box]:
        """Return up to `max_boxes` boxes: MAX_PATCHES, the most contrasting first, then windows."""
        pixels = self.reduced(image)
        patches = merged(pixels, segment(pixels, self.scale, self.min_size))
        corners = np.array([patch.corners for patch in patches])
        scores = contrast(pixels, corners) * np.sqrt([patch.fill for patch in patches])
        height, width, _ = pixels.shape
        candidates = [box_of(patch, width, height) for patch in patches]
        order = np.argsort(-scores, kind="stable").tolist()
        ranked = [candidates[i] for i in order if MIN_AREA <= boxes.area(candidates[i]) <= MAX_AREA]
        proposed = [boxes.padded(box, PADDING) for box in distinct(ranked, MAX_DISTINCT)]
        patches_first = boxes.in_layers(proposed, MAX_SHARED, MAX_PATCHES)
        windows = boxes.windows(*image.size, WINDOW, MAX_WINDOWS) if proposed else []
        return [*patches_first, *windows][:max_boxes]

    def reduced(self, image: Image) -> Pixels:
        small = image.copy()
        small.thumbnail((self.side, self.side), Resampling.BOX)
        return np.asarray(small.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float64)


def box_of(patch: Patch, width: int, height: int) -> Box:
    left, top, right, bottom = patch.corners
    return Box(left / width, top / height, right / width, bottom / height)


def distinct(ranked: Sequence[Box], max_boxes: int) -> list[Box]:
    """Return the first `max_boxes` boxes, leaving out those that nearly equal an earlier one."""
    chosen: list[Box] = []
    for box in ranked:
        if all(intersection_over_union(box, other) <= MAX_OVERLAP for other in chosen):
            chosen.append(box)
        if len(chosen) == max_boxes:
            break
    return chosen


def intersection_over_union(first: Box, second: Box) -> float:
    intersection = boxes.common(first, second)
    return intersection / (boxes.area(first) + boxes.area(second) - intersection)


def contrast(pixels: Pixels, corners: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return float64 [n], 0 to 1: how much each box's colors differ from a ring around it.

    The "color contrast" of Alexe, Deselaers and Ferrari 2010, "What is an object?", section 2,
    computed as half the chi-square distance of two histograms. A box that fills the photo has no
    ring and scores 0.
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


def cumulative(pixels: Pixels) -> NDArray[np.int32]:
    """Return [height + 1, width + 1, colors]: pixels of each color above and left of a point.

    Colors that the photo does not have are left out.
    """
    levels = (pixels * LEVELS / 256).astype(np.intp).clip(0, LEVELS - 1)
    colors, numbers = np.unique(levels @ np.array([LEVELS**2, LEVELS, 1]), return_inverse=True)
    counts = np.zeros((pixels.shape[0] + 1, pixels.shape[1] + 1, len(colors)), np.int32)
    inside = counts[1:, 1:]
    np.put_along_axis(inside, numbers.reshape(*pixels.shape[:2], 1), 1, axis=2)
    np.cumsum(inside, axis=0, out=inside)
    np.cumsum(inside, axis=1, out=inside)
    return counts


def histograms(
    counts: NDArray[np.int32],
    left: NDArray[np.intp],
    top: NDArray[np.intp],
    right: NDArray[np.intp],
    bottom: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return float64 [n, colors]: the number of pixels of each color in each box."""
    inside = counts[bottom, right] - counts[top, right] - counts[bottom, left] + counts[top, left]
    return inside.astype(np.float64)
