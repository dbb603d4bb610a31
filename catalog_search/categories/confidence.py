"""How probably a suggestion is right, learned from the store's own decided products.

Logistic regression on two margins (Platt 1999, "Probabilistic Outputs for Support Vector Machines";
Newton's method with backtracking as in Lin, Lin and Weng 2007, "A Note on Platt's Probabilistic
Outputs"): by how much the category leads, and by how much it leads where it leads least, by photo
alone or by title alone. So photo and title that disagree lower it. The weights start from DEFAULT,
a normal prior of variance 1, which a store without decided products keeps.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DEFAULT = (-0.7, 1.0, 1.0)
"""Bias and weights of the two margins. Without any lead a category is right once in three times."""
STEPS = 50
HALVINGS = 30

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def features(
    logits: Floats, parts: Sequence[Floats], best: NDArray[np.intp] | None = None
) -> Floats:
    """Return float64 [n, 3] from logits [n, k] and those of photo and title alone: 1, the margin of
    the best category, and its least margin among the parts. Margins are signed logarithms.

    `best` [n] asks for other categories than the best.
    """
    best = logits.argmax(axis=1) if best is None else best
    min_margin = np.min([margin(part, best) for part in parts], axis=0)
    columns = [np.ones(len(best)), slow(margin(logits, best)), slow(min_margin)]
    return np.stack(columns, axis=1)


def margin(logits: Floats, best: NDArray[np.intp]) -> Floats:
    """Return [n]: by how much the category `best` leads all others; below 0 if another leads."""
    rows = np.arange(len(best))
    rivals = logits.copy()
    rivals[rows, best] = -np.inf
    # A single category leads by nothing: there is nothing to compare it with.
    rival = rivals.max(axis=1)
    lead: Floats = np.where(np.isfinite(rival), logits[rows, best] - rival, 0.0)
    return lead


def slow(values: Floats) -> Floats:
    """Return sign(x) log(1 + |x|), so that a great margin promises little more than a good one."""
    compressed: Floats = np.sign(values) * np.log1p(np.abs(values))
    return compressed


def expected_right(rows: Floats, weights: Sequence[float]) -> Floats:
    """Return the probability [n] that the best category is right, from features() [n, 3]."""
    raw = np.clip(rows @ np.array(weights), -30.0, 30.0)
    probability: Floats = 1 / (1 + np.exp(-raw))
    return probability


def fit(rows: Floats, right: Flags) -> tuple[float, ...]:
    """Return the weights for features() [n, 3] of products whose best category is right or not."""
    prior = np.array(DEFAULT)
    weights = prior.copy()
    for _ in range(STEPS):
        expected = expected_right(rows, list(weights))
        slope = rows.T @ (right - expected) - (weights - prior)
        curve = (rows * (expected * (1 - expected))[:, None]).T @ rows + np.eye(len(prior))
        step = np.linalg.solve(curve, slope)
        if np.abs(step).max() < 1e-9:
            break
        weights = weights + shortened(step, rows, right, weights, prior)
    return tuple(float(weight) for weight in weights)


def shortened(step: Floats, rows: Floats, right: Flags, weights: Floats, prior: Floats) -> Floats:
    """Return the step, halved until it makes the weights more probable."""
    now = log_posterior(rows, right, weights, prior)
    for _ in range(HALVINGS):
        if log_posterior(rows, right, weights + step, prior) >= now:
            return step
        step = step / 2
    return np.zeros_like(step)


def log_posterior(rows: Floats, right: Flags, weights: Floats, prior: Floats) -> float:
    raw = rows @ weights
    likelihood = -np.logaddexp(0, np.where(right, -raw, raw)).sum()
    return float(likelihood - ((weights - prior) ** 2).sum() / 2)
