"""Merges neighbouring patches step by step; every patch on the way is a candidate object.

Uijlings, van de Sande, Gevers and Smeulders 2013, "Selective Search for Object Recognition",
section 3.2, with its color, size and fill similarities but not texture.
"""

from dataclasses import dataclass

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
    similarities = {
        (label, other): similarity(patches[label], patches[other], labels.size)
        for label, others in enumerate(near)
        for other in others
        if label < other
    }
    while similarities:
        pair = max(similarities, key=similarities.__getitem__)
        label, around = len(patches), (near[pair[0]] | near[pair[1]]) - set(pair)
        patches.append(union(patches[pair[0]], patches[pair[1]]))
        near.append(around)
        similarities = {
            key: value for key, value in similarities.items() if not set(pair) & set(key)
        }
        for other in around:
            near[other] = (near[other] - set(pair)) | {label}
            similarities[other, label] = similarity(patches[other], patches[label], labels.size)
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


def similarity(first: Patch, second: Patch, total: int) -> float:
    """Return color, size and fill similarity, added up: 0 to 3. `total`: pixels of the photo."""
    left, top, right, bottom = bounding_box(first, second)
    size = first.size + second.size
    common = float(np.minimum(first.colors, second.colors).sum())
    return common + 1 - size / total + 1 - ((right - left) * (bottom - top) - size) / total
