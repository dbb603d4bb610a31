"""Zero-shot labels: the probability of each label for a photo whose vector is known."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.models import side_notes
from catalog_search.types import Vectors

TEMPLATES = ("{}", "a photo of {}", "a product photo of {}")
"""Phrasings of a label. The mean of their vectors is more stable than any one of them."""
CACHE_SECONDS = 7 * 86_400
"""How long label vectors stay in the cache."""

Probabilities = NDArray[np.float64]
"""float64 [n, k]; each row sums to 1."""


def probabilities(vectors: Vectors, label_vectors: Vectors, logit_scale: float) -> Probabilities:
    """Return softmax(logit_scale * cosine) of each row of `vectors` [n, d] over the labels [k, d].

    Formula: Radford et al. 2021, "Learning Transferable Visual Models From Natural Language
    Supervision", section 3.1.2.
    """
    return softmax(logit_scale * (unit(vectors) @ unit(label_vectors).T))


def softmax(logits: NDArray[np.float64]) -> Probabilities:
    # Subtracting the largest logit keeps exp() from overflowing at any scale.
    weights: Probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def label_vectors(labels: Sequence[str]) -> Vectors:
    """Return float32 [k, d]: for each label the mean over all templates (same paper, 3.1.4).

    Raises EncoderUnavailable.
    """
    return cached_vectors(conf.get_encoder().model_id, tuple(labels))


def shared_label_vectors(labels: Sequence[str]) -> Vectors:
    """Return label_vectors() through the shared cache, for use in requests.

    Encoding hundreds of categories takes seconds. With the cache only the first of all web
    processes spends them. Raises EncoderUnavailable.
    """
    return shared_cache_vectors(conf.get_encoder().model_id, tuple(labels))


# The model's id is part of both cache keys, because vectors differ between models.


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
    digest = hashlib.sha256(repr((model_id, TEMPLATES, labels)).encode()).hexdigest()
    key = f"catalog_search.labels.{digest}"
    if (data := side_notes.read_cache(key)) is None:
        data = cached_vectors(model_id, labels).tobytes()
        side_notes.write_cache(key, data, CACHE_SECONDS)
    vectors: Vectors = np.frombuffer(data, np.float32).reshape(len(labels), -1)
    return vectors


def unit(rows: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the rows [n, d] scaled to length 1. A row of zeros stays zero."""
    wide = np.asarray(rows, dtype=np.float64)
    lengths: NDArray[np.float64] = np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1e-12)
    return wide / lengths
