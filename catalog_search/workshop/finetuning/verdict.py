"""Compares measures before and after training and decides whether the new model is better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = Mapping[str, NDArray[np.float64]]
"""Values per query in [0, 1] by measure; before and after have the same queries in one order."""

RESAMPLES = 2000
BOUNDS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Row:
    """A measure before and after training, and the 95 % interval of its change."""

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
        """Whether the measure fell by more than chance explains."""
        return self.high < 0


def rows(before: Values, after: Values, seed: int) -> list[Row]:
    """Return one row per measure.

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


def refusal(rows: Sequence[Row]) -> str:
    """Return why the trained model may not replace the running model; "" if it may.

    It may if the mean of all measures rose and no measure fell by more than chance explains.
    """
    fallen = [row for row in rows if row.worse]
    if fallen:
        changes = ", ".join(f"{row.measure} {row.before:.3f} -> {row.after:.3f}" for row in fallen)
        return f"it is worse at: {changes}"
    if not rows or (gain := mean_change(rows)) <= 0:
        return "it is no better than the running model" + (f" ({gain:+.4f})" if rows else "")
    return ""


def mean_change(rows: Sequence[Row]) -> float:
    return float(np.mean([row.change for row in rows]))


def guarded_gain(before: Values, after: Values) -> float:
    """Return the change of the mean of all measures, minus the largest fall of a single measure."""
    changes = [float((after[name] - before[name]).mean()) for name in before]
    return float(np.mean(changes)) + min(0.0, *changes)
