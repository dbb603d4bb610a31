"""Scores of pictures under policies: how far they stand out from the store's own photos.

A picture's log-odds under a policy are those of the policy's words against neutral words, by the
softmax of zero-shot classification (Radford et al. 2021, section 3.1.2), and what the policy's
examples add (teaching.py). How high they are by chance depends on model, words and store: under
"electronics" half of a clothes shop's photos are below -12, and electronics are at -3. So they are
compared with the store's own photos: the score is their distance from the median in robust
deviations (Iglewicz and Hoaglin 1993, "How to Detect and Handle Outliers", the modified z-score and
its cutoff of 3.5), squashed to 0-1. For figures see docs/decisions,
2026-11-27-a-policy-is-calibrated-on-the-store.md.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from catalog_search import conf
from catalog_search.indexing.moderation.opinions import Opinion, are_needed, column, require
from catalog_search.models import Policy, Store
from catalog_search.models.desk.moderation import UNCLASSIFIED, UNSCORED, has_policies
from catalog_search.text import labels
from catalog_search.text.labels import Probabilities
from catalog_search.types import Scores, Vectors, Verdict

NEUTRAL = (
    "an ordinary product photo",
    "a product on a plain background",
    "a person wearing clothes",
    "a piece of furniture in a room",
    "food or a drink",
    "a plant or a landscape",
)
"""Harmless alternatives. With the policy as the only label its probability would always be 1."""

STANDS_OUT = 3.5
"""Deviations above the store's median at which a photo scores one half."""
STEEPNESS = 2.0
"""Steepness of the sigmoid: one deviation more than STANDS_OUT scores .88, one less .12."""
MIN_DEVIATION = 1.0
"""Least deviation of log-odds: otherwise any other photo stands out among nearly equal ones."""


@dataclass(frozen=True, slots=True)
class PolicyBaseline:
    """Median and robust deviation of the log-odds of the store's photos."""

    median: float
    deviation: float

    def scores(self, odds: Scores) -> Scores:
        return sigmoid(STEEPNESS * ((odds - self.median) / self.deviation - STANDS_OUT))


def baseline_of(odds: Scores) -> PolicyBaseline:
    """Return the baseline, given the log-odds of a sample of the store's photos."""
    median = float(np.median(odds))
    # 1.4826 times the median deviation is the standard deviation of a normal distribution.
    deviation = 1.4826 * float(np.median(np.abs(odds - median)))
    return PolicyBaseline(median, max(deviation, MIN_DEVIATION))


def sigmoid(values: Scores) -> Scores:
    squashed: Scores = 1 / (1 + np.exp(-np.clip(values, -500, 500)))
    return squashed


def review(
    store: Store, vectors: Vectors, opinions: Sequence[Opinion | None] = ()
) -> list[Verdict]:
    """Return one verdict per row of `vectors` [n, d]: whether the store may show that picture.

    `opinions` are the classifier's; a policy that needs one allows no picture without.

    Without enabled policies every picture is allowed and the model is not used. A vector with
    NaN, infinity or only zeros is never allowed.

    Raises EncoderUnavailable, and ClassifierUnavailable if no classifier has a policy's label.
    """
    policies = list(store.policies.filter(enabled=True))
    require(policies)
    opinions = opinions or [None] * len(vectors)
    needed = any(policy.label for policy in policies)
    usable = np.isfinite(vectors).all(axis=1) & (np.abs(vectors) > 0).any(axis=1)
    verdicts = [Verdict(allowed=False, policy=UNSCORED)] * len(vectors)
    rows = np.flatnonzero(usable)
    scores = policy_scores(store, policies, vectors[rows], [opinions[row] for row in rows.tolist()])
    for row, row_scores in zip(rows.tolist(), scores, strict=True):
        is_judged = opinions[row] is not None or not needed
        if is_judged:
            verdicts[row] = verdict(policies, row_scores)
        else:
            verdicts[row] = Verdict(allowed=False, policy=UNCLASSIFIED)
    return verdicts


def may_show(
    store: Store, vectors: Callable[[], Vectors], opinion: Callable[[], Opinion | None]
) -> bool:
    """Return whether the store may show a picture whose parts have these vectors [n, d].

    They, and the classifier's opinion of the whole picture, are asked for only where policies need
    them. Raises EncoderUnavailable and ClassifierUnavailable.
    """
    if not has_policies(store.pk):
        return True
    parts = vectors()
    picture_opinion = opinion() if are_needed(store) else None
    return all(each.allowed for each in review(store, parts, [picture_opinion] * len(parts)))


def policy_scores(
    store: Store,
    policies: Sequence[Policy],
    vectors: Vectors,
    opinions: Sequence[Opinion | None] = (),
) -> Probabilities:
    """Return float64 [n, len(policies)]: each policy's score of each picture, from 0 to 1.

    Each policy is scored on its own, so that two similar policies do not share the probability.
    One that is not calibrated for this model scores by its probability against the neutral words,
    and one with a label by the label's probability.
    """
    if not policies or not len(vectors):
        return np.zeros((len(vectors), len(policies)))
    neutral = neutral_words(store)
    columns = []
    for policy in policies:
        if policy.label:
            columns.append(column(opinions or [None] * len(vectors), policy.label))
            continue
        calibration = calibrated(policy)
        learned = direction_of(policy) if calibration else None
        odds = log_odds(vectors, policy.words, neutral, learned)
        columns.append(calibration.scores(odds) if calibration else sigmoid(odds))
    return np.stack(columns, axis=1)


def log_odds(
    vectors: Vectors, words: str, neutral: Sequence[str], learned: Scores | None = None
) -> Scores:
    """Return float64 [n]: the logarithm of how many times the words are as probable as `neutral`.

    `learned` [d] is what examples add; see teaching.py. Raises EncoderUnavailable.
    """
    scale, rows = conf.get_encoder().logit_scale, labels.unit(vectors)
    neutral_logits = scale * (rows @ labels.unit(labels.shared_label_vectors(neutral)).T)
    highest = neutral_logits.max(axis=1)
    against = highest + np.log(np.exp(neutral_logits - highest[:, None]).sum(axis=1))
    towards = labels.unit(labels.label_vectors([words]))[0]
    if learned is not None:
        towards = towards + learned
    odds: Scores = scale * (rows @ towards) - against
    return odds


def neutral_words(store: Store) -> list[str]:
    """Return the words of the store's categories and of what any shop's photos show."""
    return [*(category.words for category in store.categories.all()), *NEUTRAL]


def calibrated(policy: Policy) -> PolicyBaseline | None:
    """Return the policy's baseline if it is of its present words and of the current model."""
    stored = policy.baseline
    if not stored or stored["of"] != subject(policy.words):
        return None
    return PolicyBaseline(stored["median"], stored["deviation"])


def stored_baseline(words: str, baseline: PolicyBaseline) -> dict[str, object]:
    """Return what Policy.baseline keeps."""
    return {"of": subject(words), **asdict(baseline)}


def subject(words: str) -> str:
    """Return a digest of the words and the model of a baseline."""
    text = f"{conf.get_encoder().model_id}\0{words}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def direction_of(policy: Policy) -> Scores | None:
    """Return what the policy's examples taught, float64 [d], or None."""
    direction = np.frombuffer(bytes(policy.direction), np.float32).astype(np.float64)
    return direction if len(direction) == conf.get_encoder().dimension else None


def verdict(policies: Sequence[Policy], scores: Probabilities) -> Verdict:
    """Return the verdict on one picture, given its score under each policy.

    An allowed picture keeps its highest score, which helps merchants to choose a threshold.
    """
    broken = [
        (float(score), policy.name)
        for policy, score in zip(policies, scores, strict=True)
        if not score < policy.threshold
    ]
    if broken:
        score, name = max(broken)
        return Verdict(allowed=False, policy=name, score=score)
    return Verdict(allowed=True, score=float(scores.max(initial=0.0)))
