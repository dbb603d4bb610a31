"""The contract of Encoder. Subclasses provide the fixture `build`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from catalog_search.protocols import Encoder
from catalog_search.types import Vectors

Build = Callable[[], Encoder]
TEXTS = ["a red shoe", "blue", "wooden chair for the kitchen with four legs and a cushion", "42"]
ODD_TEXTS = {
    "empty": "",
    "blank": " \n\t",
    "NUL": "shoe\x00red",
    "only NUL": "\x00",
    "emoji": "👟🔥",
    "right to left": "حذاء أحمر",
    "half a surrogate pair": "\ud800",
}
ODD_SIZES = [(1, 1), (1, 3), (3, 1), (3, 3), (5000, 10), (10, 5000)]
"""Width and height; 1 and 3 could be mistaken for numbers of color channels."""


def pictures() -> list[Image.Image]:
    """Return four photos that differ in color, shape and texture."""
    random = np.random.default_rng(0)
    noise = random.integers(0, 255, (90, 60, 3), dtype=np.uint8)
    shades = np.linspace(0, 255, 80 * 120 * 3).reshape(80, 120, 3).astype(np.uint8)
    plain = [Image.new("RGB", (64, 64), color) for color in ("red", "navy")]
    return [Image.fromarray(noise), Image.fromarray(shades), *plain]


class EncoderContract:
    """Subclasses provide the fixture `build`, a function that returns a new encoder."""

    @pytest.fixture
    def encoder(self, build: Build) -> Encoder:
        return build()

    def check(self, vectors: Vectors, rows: int, encoder: Encoder) -> None:
        assert vectors.dtype == np.float32
        assert vectors.shape == (rows, encoder.dimension)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_texts_become_unit_rows(self, encoder: Encoder) -> None:
        self.check(encoder.encode_texts(TEXTS), len(TEXTS), encoder)

    def test_photos_become_unit_rows(self, encoder: Encoder) -> None:
        self.check(encoder.encode_images(pictures()), 4, encoder)

    def test_empty_input_becomes_no_rows(self, encoder: Encoder) -> None:
        self.check(encoder.encode_texts([]), 0, encoder)
        self.check(encoder.encode_images([]), 0, encoder)

    def test_different_inputs_differ(self, encoder: Encoder) -> None:
        *_, red, navy = encoder.encode_images(pictures())
        shoe, blue, *_ = encoder.encode_texts(TEXTS)
        assert red @ navy < 1 - 1e-6
        assert shoe @ blue < 1 - 1e-6

    def test_same_input_same_vector(self, encoder: Encoder) -> None:
        np.testing.assert_array_equal(encoder.encode_texts(TEXTS), encoder.encode_texts(TEXTS))
        first, second = encoder.encode_images(pictures()), encoder.encode_images(pictures())
        np.testing.assert_array_equal(first, second)

    def test_a_vector_does_not_depend_on_its_batch(self, encoder: Encoder) -> None:
        texts, photos = TEXTS * 10, pictures() * 10
        singly = np.concatenate([encoder.encode_texts([text]) for text in TEXTS] * 10)
        np.testing.assert_allclose(encoder.encode_texts(texts), singly, atol=1e-4)
        singly = np.concatenate([encoder.encode_images([photo]) for photo in pictures()] * 10)
        np.testing.assert_allclose(encoder.encode_images(photos), singly, atol=1e-4)

    def test_long_text_is_cut(self, encoder: Encoder) -> None:
        self.check(encoder.encode_texts(["red shoe " * 1112, "shoe"]), 2, encoder)

    @pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
    def test_odd_text_is_still_a_text(self, encoder: Encoder, text: str) -> None:
        self.check(encoder.encode_texts([text, "shoe"]), 2, encoder)

    @pytest.mark.parametrize("size", ODD_SIZES, ids=str)
    def test_odd_photo_is_still_a_photo(self, encoder: Encoder, size: tuple[int, int]) -> None:
        self.check(encoder.encode_images([Image.new("RGB", size, "red")]), 1, encoder)

    def test_threads_get_the_same_vectors_as_one_caller(self, build: Build) -> None:
        shared, alone = build(), build()
        with ThreadPoolExecutor(8) as pool:
            texts = list(pool.map(lambda _: shared.encode_texts(TEXTS), range(16)))
            photos = list(pool.map(lambda _: shared.encode_images(pictures()), range(8)))
        for vectors in texts:
            np.testing.assert_allclose(vectors, alone.encode_texts(TEXTS), atol=1e-5)
        for vectors in photos:
            np.testing.assert_allclose(vectors, alone.encode_images(pictures()), atol=1e-5)

    def test_the_same_model_has_the_same_name(self, build: Build) -> None:
        first, second = build(), build()
        assert first.model_id
        assert (first.model_id, first.dimension) == (second.model_id, second.dimension)

    def test_the_logit_scale_is_a_positive_number(self, encoder: Encoder) -> None:
        assert 0 < encoder.logit_scale < 1000
