"""A photo split into patches of similar color, by a graph of its pixels.

Felzenszwalb and Huttenlocher 2004, "Efficient Graph-Based Image Segmentation", section 3.
"""

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float64]
"""float64 [height, width, 3], each channel 0 to 255."""
Labels = NDArray[np.intp]
"""intp [height, width]: the number of each pixel's patch, from 0 without gaps."""


class Forest:
    """Sets of pixels that grow together; each keeps its size and the weight it still bridges."""

    def __init__(self, count: int, scale: float) -> None:
        self.parents = list(range(count))
        self.sizes = [1] * count
        self.bridged = [scale] * count
        self.scale = scale

    def root(self, node: int) -> int:
        parents = self.parents
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    def join(self, one: int, other: int, weight: float) -> None:
        self.parents[other] = one
        self.sizes[one] += self.sizes[other]
        self.bridged[one] = weight + self.scale / self.sizes[one]


def segment(pixels: Pixels, scale: float, least: int) -> Labels:
    """Return patches of at least `least` pixels; a larger `scale` makes larger ones."""
    height, width, _ = pixels.shape
    forest, pairs = Forest(height * width, scale), edges(pixels)
    for one, other, weight in pairs:
        one, other = forest.root(one), forest.root(other)
        if one != other and weight <= min(forest.bridged[one], forest.bridged[other]):
            forest.join(one, other, weight)
    for one, other, weight in pairs:
        one, other = forest.root(one), forest.root(other)
        if one != other and min(forest.sizes[one], forest.sizes[other]) < least:
            forest.join(one, other, weight)
    roots = np.array([forest.root(node) for node in range(height * width)])
    return np.unique(roots, return_inverse=True)[1].reshape(height, width)


def edges(pixels: Pixels) -> list[tuple[int, int, float]]:
    """Return each pair of neighbours, diagonal ones too, with their distance in RGB, least first.

    Equal distances keep the order of the pixels: the same photo gives the same patches always.
    """
    height, width, _ = pixels.shape
    numbers = np.arange(height * width).reshape(height, width)
    sides = (
        (np.s_[:, :-1], np.s_[:, 1:]),
        (np.s_[:-1], np.s_[1:]),
        (np.s_[:-1, :-1], np.s_[1:, 1:]),
        (np.s_[:-1, 1:], np.s_[1:, :-1]),
    )
    ones = np.concatenate([numbers[a].ravel() for a, _ in sides])
    others = np.concatenate([numbers[b].ravel() for _, b in sides])
    distances = [np.linalg.norm(pixels[a] - pixels[b], axis=-1).ravel() for a, b in sides]
    weights = np.concatenate(distances)
    order = np.argsort(weights, kind="stable")
    return list(zip(ones[order].tolist(), others[order].tolist(), weights[order].tolist()))  # noqa: B905
