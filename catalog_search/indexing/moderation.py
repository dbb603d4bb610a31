"""Moderation: score photo vectors against a store's policies and block what they describe."""

import logging
from collections.abc import Iterable, Sequence

import numpy as np

from catalog_search import conf
from catalog_search.models import Photo, Policy, Store
from catalog_search.text import labels
from catalog_search.text.labels import Probabilities
from catalog_search.types import Vectors, Verdict

logger = logging.getLogger(__name__)

NEUTRAL = (
    "an ordinary product photo",
    "a product on a plain background",
    "a person wearing clothes",
    "a piece of furniture in a room",
    "food or a drink",
    "a plant or a landscape",
)
"""Harmless alternatives. With the policy as the only label its probability would always be 1."""

UNSCORED = "photos that cannot be scored"


def review(store: Store, vectors: Vectors) -> list[Verdict]:
    """Return one verdict per row of `vectors` [n, d]: whether the store may show that photo.

    Without enabled policies every photo is allowed and the model is not used. A vector with
    NaN, infinity or only zeros is never allowed. Raises EncoderUnavailable.
    """
    policies = list(store.policies.filter(enabled=True))
    usable = np.isfinite(vectors).all(axis=1) & (np.abs(vectors) > 0).any(axis=1)
    verdicts = [Verdict(allowed=False, policy=UNSCORED)] * len(vectors)
    rows = np.flatnonzero(usable)
    scores = policy_scores(store, policies, vectors[rows])
    for row, row_scores in zip(rows, scores, strict=True):
        verdicts[row] = verdict(policies, row_scores)
    return verdicts


def policy_scores(store: Store, policies: Sequence[Policy], vectors: Vectors) -> Probabilities:
    """Return float64 [n, len(policies)]: each policy's probability against the neutral words.

    Each policy is scored on its own, so that two similar policies do not share the probability.
    """
    if not policies or not len(vectors):
        return np.zeros((len(vectors), len(policies)))
    neutral = labels.label_vectors(neutral_words(store))
    forbidden = labels.label_vectors([policy.words for policy in policies])
    scale = conf.get_encoder().logit_scale
    columns = [
        labels.probabilities(vectors, np.vstack([label, neutral]), scale)[:, 0]
        for label in forbidden
    ]
    return np.stack(columns, axis=1)


def neutral_words(store: Store) -> list[str]:
    """Return the words of the store's categories and of what any shop's photos show."""
    return [*(category.words for category in store.categories.all()), *NEUTRAL]


def verdict(policies: Sequence[Policy], scores: Probabilities) -> Verdict:
    """Return the verdict on one photo, given its probability under each policy.

    An allowed photo keeps its highest score, which helps merchants to choose a threshold.
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


def release(photos: Iterable[Photo], *, by: str) -> int:
    """Approve blocked photos in their present version; return how many were released.

    The next indexing run indexes them without another review. If a photo's content changes
    later, it is reviewed again.
    """
    released = 0
    for photo in photos:
        # If the photo changed after the person saw it, the etag differs and it stays blocked.
        released += Photo.objects.filter(
            pk=photo.pk, state=Photo.State.BLOCKED, etag=photo.etag
        ).update(
            state=Photo.State.LIVE,
            released_etag=photo.etag,
            indexed_etag="",
            reason="",
            attempts=0,
            claimed_until=None,
            claimed_by=None,
        )
    logger.info("Released %d photos from moderation, by %s", released, by)
    return released


def review_again(store: Store) -> int:
    """Make the next indexing run review all photos of the store; return how many.

    It applies the policies enabled at that time. Until then indexed photos stay in the index;
    their vectors are reused.
    """
    photos = store.photos.all()
    # End all claims, so that a worker cannot finish a photo it reviewed under the old policies.
    unclaim = {"claimed_by": None, "claimed_until": None, "attempts": 0}
    # An empty digest makes the row stale without making its photo be encoded again.
    live = photos.filter(state=Photo.State.LIVE).update(indexed_digest="", **unclaim)
    blocked = photos.filter(state=Photo.State.BLOCKED)
    return live + blocked.update(state=Photo.State.LIVE, indexed_etag="", **unclaim)
