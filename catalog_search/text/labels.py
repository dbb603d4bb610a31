"""Photos against plain words: the probability of each label, from vectors already computed."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.types import Vectors

TEMPLATES = ("{}", "a photo of {}", "a product photo of {}")
"""Ways of saying a label; their mean is steadier than any of them."""
KEPT = 7 * 86_400
"""Seconds that labels' vectors stay in the cache."""

Probabilities = NDArray[np.float64]
"""float64 [n, k], rows adding up to 1."""


def probabilities(vectors: Vectors, label_vectors: Vectors, logit_scale: float) -> Probabilities:
    """Return softmax(logit_scale * cosine) of each of [n, d] rows over [k, d] labels.

    Formula: Radford et al. 2021, "Learning Transferable Visual Models From Natural Language
    Supervision", section 3.1.2.
    """
    logits = logit_scale * (unit(vectors) @ unit(label_vectors).T)
    # The largest is taken off first: no exponent overflows, whatever the scale.
    weights: Probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def label_vectors(labels: Sequence[str]) -> Vectors:
    """Return float32 [k, d]: each label through every template, averaged (same paper, 3.1.4).

    Raises EncoderUnavailable.
    """
    return cached_vectors(conf.get_encoder().model_id, tuple(labels))


def shared_label_vectors(labels: Sequence[str]) -> Vectors:
    """Return label_vectors(), kept in the project's cache: for pages, where someone is waiting.

    Hundreds of categories take seconds, which only the first of all web processes spends.
    """
    return shared_cache_vectors(conf.get_encoder().model_id, tuple(labels))


# The model's id is part of both keys: another model brings its own vectors.


@lru_cache(maxsize=32)
def cached_vectors(model_id: str, labels: tuple[str, ...]) -> Vectors:
    encoder = conf.get_encoder()
    texts = [template.format(label) for label in labels for template in TEMPLATES]
    encoded = encoder.encode_texts(texts).reshape(len(labels), len(TEMPLATES), -1)
    vectors = unit(encoded.mean(axis=1)).astype(np.float32)
    vectors.flags.writeable = False
    return vectors


@lru_cache(maxsize=8)
def shared_cache_vectors(model_id: str, labels: tuple[str, ...]) -> Vectors:
    told = hashlib.sha256(repr((model_id, TEMPLATES, labels)).encode()).hexdigest()
    key = f"catalog_search.labels.{told}"
    if (kept := cache.get(key)) is None:
        kept = cached_vectors(model_id, labels).tobytes()
        cache.set(key, kept, KEPT)
    vectors: Vectors = np.frombuffer(kept, np.float32).reshape(len(labels), -1)
    return vectors


def unit(rows: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the rows [n, d] at length 1; a row of zeros stays as it is."""
    wide = np.asarray(rows, dtype=np.float64)
    lengths: NDArray[np.float64] = np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1e-12)
    return wide / lengths
