"""Splits a photo into patches of similar color by merging neighbouring pixels.

Felzenszwalb and Huttenlocher 2004, "Efficient Graph-Based Image Segmentation", section 3.
"""

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float64]
"""float64 [height, width, 3], each channel 0 to 255."""
Labels = NDArray[np.intp]
"""intp [height, width]: each pixel's patch number, counted from 0 without gaps."""


class Forest:
    """Disjoint sets of pixels, each with its size and the largest edge weight it merges across."""

    def __init__(self, count: int, scale: float) -> None:
        self.parents = list(range(count))
        self.sizes = [1] * count
        self.thresholds = [scale] * count
        self.scale = scale

    def root(self, node: int) -> int:
        parents = self.parents
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    def join(self, root: int, other: int, weight: float) -> None:
        self.parents[other] = root
        self.sizes[root] += self.sizes[other]
        self.thresholds[root] = weight + self.scale / self.sizes[root]


def segment(pixels: Pixels, scale: float, min_size: int) -> Labels:
    """Return patches of at least `min_size` pixels; a larger `scale` gives larger patches."""
    height, width, _ = pixels.shape
    forest, pairs = Forest(height * width, scale), edges(pixels)
    for node, neighbour, weight in pairs:
        root, other = forest.root(node), forest.root(neighbour)
        if root != other and weight <= min(forest.thresholds[root], forest.thresholds[other]):
            forest.join(root, other, weight)
    for node, neighbour, weight in pairs:
        root, other = forest.root(node), forest.root(neighbour)
        if root != other and min(forest.sizes[root], forest.sizes[other]) < min_size:
            forest.join(root, other, weight)
    roots = np.array([forest.root(node) for node in range(height * width)])
    return np.unique(roots, return_inverse=True)[1].reshape(height, width)


def edges(pixels: Pixels) -> list[tuple[int, int, float]]:
    """Return pairs of neighbouring pixels, diagonals included, sorted by distance in RGB.

    The sort is stable, so the same photo always gives the same patches.
    """
    height, width, _ = pixels.shape
    numbers = np.arange(height * width).reshape(height, width)
    sides = (
        (np.s_[:, :-1], np.s_[:, 1:]),
        (np.s_[:-1], np.s_[1:]),
        (np.s_[:-1, :-1], np.s_[1:, 1:]),
        (np.s_[:-1, 1:], np.s_[1:, :-1]),
    )
    nodes = np.concatenate([numbers[a].ravel() for a, _ in sides])
    neighbours = np.concatenate([numbers[b].ravel() for _, b in sides])
    distances = [np.linalg.norm(pixels[a] - pixels[b], axis=-1).ravel() for a, b in sides]
    weights = np.concatenate(distances)
    order = np.argsort(weights, kind="stable")
    return list(
        zip(nodes[order].tolist(), neighbours[order].tolist(), weights[order].tolist(), strict=True)
    )
