"""What a policy would block, from the vectors of a sample of the store's photos.

Nothing is read or encoded but the policy's words: photos have their vectors in the index, blocked
ones in their reviews. The sample is the same as long as its photos are.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.indexing.moderation import opinions, scores
from catalog_search.models import Photo, Policy, Review, Store
from catalog_search.types import Keys, Scores, Vectors

SAMPLE = 3000
"""Photos at most that a preview looks at; those whose keys' digests come first."""
LEAST = 30
"""Photos that a baseline is measured on at least."""
CHUNK = 500
NEAREST = 12
"""Photos shown on each side of the threshold."""
STEPS = 100
ASKS_FROM = 0.1
"""Share of the photos from which a policy asks before it is enabled."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """n photos of a store: their keys, their vectors [n, d], and which a person allowed."""

    photos: Keys
    vectors: Vectors
    allowed: NDArray[np.bool_]
    of_all: bool
    """Whether these are all photos of the store that have a vector."""

    def __len__(self) -> int:
        return len(self.photos)


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The photos of a sample that a policy would block."""

    looked_at: int
    of_all: bool
    """Whether the sample is the whole store."""
    threshold: float
    blocked: int
    above: tuple[tuple[int, float], ...]
    """Key and score of the photos that would be blocked, the nearest to the threshold first."""
    below: tuple[tuple[int, float], ...]
    """As `above`, of photos that would not be blocked."""
    counts: tuple[int, ...]
    """How many would be blocked from 0, 1/STEPS, 2/STEPS ... on."""

    @property
    def share(self) -> float:
        return self.blocked / self.looked_at if self.looked_at else 0.0

    @property
    def asks(self) -> bool:
        """Whether so much would be blocked that a person should say yes to it."""
        return self.share > ASKS_FROM


def sample_of(store: Store) -> Sample:
    """Return the store's sample. Raises IndexUnavailable."""
    photos = store.photos.filter(state__in=(Photo.State.LIVE, Photo.State.BLOCKED))
    indexed = photos.exclude(state=Photo.State.LIVE, indexed_etag="").order_by("key_digest")
    fields = ("pk", "key", "state", "etag", "released_etag")
    rows = list(indexed.values_list(*fields)[: SAMPLE + 1])
    digest = hashlib.sha256(repr(rows).encode("utf-8", "surrogatepass")).hexdigest()
    keys, vectors = read_vectors(store.pk, conf.get_encoder().model_id, digest)
    released = {pk for pk, _, _, etag, released_etag in rows if etag and etag == released_etag}
    allowed = np.array([int(key) in released for key in keys], bool)
    return Sample(keys, vectors, allowed, len(rows) <= SAMPLE)


@lru_cache(maxsize=2)
def read_vectors(store: int, model_id: str, digest: str) -> tuple[Keys, Vectors]:
    """Return keys and vectors of the sample whose rows have this digest; two are remembered."""
    photos = Photo.objects.filter(store=store)
    live = photos.filter(state=Photo.State.LIVE).exclude(indexed_etag="")
    by_photo: dict[int, NDArray[np.float32]] = {}
    chosen = list(live.only("store_id", "key").order_by("key_digest")[:SAMPLE])
    for start in range(0, len(chosen), CHUNK):
        chunk = {photo.point_id: photo.pk for photo in chosen[start : start + CHUNK]}
        points = conf.get_index().fetch(list(chunk))
        by_photo |= {chunk[point_id]: point.photo for point_id, point in points.items()}
    by_photo |= blocked_vectors(store, model_id)
    keys = sorted(by_photo)
    vectors = np.stack([by_photo[key] for key in keys]) if keys else np.empty((0, 0))
    return np.array(keys, np.int64), vectors.astype(np.float32)


def blocked_vectors(store: int, model_id: str) -> dict[int, NDArray[np.float32]]:
    reviews = Review.objects.filter(
        store=store, model_id=model_id, photo__state=Photo.State.BLOCKED
    ).order_by("photo__key_digest")
    rows = reviews.values_list("photo", "vector")[:SAMPLE]
    return {key: np.frombuffer(bytes(vector), np.float32) for key, vector in rows if vector}


def preview(store: Store, policy: Policy, threshold: float | None = None) -> Preview:
    """Return what the policy, which need not be saved, would block from this threshold on.

    Raises EncoderUnavailable and IndexUnavailable.
    """
    sample, threshold = sample_of(store), policy.threshold if threshold is None else threshold
    if policy.label:
        sample, values = classified(sample, policy.label)
    else:
        values = sample_scores(store, policy, sample)
    blocked = (values >= threshold) & ~sample.allowed
    steps = np.arange(STEPS + 1) / STEPS
    order = np.sort(values[~sample.allowed])
    counts = len(order) - np.searchsorted(order, steps - 1e-9)
    return Preview(
        looked_at=len(sample),
        of_all=sample.of_all,
        threshold=threshold,
        blocked=int(blocked.sum()),
        above=nearest(sample.photos[blocked], values[blocked], lowest_first=True),
        below=nearest(sample.photos[~blocked], values[~blocked], lowest_first=False),
        counts=tuple(int(count) for count in counts),
    )


def sample_scores(store: Store, policy: Policy, sample: Sample) -> Scores:
    """Return the policy's score of each photo, by the sample's own baseline where it has one."""
    if not len(sample):
        return np.empty(0)
    learned = scores.direction_of(policy)
    neutral = scores.neutral_words(store)
    odds = scores.log_odds(sample.vectors, policy.words, neutral, learned)
    if len(sample) < LEAST:
        return scores.sigmoid(odds)
    return scores.baseline_of(odds).scores(odds)


def classified(sample: Sample, label: str) -> tuple[Sample, Scores]:
    """Return the classified part of the sample, and the label's probabilities."""
    rows = Photo.objects.filter(pk__in=sample.photos.tolist())
    stored = {
        pk: (opinion, etag) for pk, opinion, etag in rows.values_list("pk", "opinion", "etag")
    }
    stated = [opinions.stated(*stored.get(int(key), ({}, ""))) for key in sample.photos]
    values = opinions.column(stated, label)
    is_classified = np.isfinite(values)
    part = Sample(
        sample.photos[is_classified],
        sample.vectors[is_classified],
        sample.allowed[is_classified],
        sample.of_all,
    )
    return part, values[is_classified]


def nearest(photos: Keys, values: Scores, *, lowest_first: bool) -> tuple[tuple[int, float], ...]:
    order: Sequence[int] = np.argsort(values if lowest_first else -values, kind="stable").tolist()
    return tuple((int(photos[row]), float(values[row])) for row in order[:NEAREST])
