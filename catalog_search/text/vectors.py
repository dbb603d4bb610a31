"""A cache of the vectors of shoppers' texts and of names of goods: many are asked for again."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from catalog_search import conf
from catalog_search.protocols import Encoder
from catalog_search.types import Vector, Vectors

MAX_TEXTS = 2000
"""Texts; the vectors of so many take 9 MB with the starter model."""


class VectorCache:
    """The vectors that were used last, by model and text."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.by_text: OrderedDict[tuple[str, str], Vector] = OrderedDict()

    def of(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Vector]:
        with self.lock:
            vectors = {key: self.by_text[key] for key in keys if key in self.by_text}
            for key in vectors:
                self.by_text.move_to_end(key)
            return vectors

    def add(self, new: dict[tuple[str, str], Vector]) -> None:
        with self.lock:
            self.by_text.update(new)
            while len(self.by_text) > MAX_TEXTS:
                self.by_text.popitem(last=False)


def text_vectors(texts: Sequence[str]) -> Vectors:
    """Return the vectors [n, d] of the texts by the encoder in use. Raises EncoderUnavailable."""
    return vectors_by(conf.get_encoder(), conf.once("vectors of texts", VectorCache), texts)


def vectors_by(encoder: Encoder, cache: VectorCache, texts: Sequence[str]) -> Vectors:
    """Return the vectors [n, d] of n > 0 texts; those that are not kept are encoded, and kept.

    Raises EncoderUnavailable.
    """
    keys = [(encoder.model_id, text) for text in texts]
    vectors = cache.of(keys)
    if missing := [key for key in dict.fromkeys(keys) if key not in vectors]:
        encoded = encoder.encode_texts([text for _, text in missing])
        new = dict(zip(missing, encoded, strict=True))
        cache.add(new)
        vectors |= new
    return np.stack([vectors[key] for key in keys])
