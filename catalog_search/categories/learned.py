"""What examples tell about categories, beside their words.

Each category has the mean of its examples (nearest class mean: Mensink et al. 2013, "Distance-Based
Image Classification", section 3), drawn to the mean of all by how few they are (nearest shrunken
centroids: Tibshirani et al. 2002). A part of the rejected products' mean is subtracted (Rocchio:
Manning, Raghavan and Schuetze 2008, "Introduction to Information Retrieval", formula 9.3). The
result is added to the similarity to the category's words, as Tip-Adapter adds a cache of examples
(Zhang et al. 2022): nothing is trained, and a category without examples is judged by its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog_search.categories.vectors import Pair

SHRINKAGE = 10.0
"""Examples at which a category's own mean and the mean of all weigh the same."""
REJECTED_WEIGHT = 0.15
"""Weight of a rejected product, where an example weighs 1; the usual value in textbooks."""
BACKGROUND = 32
"""Examples that the mean of the store's products weighs as much as, in the mean of all examples.
While few categories have examples it is nearly the mean of all; later each category counts."""

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Examples:
    """A category's examples: the keys of their products and the sum of their vectors [2, d]."""

    keys: frozenset[int]
    total: Pair
    rejected: int
    rejected_total: Pair


class Learned:
    """The examples of k categories; None stands for a category that has none."""

    def __init__(self, categories: Sequence[Examples | None], mean: Pair | None = None) -> None:
        """`mean` is that of the store's products [2, d], which weighs as BACKGROUND examples."""
        self.with_examples = [(k, each) for k, each in enumerate(categories) if each]
        self.count = len(categories)
        examples = sum(len(each.keys) for _, each in self.with_examples)
        total = sum(each.total for _, each in self.with_examples)
        weight = 0 if mean is None else BACKGROUND
        background = 0 if mean is None else weight * mean
        self.mean = (total + background) / max(examples + weight, 1)

    def scores(self, keys: Sequence[int], pairs: Rows) -> Rows:
        """Return float64 [2, n, k] for products [n, 2, d]: how much photos and titles speak for
        each category; 0 is what a category without examples gets.

        A product's own example does not count for it: the category it has plays no part.
        """
        scores = np.zeros((2, len(keys), self.count))
        if not self.with_examples:
            return scores
        centered = pairs - self.mean
        directions = np.stack([self.direction(each) for _, each in self.with_examples])
        columns = [k for k, _ in self.with_examples]
        for part in (0, 1):
            scores[part][:, columns] = closeness(centered[:, part], directions[:, part])
        for k, each in self.with_examples:
            for row in [row for row, key in enumerate(keys) if key in each.keys]:
                own = self.direction(each, without=pairs[row])
                for part in (0, 1):
                    scores[part, row, k] = closeness(centered[row, part], own[None, part])[0]
        return scores

    def direction(self, each: Examples, without: Pair | None = None) -> Pair:
        """Return the way from the mean of all to the category, [2, d]."""
        total, count = each.total, len(each.keys)
        if without is not None:
            total, count = total - without, count - 1
        confirmed = self.shrunken(total, count)
        result: Pair = confirmed - REJECTED_WEIGHT * self.shrunken(
            each.rejected_total, each.rejected
        )
        return result

    def shrunken(self, total: Pair, count: int) -> Pair:
        result: Pair = (total - count * self.mean) / (count + SHRINKAGE)
        return result


def closeness(centered: Rows, directions: Rows) -> Rows:
    """Return for vectors [..., d] and directions [k, d]: half of how much nearer, in squares, each
    vector is to the category's mean than to the mean of all."""
    nearer: Rows = centered @ directions.T - np.sum(directions**2, axis=1) / 2
    return nearer
