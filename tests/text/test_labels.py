"""Zero-shot labels: probabilities, label vectors and their caches."""

import numpy as np
import pytest
from django.core.cache import cache

from catalog_search import conf
from catalog_search.text import labels as zero_shot
from tests.support.shops.factories import color_image


def test_probabilities_are_a_softmax_of_scaled_cosines() -> None:
    vectors = np.array([[1, 0], [0, 1]], np.float32)
    labels = np.array([[1, 0], [0, 1]], np.float32)
    result = zero_shot.probabilities(vectors, labels, np.log(3))
    np.testing.assert_allclose(result, [[0.75, 0.25], [0.25, 0.75]])


def test_the_length_of_a_vector_does_not_matter() -> None:
    labels = np.array([[1, 0], [0.6, 0.8]], np.float32)
    once = zero_shot.probabilities(np.array([[1, 0]], np.float32), labels, 20)
    fivefold = zero_shot.probabilities(np.array([[5, 0]], np.float32), labels * 3, 20)
    np.testing.assert_allclose(once, fivefold, rtol=1e-6)


def test_a_large_scale_does_not_overflow() -> None:
    vectors = np.array([[1, 0]], np.float32)
    result = zero_shot.probabilities(vectors, np.array([[1, 0], [-1, 0]], np.float32), 1e6)
    np.testing.assert_array_equal(result, [[1, 0]])


def test_a_label_vector_is_the_unit_mean_of_its_templates() -> None:
    encoder = conf.get_encoder()
    texts = encoder.encode_texts([template.format("red") for template in zero_shot.TEMPLATES])
    mean = texts.mean(axis=0)
    expected = mean / np.linalg.norm(mean)
    np.testing.assert_allclose(zero_shot.label_vectors(["red"])[0], expected, atol=1e-6)


def test_a_color_is_recognised_in_its_photo() -> None:
    photos = conf.get_encoder().encode_images([color_image("blue"), color_image("red")])
    labels = zero_shot.label_vectors(["red", "green", "blue"])
    best = zero_shot.probabilities(photos, labels, 20).argmax(axis=1)
    assert best.tolist() == [2, 0]


def test_labels_may_contain_braces() -> None:
    assert zero_shot.label_vectors(["{0} {name} {"]).shape == (1, conf.get_encoder().dimension)


def test_labels_are_encoded_once_per_model(monkeypatch: pytest.MonkeyPatch) -> None:
    zero_shot.cached_vectors.cache_clear()
    encoder = conf.get_encoder()
    counts: list[int] = []
    encode = encoder.encode_texts

    def counting(texts: list[str]) -> np.ndarray:
        counts.append(len(texts))
        return encode(texts)

    monkeypatch.setattr(encoder, "encode_texts", counting)
    zero_shot.label_vectors(["lamp", "sofa"])
    zero_shot.label_vectors(("lamp", "sofa"))
    assert counts == [2 * len(zero_shot.TEMPLATES)]


def test_another_process_gets_shared_label_vectors_from_the_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache.clear()
    first = zero_shot.shared_label_vectors(["lamp", "sofa"])
    zero_shot.shared_cache_vectors.cache_clear()
    monkeypatch.setattr(zero_shot, "cached_vectors", None)
    np.testing.assert_array_equal(zero_shot.shared_label_vectors(["lamp", "sofa"]), first)
    np.testing.assert_array_equal(first, zero_shot.shared_label_vectors(("lamp", "sofa")))


def test_each_model_has_its_own_label_vectors(settings: object) -> None:
    before = zero_shot.label_vectors(["lamp"])
    settings.CATALOG_SEARCH = {  # type: ignore[attr-defined]
        **settings.CATALOG_SEARCH,  # type: ignore[attr-defined]
        "ENCODER": {
            "BACKEND": "catalog_search.backends.color_words.ColorWordsEncoder",
            "OPTIONS": {"dimension": 32},
        },
    }
    assert (before.shape, zero_shot.label_vectors(["lamp"]).shape) == ((1, 64), (1, 32))


def test_a_caller_cannot_change_cached_vectors() -> None:
    with pytest.raises(ValueError, match="read-only"):
        zero_shot.label_vectors(["lamp"])[0, 0] = 9
