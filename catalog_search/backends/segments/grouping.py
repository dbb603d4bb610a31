"""Merges neighbouring patches step by step; every patch on the way is a candidate object.

Uijlings, van de Sande, Gevers and Smeulders 2013, "Selective Search for Object Recognition",
section 3.2, with its color, size and fill similarities but not texture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from catalog_search.backends.segments.graph import Labels, Pixels

BINS = 8
"""Histogram bins per channel."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A connected part of the photo."""

    corners: tuple[int, int, int, int]
    """Left, top, right, bottom, in pixels."""
    size: int
    """Number of pixels."""
    colors: NDArray[np.float64]
    """float64 [3 * BINS], sum 1: the color histograms."""

    @property
    def area(self) -> int:
        return (self.corners[2] - self.corners[0]) * (self.corners[3] - self.corners[1])

    @property
    def fill(self) -> float:
        """Share of the box that the patch covers."""
        return self.size / self.area


def merged(pixels: Pixels, labels: Labels) -> list[Patch]:
    """Return the patches, then each union made by merging the most similar neighbours.

    n patches give 2 n - 1 unless parts of the photo touch at corners only.
    """
    patches, near = patches_of(pixels, labels), neighbours(labels)
    queue: list[tuple[float, int, int, int]] = []

    def add(label: int, adjacent: Sequence[int]) -> None:
        """Queue the pairs of this patch and others; among equals the older pair comes first."""
        values = similarities(patches[label], [patches[other] for other in adjacent], labels.size)
        for other, value in zip(adjacent, values.tolist(), strict=True):
            heappush(queue, (-value, len(pairs), label, other))
            pairs.append((label, other))

    pairs: list[tuple[int, int]] = []
    for label, adjacent in enumerate(near):
        add(label, [other for other in adjacent if label < other])
    gone: set[int] = set()
    while queue:
        _, _, first, second = heappop(queue)
        if first in gone or second in gone:
            continue
        gone |= {first, second}
        label, around = len(patches), (near[first] | near[second]) - {first, second}
        patches.append(union(patches[first], patches[second]))
        near.append(around)
        for other in around:
            near[other] = (near[other] - {first, second}) | {label}
        add(label, list(around))
    return patches


def patches_of(pixels: Pixels, labels: Labels) -> list[Patch]:
    """Return the patch of each label, in label order."""
    flat, count = labels.ravel(), int(labels.max()) + 1
    sizes = np.bincount(flat, minlength=count)
    levels = (pixels.reshape(-1, 3) * BINS / 256).astype(np.intp).clip(0, BINS - 1)
    colors = np.concatenate(
        [
            np.bincount(flat * BINS + levels[:, channel], minlength=count * BINS).reshape(count, -1)
            for channel in range(3)
        ],
        axis=1,
    ) / (3 * sizes[:, None])
    rows, columns = np.divmod(np.arange(flat.size), labels.shape[1])
    low, high = np.full((2, count), flat.size), np.zeros((2, count), np.intp)
    for axis, values in enumerate((columns, rows)):
        np.minimum.at(low[axis], flat, values)
        np.maximum.at(high[axis], flat, values + 1)
    corners = np.concatenate([low, high]).T.tolist()
    return [
        Patch((left, top, right, bottom), int(size), color)
        for (left, top, right, bottom), size, color in zip(corners, sizes, colors, strict=True)
    ]


def neighbours(labels: Labels) -> list[set[int]]:
    """Return, for each label, the labels beside, above or below it."""
    near: list[set[int]] = [set() for _ in range(int(labels.max()) + 1)]
    for firsts, seconds in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        pairs = np.stack([firsts[firsts != seconds], seconds[firsts != seconds]], axis=1)
        for first, second in np.unique(pairs, axis=0).tolist():
            near[first].add(second)
            near[second].add(first)
    return near


def union(first: Patch, second: Patch) -> Patch:
    size = first.size + second.size
    colors = (first.colors * first.size + second.colors * second.size) / size
    return Patch(bounding_box(first, second), size, colors)


def bounding_box(first: Patch, second: Patch) -> tuple[int, int, int, int]:
    (a, b, c, d), (e, f, g, h) = first.corners, second.corners
    return min(a, e), min(b, f), max(c, g), max(d, h)


def similarities(patch: Patch, patches: Sequence[Patch], total: int) -> NDArray[np.float64]:
    """Return [n]: color, size and fill similarity of the patch to each other, added up: 0 to 3.

    `total`: pixels of the photo.
    """
    if not patches:
        return np.empty(0)
    corners = np.array([bounding_box(patch, other) for other in patches])
    size = patch.size + np.array([other.size for other in patches])
    colors = np.minimum(patch.colors, np.stack([other.colors for other in patches]))
    area = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
    similar: NDArray[np.float64] = colors.sum(axis=1) + 1 - size / total + 1 - (area - size) / total
    return similar
