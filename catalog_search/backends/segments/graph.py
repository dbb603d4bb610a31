"""Splits a photo into patches of similar color by merging neighbouring pixels.

Felzenszwalb and Huttenlocher 2004, "Efficient Graph-Based Image Segmentation", section 3.
"""

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float64]
"""float64 [height, width, 3], each channel 0 to 255."""
Labels = NDArray[np.intp]
"""intp [height, width]: each pixel's patch number, counted from 0 without gaps."""
Edges = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]
"""Two neighbouring pixels by number, and their distance: columns, the nearest first."""


class Forest:
    """Disjoint sets of pixels, each with its size and the largest edge weight it merges across."""

    def __init__(self, count: int, scale: float) -> None:
        self.parents = list(range(count))
        self.sizes = [1] * count
        self.thresholds = [scale] * count
        self.scale = scale

    def merge_similar(self, pairs: Edges) -> None:
        """Join sets across each edge, in order, that is no heavier than either set allows."""
        parents, thresholds, halve = self.parents, self.thresholds, self.root
        for node, neighbour, weight in zip(*(column.tolist() for column in pairs), strict=True):
            # Half of all ends are at most one step from their root: a call costs more than that.
            root, other = parents[node], parents[neighbour]
            if parents[root] != root:
                root = halve(node)
            if parents[other] != other:
                other = halve(neighbour)
            if root != other and weight <= thresholds[root] and weight <= thresholds[other]:
                self.join(root, other, weight)

    def merge_small(self, pairs: Edges, min_size: int) -> None:
        """Join sets across each edge, in order, of which one is smaller than `min_size`."""
        nodes, neighbours, weights = pairs
        roots = self.roots()
        ends = roots[nodes], roots[neighbours]
        small = np.array(self.sizes) < min_size
        # Sets only grow, so an edge that joins nothing at the start joins nothing later.
        joining = np.flatnonzero((ends[0] != ends[1]) & (small[ends[0]] | small[ends[1]]))
        for row in joining.tolist():
            root, other = self.root(nodes[row]), self.root(neighbours[row])
            if root != other and min(self.sizes[root], self.sizes[other]) < min_size:
                self.join(root, other, weights[row])

    def root(self, node: int) -> int:
        parents = self.parents
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    def roots(self) -> NDArray[np.intp]:
        """Return the root of every node."""
        roots = np.array(self.parents)
        while not np.array_equal(higher := roots[roots], roots):
            roots = higher
        return roots

    def join(self, root: int, other: int, weight: float) -> None:
        self.parents[other] = root
        self.sizes[root] += self.sizes[other]
        self.thresholds[root] = weight + self.scale / self.sizes[root]


def segment(pixels: Pixels, scale: float, min_size: int) -> Labels:
    """Return patches of at least `min_size` pixels; a larger `scale` gives larger patches."""
    height, width, _ = pixels.shape
    forest, pairs = Forest(height * width, scale), edges(pixels)
    forest.merge_similar(pairs)
    forest.merge_small(pairs, min_size)
    return np.unique(forest.roots(), return_inverse=True)[1].reshape(height, width)


def edges(pixels: Pixels) -> Edges:
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
    return nodes[order], neighbours[order], weights[order]
