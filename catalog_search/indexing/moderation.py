"""What a store does not show: policies in plain words, scored on vectors already computed."""

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
"""What a photo may well show instead: beside one label alone every photo would be certain."""

UNSCORED = "photos that cannot be scored"


def review(store: Store, vectors: Vectors) -> list[Verdict]:
    """Return one verdict for each row of [n, d]: may this photo of the store be shown?

    Without policies every photo may and no model is asked. A vector that cannot be scored is
    never allowed. Raises EncoderUnavailable.
    """
    policies = list(store.policies.filter(enabled=True))
    usable = np.isfinite(vectors).all(axis=1) & (np.abs(vectors) > 0).any(axis=1)
    verdicts = [Verdict(allowed=False, policy=UNSCORED)] * len(vectors)
    kept = np.flatnonzero(usable)
    scores = policy_scores(store, policies, vectors[kept])
    for row, row_scores in zip(kept, scores, strict=True):
        verdicts[row] = verdict(policies, row_scores)
    return verdicts


def policy_scores(store: Store, policies: Sequence[Policy], vectors: Vectors) -> Probabilities:
    """Return float64 [n, len(policies)]: each policy's probability beside neutral words.

    Each is scored alone: two policies that mean the same must not halve each other.
    """
    if not policies or not len(vectors):
        return np.zeros((len(vectors), len(policies)))
    neutral = labels.label_vectors(neutral_words(store))
    broken = labels.label_vectors([policy.words for policy in policies])
    scale = conf.get_encoder().logit_scale
    columns = [
        labels.probabilities(vectors, np.vstack([words, neutral]), scale)[:, 0] for words in broken
    ]
    return np.stack(columns, axis=1)


def neutral_words(store: Store) -> list[str]:
    """Return the words of what the store sells, and those of any shop."""
    return [*(category.words for category in store.categories.all()), *NEUTRAL]


def verdict(policies: Sequence[Policy], scores: Probabilities) -> Verdict:
    """Return the verdict on one photo from its probability under each policy.

    An allowed photo keeps its highest score, so that a threshold can be judged by it.
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
    """Let blocked photos through, each as it is now; return how many were blocked.

    The next indexing run puts them into the index without reviewing them again. A photo whose
    content changes afterwards is reviewed like any other.
    """
    released = 0
    for photo in photos:
        # Only the photo that was looked at: one that has changed since is reviewed anew.
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
    """Have the next indexing run judge every photo by the policies of then; return how many.

    Photos in the index keep their vectors and stay found until they are judged.
    """
    photos = store.photos.all()
    # No claim outlives this: what a worker judged a moment ago it may not mark as done.
    anew = {"claimed_by": None, "claimed_until": None, "attempts": 0}
    # A digest that no product has: the row is stale, yet its photo need not be encoded again.
    live = photos.filter(state=Photo.State.LIVE).update(indexed_digest="", **anew)
    blocked = photos.filter(state=Photo.State.BLOCKED)
    return live + blocked.update(state=Photo.State.LIVE, indexed_etag="", **anew)
