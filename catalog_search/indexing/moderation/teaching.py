"""Calibrate a policy on the store's photos and on what people decided about its pictures.

Pictures that people blocked draw a policy's words towards their mean, pictures that they allowed
push it away (Rocchio: Manning, Raghavan and Schuetze 2008, formula 9.3), each drawn to nothing by
how few they are (nearest shrunken centroids: Tibshirani et al. 2002). As in categories/learned.py
nothing is trained, and a policy without examples is judged by its words.
"""

import logging
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from catalog_search import conf
from catalog_search.exceptions import CatalogSearchError
from catalog_search.indexing.moderation import scores
from catalog_search.indexing.moderation.sample import LEAST, Sample, sample_of
from catalog_search.models import Policy, Review, Store
from catalog_search.models.desk.moderation import raise_version
from catalog_search.models.indexing import collections
from catalog_search.text import labels
from catalog_search.types import Scores, Vectors

logger = logging.getLogger(__name__)

EXAMPLES = 64
"""How many of the latest decisions of each kind teach a policy."""
SHRINKAGE = 10.0
"""Examples at which their mean weighs half."""

State = Review.State


def calibrate_all(store: Store) -> bool:
    """Calibrate the store's enabled policies; return whether one was calibrated for the first time.

    Then photos are to be judged again. Raises EncoderUnavailable and IndexUnavailable.
    """
    new = False
    for policy in store.policies.filter(enabled=True):
        was_calibrated = scores.calibrated(policy) is not None
        new |= calibrate(policy) and not was_calibrated
    if new:
        raise_version(store.pk)
    return new


def calibrate(policy: Policy) -> bool:
    """Store the policy's baseline and what its examples teach; return whether it has a baseline.

    A store of fewer than LEAST photos has none. Raises EncoderUnavailable and IndexUnavailable.
    """
    if policy.label:
        return False  # A probability is one in every store.
    store = policy.store
    sample = sample_of(store)
    blocked, allowed = (examples(policy, state) for state in (State.BLOCKED, State.ALLOWED))
    has_examples = len(blocked) or len(allowed)
    learned = Taught(sample, blocked, allowed).direction() if has_examples else None
    policy.direction = b"" if learned is None else learned.astype(np.float32).tobytes()
    policy.baseline = {}
    if len(sample) >= LEAST:
        odds = scores.log_odds(sample.vectors, policy.words, scores.neutral_words(store), learned)
        policy.baseline = scores.stored_baseline(policy.words, scores.baseline_of(odds))
    # Not save(): the pictures are judged again when the merchant says so.
    values = {"direction": policy.direction, "baseline": policy.baseline}
    Policy.objects.filter(pk=policy.pk).update(**values)
    return bool(policy.baseline)


def learn_quietly(policies: Sequence[Policy]) -> bool:
    """Calibrate these policies after a decision; return False, and log it, if that cannot be done.

    The decision stands nevertheless, and the next calibration makes up for it.
    """
    try:
        with collections.serving():
            for policy in policies:
                calibrate(policy)
    except CatalogSearchError as error:
        logger.warning("Policies are not calibrated: %s", error)
        return False
    return True


def examples(policy: Policy, state: "Review.State") -> Vectors:
    """Return the vectors [n, d] of the pictures that people last decided so about the policy."""
    dimension, model_id = conf.get_encoder().dimension, conf.get_encoder().model_id
    reviews = Review.objects.filter(policy=policy, state=state, model_id=model_id)
    rows = reviews.order_by("-decided_at").values_list("vector", flat=True)[:EXAMPLES]
    vectors = [np.frombuffer(bytes(row), np.float32) for row in rows if row]
    return np.stack(vectors) if vectors else np.empty((0, dimension), np.float32)


class Taught:
    """What examples teach, as seen from the mean of the store's photos.

    From the mean of the examples where there are no photos.
    """

    def __init__(self, sample: Sample, blocked: Vectors, allowed: Vectors) -> None:
        self.blocked, self.allowed = blocked, allowed
        self.mean = (sample.vectors if len(sample) else np.concatenate([blocked, allowed])).mean(0)

    def direction(self, without: tuple[int, bool] | None = None) -> Scores:
        """Return float64 [d]; `without` is the row of an example, and whether it is blocked."""
        blocked, allowed = self.blocked, self.allowed
        if without:
            row, is_blocked = without
            blocked = np.delete(blocked, row, axis=0) if is_blocked else blocked
            allowed = allowed if is_blocked else np.delete(allowed, row, axis=0)
        added: Scores = self.shrunken(blocked) - self.shrunken(allowed)
        return added

    def shrunken(self, vectors: Vectors) -> Scores:
        total: Scores = (vectors - self.mean).astype(np.float64).sum(axis=0)
        return total / (len(vectors) + SHRINKAGE)

    def added(self, vectors: Vectors, direction: Scores) -> Scores:
        """Return what the direction adds to the log-odds of these vectors [n, d]."""
        more: Scores = conf.get_encoder().logit_scale * (labels.unit(vectors) @ direction)
        return more


def proposed_threshold(policy: Policy) -> float:
    """Return the threshold that fits the decisions best, nearest to one half among equals.

    Each example is scored without what it taught itself. Without decisions of both kinds it is one
    half: STANDS_OUT deviations above the store's median. Raises IndexUnavailable.
    """
    if policy.label:
        return proposed_for_label(policy)
    sample = sample_of(policy.store)
    blocked, allowed = (examples(policy, state) for state in (State.BLOCKED, State.ALLOWED))
    if not len(blocked) or not len(allowed) or len(sample) < LEAST:
        return 0.5
    neutral, words = scores.neutral_words(policy.store), policy.words
    odds, taught = scores.log_odds(sample.vectors, words, neutral), Taught(sample, blocked, allowed)
    base = scores.baseline_of(odds + taught.added(sample.vectors, taught.direction()))

    def alone(vectors: Vectors, *, is_blocked: bool) -> list[float]:
        own = scores.log_odds(vectors, words, neutral)
        ways = [taught.direction(without=(row, is_blocked)) for row in range(len(vectors))]
        learned = [taught.added(vectors[row : row + 1], way)[0] for row, way in enumerate(ways)]
        return [float(score) for score in base.scores(own + np.array(learned))]

    return best_cut(alone(blocked, is_blocked=True), alone(allowed, is_blocked=False))


def proposed_for_label(policy: Policy) -> float:
    """Return the threshold that fits decisions best, the present one without both kinds."""
    decided = Review.objects.filter(policy=policy).order_by("-decided_at")
    rows = decided.values_list("state", "opinion")[: 2 * EXAMPLES]
    judged = [(state, opinion[policy.label]) for state, opinion in rows if policy.label in opinion]
    high = [score for state, score in judged if state == State.BLOCKED]
    low = [score for state, score in judged if state == State.ALLOWED]
    return best_cut(high, low) if high and low else float(policy.threshold)


def best_cut(high: Sequence[float], low: Sequence[float]) -> float:
    """Return the cut with the fewest of `high` below and of `low` from it on."""
    edges = sorted({0.0, 1.0, *high, *low})
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    cuts = [0.5, *middles]
    wrong = [sum(h < cut for h in high) + sum(score >= cut for score in low) for cut in cuts]
    best = [cut for cut, count in zip(cuts, wrong, strict=True) if count == min(wrong)]
    nearest: float = min(best, key=lambda cut: abs(cut - 0.5))
    return round(nearest, 2)
