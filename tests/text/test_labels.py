import numpy as np
import pytest
from django.core.cache import cache

from catalog_search import conf
from catalog_search.text import labels as zeroshot
from tests.support.factories import color_image


def test_probabilities_are_a_softmax_of_scaled_cosines() -> None:
    vectors = np.array([[1, 0], [0, 1]], np.float32)
    labels = np.array([[1, 0], [0, 1]], np.float32)
    got = zeroshot.probabilities(vectors, labels, np.log(3))
    np.testing.assert_allclose(got, [[0.75, 0.25], [0.25, 0.75]])


def test_length_of_a_vector_does_not_count() -> None:
    labels = np.array([[1, 0], [0.6, 0.8]], np.float32)
    once = zeroshot.probabilities(np.array([[1, 0]], np.float32), labels, 20)
    fivefold = zeroshot.probabilities(np.array([[5, 0]], np.float32), labels * 3, 20)
    np.testing.assert_allclose(once, fivefold, rtol=1e-6)


def test_no_scale_overflows() -> None:
    vectors = np.array([[1, 0]], np.float32)
    got = zeroshot.probabilities(vectors, np.array([[1, 0], [-1, 0]], np.float32), 1e6)
    np.testing.assert_array_equal(got, [[1, 0]])


def test_label_is_the_unit_mean_of_its_templates() -> None:
    encoder = conf.get_encoder()
    texts = encoder.encode_texts([template.format("red") for template in zeroshot.TEMPLATES])
    mean = texts.mean(axis=0)
    expected = mean / np.linalg.norm(mean)
    np.testing.assert_allclose(zeroshot.label_vectors(["red"])[0], expected, atol=1e-6)


def test_color_is_told_from_its_photo() -> None:
    photos = conf.get_encoder().encode_images([color_image("blue"), color_image("red")])
    labels = zeroshot.label_vectors(["red", "green", "blue"])
    best = zeroshot.probabilities(photos, labels, 20).argmax(axis=1)
    assert best.tolist() == [2, 0]


def test_labels_with_braces_are_words_like_any_other() -> None:
    assert zeroshot.label_vectors(["{0} {name} {"]).shape == (1, conf.get_encoder().dimension)


def test_labels_are_encoded_once_for_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    zeroshot.cached_vectors.cache_clear()
    encoder = conf.get_encoder()
    asked: list[int] = []
    encode = encoder.encode_texts

    def counted(texts: list[str]) -> np.ndarray:
        asked.append(len(texts))
        return encode(texts)

    monkeypatch.setattr(encoder, "encode_texts", counted)
    zeroshot.label_vectors(["lamp", "sofa"])
    zeroshot.label_vectors(("lamp", "sofa"))
    assert asked == [2 * len(zeroshot.TEMPLATES)]


def test_another_process_finds_the_vectors_of_pages_in_the_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache.clear()
    first = zeroshot.shared_label_vectors(["lamp", "sofa"])
    zeroshot.shared_cache_vectors.cache_clear()
    monkeypatch.setattr(zeroshot, "cached_vectors", None)
    np.testing.assert_array_equal(zeroshot.shared_label_vectors(["lamp", "sofa"]), first)
    np.testing.assert_array_equal(first, zeroshot.shared_label_vectors(("lamp", "sofa")))


def test_another_model_brings_its_own_label_vectors(settings: object) -> None:
    before = zeroshot.label_vectors(["lamp"])
    settings.CATALOG_SEARCH = {  # type: ignore[attr-defined]
        **settings.CATALOG_SEARCH,  # type: ignore[attr-defined]
        "ENCODER": {
            "BACKEND": "catalog_search.backends.color_words.ColorWordsEncoder",
            "OPTIONS": {"dimension": 32},
        },
    }
    assert (before.shape, zeroshot.label_vectors(["lamp"]).shape) == ((1, 64), (1, 32))


def test_remembered_vectors_cannot_be_changed_by_a_caller() -> None:
    with pytest.raises(ValueError, match="read-only"):
        zeroshot.label_vectors(["lamp"])[0, 0] = 9
