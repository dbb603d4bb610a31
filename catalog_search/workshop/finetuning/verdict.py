"""Before against after, query by query: what counts as better, and what as worse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = Mapping[str, NDArray[np.float64]]
"""A value in [0, 1] for each query, by measure: the same queries in the same order each time."""

RESAMPLES = 2000
BOUNDS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure before and after, and the 95 % interval of its change."""

    measure: str
    queries: int
    before: float
    after: float
    low: float
    high: float

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def worse(self) -> bool:
        """Whether it fell by more than chance explains."""
        return self.high < 0


def rows(before: Values, after: Values, seed: int) -> list[Row]:
    """Return a row for each measure.

    Paired percentile bootstrap: Efron and Tibshirani 1993, "An Introduction to the Bootstrap",
    chapter 13.
    """
    return [row(name, before[name], after[name], seed) for name in before]


def row(name: str, before: NDArray[np.float64], after: NDArray[np.float64], seed: int) -> Row:
    changes, random = after - before, np.random.default_rng(seed)
    size = len(changes)
    means = [changes[random.integers(0, size, size)].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, BOUNDS)
    return Row(name, size, float(before.mean()), float(after.mean()), float(low), float(high))


def refusal(found: Sequence[Row]) -> str:
    """Return why the trained model may not replace the running one; "" where it may.

    It may where the mean of all measures rose and none of them fell by more than chance explains.
    """
    fallen = [one for one in found if one.worse]
    if fallen:
        told = ", ".join(f"{one.measure} {one.before:.3f} -> {one.after:.3f}" for one in fallen)
        return f"it is worse at: {told}"
    if not found or (gain := mean_change(found)) <= 0:
        return "it is no better than the running model" + (f" ({gain:+.4f})" if found else "")
    return ""


def mean_change(found: Sequence[Row]) -> float:
    return float(np.mean([one.change for one in found]))


def guarded_gain(before: Values, after: Values) -> float:
    """Return how much better the mean of all measures is, less the deepest fall of one of them."""
    changes = [float((after[name] - before[name]).mean()) for name in before]
    return float(np.mean(changes)) + min(0.0, *changes)
