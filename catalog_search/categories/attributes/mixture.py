"""How much each kind of evidence counts, fitted to the products whose value is known.

Words tell the wearer from photo and title, and next to nothing of a season; examples and
frequencies do the opposite. So each attribute of each store has weights of its own: those of a
conditional logit (McFadden 1974, "Conditional Logit Analysis of Qualitative Choice Behavior"),
by Newton's method, drawn to DEFAULT by a normal prior of variance 1, which stays where nothing is
known.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catalog_search.categories.confidence import HALVINGS, STEPS, Floats
from catalog_search.text.labels import softmax

DEFAULT = (1.0, 1.0, 0.5, 0.5, 1.0, 1.0)
"""Weights of the words (photo, title), examples (photo, title), frequency and measured colors."""

Evidence = NDArray[np.float64]
"""Logits [c, n, k]: by kind of evidence, product and value."""


def mixed(weights: Sequence[float] | Floats, evidence: Evidence) -> Floats:
    """Return the logits [n, k] of all evidence together."""
    logits: Floats = np.tensordot(np.array(weights), evidence, 1)
    return logits


def fit(evidence: Evidence, truth: Floats) -> tuple[float, ...]:
    """Return the weights [c] for products whose values [n, k] are known.

    Each row of `truth` adds up to 1; several values of a product have equal shares.
    """
    prior = np.array(DEFAULT[: len(evidence)])
    weights = prior.copy()
    for _ in range(STEPS):
        shares = softmax(mixed(weights, evidence))
        slope = np.einsum("cnk,nk->c", evidence, truth - shares) - (weights - prior)
        means = np.einsum("cnk,nk->cn", evidence, shares)
        curve = np.einsum("cnk,dnk,nk->cd", evidence, evidence, shares, optimize=True)
        step = np.linalg.solve(curve - means @ means.T + np.eye(len(prior)), slope)
        if np.abs(step).max() < 1e-9:
            break
        weights = weights + shortened(step, evidence, truth, weights, prior)
    return tuple(float(weight) for weight in weights)


def shortened(
    step: Floats, evidence: Evidence, truth: Floats, weights: Floats, prior: Floats
) -> Floats:
    """Return the step, halved until it makes the weights more probable."""
    now = log_posterior(weights, evidence, truth, prior)
    for _ in range(HALVINGS):
        if log_posterior(weights + step, evidence, truth, prior) >= now:
            return step
        step = step / 2
    return np.zeros_like(step)


def log_posterior(weights: Floats, evidence: Evidence, truth: Floats, prior: Floats) -> float:
    logits = mixed(weights, evidence)
    largest = logits.max(axis=1, keepdims=True)
    total = largest[:, 0] + np.log(np.exp(logits - largest).sum(axis=1))
    likelihood = (truth * logits).sum() - total.sum()
    return float(likelihood - ((weights - prior) ** 2).sum() / 2)
