"""Vectors of texts are kept by model and text, the last ones."""

import numpy as np
import pytest

from catalog_search import conf
from catalog_search.text import vectors
from catalog_search.text.vectors import VectorCache, text_vectors


def test_each_text_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, encoded = conf.get_encoder(), list[str]()
    encode = encoder.encode_texts

    def counted(texts: list[str]) -> object:
        encoded.extend(texts)
        return encode(texts)

    monkeypatch.setattr(encoder, "encode_texts", counted)
    first = text_vectors(["red lamp", "blue lamp", "red lamp"])
    again = text_vectors(["blue lamp", "green lamp"])
    assert encoded == ["red lamp", "blue lamp", "green lamp"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[1], again[0])
    assert np.allclose(again, encode(["blue lamp", "green lamp"]))


def test_the_texts_that_were_not_used_longest_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "MAX_TEXTS", 2)
    cache, vector = VectorCache(), np.ones(2, np.float32)
    lamp, chair, table = (("model", word) for word in ("lamp", "chair", "table"))
    cache.add({lamp: vector, chair: vector})
    cache.of([lamp])
    cache.add({table: vector})
    assert cache.of([lamp, chair, table]).keys() == {lamp, table}
    assert not cache.of([("another model", "lamp")])
