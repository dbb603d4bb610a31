"""The measures of a ranking whose every product of the shop has a grade from 0 to 3."""

from collections.abc import Mapping, Sequence
from math import log2

import numpy as np
from numpy.typing import NDArray

DEPTH = 10
FIRST = 5
RIGHT = 2
"""The least grade of a right answer, where a query has any of this grade."""
RESAMPLES = 2000


def ndcg(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return nDCG@10 with gains 2 ** grade - 1, discounted by log2(1 + rank).

    The ideal is made of all grades, found or not. Burges et al. 2005, "Learning to rank using
    gradient descent". A query without any grade above 0 has no nDCG.
    """
    ideal = discounted(sorted(grades.values(), reverse=True))
    return discounted([grades.get(sku, 0) for sku in ranked]) / ideal


def discounted(grades: Sequence[int]) -> float:
    return sum(float(2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(grades[:DEPTH]))


def first_right(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return how many of the first five are right, as a share of how many could be."""
    least = min(RIGHT, max(grades.values()))
    possible = sum(grade >= least for grade in grades.values())
    found = sum(grades.get(sku, 0) >= least for sku in ranked[:FIRST])
    return found / min(FIRST, possible)


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Return the bounds of the mean's 95 % interval, bootstrapped over the queries."""
    random, array = np.random.default_rng(seed), np.asarray(values, np.float64)
    drawn = array[random.integers(0, len(array), (RESAMPLES, len(array)))]
    low, high = np.percentile(drawn.mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


def mean(values: Sequence[float] | NDArray[np.float64]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
