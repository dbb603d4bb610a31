"""Patches of a photo joined step by step into things, and every box met on the way.

Uijlings, van de Sande, Gevers and Smeulders 2013, "Selective Search for Object Recognition",
section 3.2, with its similarities of color, size and fill; texture is left out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog_search.backends.segments.graph import Labels, Pixels

BINS = 8
"""Of each channel's histogram."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A part of the photo: left, top, right, bottom in pixels, pixels held, and its colors."""

    corners: tuple[int, int, int, int]
    size: int
    colors: NDArray[np.float64]
    """float64 [3 * BINS], adding up to 1."""

    @property
    def area(self) -> int:
        return (self.corners[2] - self.corners[0]) * (self.corners[3] - self.corners[1])

    @property
    def fill(self) -> float:
        """Share of its box that is the patch itself."""
        return self.size / self.area


def joined(pixels: Pixels, labels: Labels) -> list[Patch]:
    """Return the patches, then each union as the most similar neighbours are joined, to the last.

    n patches give 2 n - 1 unless parts of the photo touch at corners only.
    """
    patches, near = measured(pixels, labels), neighbours(labels)
    alike = {
        (one, other): similarity(patches[one], patches[other], labels.size)
        for one, others in enumerate(near)
        for other in others
        if one < other
    }
    while alike:
        pair = max(alike, key=alike.__getitem__)
        number, around = len(patches), (near[pair[0]] | near[pair[1]]) - set(pair)
        patches.append(union(patches[pair[0]], patches[pair[1]]))
        near.append(around)
        alike = {key: value for key, value in alike.items() if not set(pair) & set(key)}
        for other in around:
            near[other] = (near[other] - set(pair)) | {number}
            alike[other, number] = similarity(patches[other], patches[number], labels.size)
    return patches


def measured(pixels: Pixels, labels: Labels) -> list[Patch]:
    """Return each label's patch, in the order of the labels."""
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
    """Return for each label those that lie beside, above or below it."""
    near: list[set[int]] = [set() for _ in range(int(labels.max()) + 1)]
    for ones, others in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        met = np.stack([ones[ones != others], others[ones != others]], axis=1)
        for one, other in np.unique(met, axis=0).tolist():
            near[one].add(other)
            near[other].add(one)
    return near


def union(one: Patch, other: Patch) -> Patch:
    size = one.size + other.size
    colors = (one.colors * one.size + other.colors * other.size) / size
    return Patch(around(one, other), size, colors)


def around(one: Patch, other: Patch) -> tuple[int, int, int, int]:
    (a, b, c, d), (e, f, g, h) = one.corners, other.corners
    return min(a, e), min(b, f), max(c, g), max(d, h)


def similarity(one: Patch, other: Patch, whole: int) -> float:
    """Return colors in common, smallness and how well both fill their box: 0 to 3."""
    left, top, right, bottom = around(one, other)
    size = one.size + other.size
    common = float(np.minimum(one.colors, other.colors).sum())
    return common + 1 - size / whole + 1 - ((right - left) * (bottom - top) - size) / whole
