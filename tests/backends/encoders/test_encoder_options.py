"""Options of SentenceTransformersEncoder that change what its vectors are."""

from pathlib import Path

import numpy as np
import pytest

from catalog_search.backends.sentence_transformers import SentenceTransformersEncoder
from catalog_search.exceptions import EncoderUnavailable
from tests.contracts.encoder import TEXTS, pictures
from tests.support.networks import small_models


@pytest.fixture(scope="module")
def clip_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("model")
    small_models.write_clip_directory(directory)
    return directory


class TestOptions:
    def test_texts_may_have_a_tower_of_their_own(
        self, clip_directory: Path, tmp_path: Path
    ) -> None:
        small_models.write_text_directory(tmp_path)
        plain = SentenceTransformersEncoder(str(clip_directory), device="cpu")
        both = SentenceTransformersEncoder(
            str(clip_directory), device="cpu", text_model=str(tmp_path)
        )
        np.testing.assert_array_equal(
            both.encode_images(pictures()), plain.encode_images(pictures())
        )
        mine, theirs = both.encode_texts(TEXTS), plain.encode_texts(TEXTS)
        assert mine.shape == theirs.shape
        assert abs(np.diag(mine @ theirs.T)).max() < 0.999
        assert both.encode_texts(["red shoe " * 999]).shape == (1, 16)
        assert both.model_id != plain.model_id

    def test_towers_of_unlike_length_do_not_go_together(
        self, clip_directory: Path, tmp_path: Path
    ) -> None:
        small_models.write_text_directory(tmp_path, dimension=8)
        encoder = SentenceTransformersEncoder(
            str(clip_directory), device="cpu", text_model=str(tmp_path)
        )
        with pytest.raises(EncoderUnavailable, match="vectors have 8 numbers"):
            encoder.encode_texts(["shoe"])

    def test_a_text_model_alone_takes_no_photos(self, tmp_path: Path) -> None:
        small_models.write_text_directory(tmp_path)
        encoder = SentenceTransformersEncoder(str(tmp_path), device="cpu")
        with pytest.raises(EncoderUnavailable, match="it takes no photos"):
            encoder.encode_images(pictures())

    def test_a_template_stands_around_each_text(self, clip_directory: Path) -> None:
        path = str(clip_directory)
        plain = SentenceTransformersEncoder(path, device="cpu")
        with_template = SentenceTransformersEncoder(
            path, device="cpu", text_template="a photo of {}."
        )
        np.testing.assert_array_equal(
            with_template.encode_texts(["shoe"]), plain.encode_texts(["a photo of shoe."])
        )
        assert with_template.model_id != plain.model_id

    def test_vectors_may_be_cut_short(self, clip_directory: Path) -> None:
        path = str(clip_directory)
        uncut = SentenceTransformersEncoder(path, device="cpu")
        short = SentenceTransformersEncoder(path, device="cpu", truncate_dim=8)
        assert short.dimension == 8
        cut = uncut.encode_texts(["shoe"])[:, :8]
        np.testing.assert_allclose(
            short.encode_texts(["shoe"]), cut / np.linalg.norm(cut), atol=1e-5
        )

    def test_weights_may_have_half_precision(self, clip_directory: Path) -> None:
        path = str(clip_directory)
        half = SentenceTransformersEncoder(path, device="cpu", dtype="bfloat16")
        uncut = SentenceTransformersEncoder(path, device="cpu")
        mine, theirs = half.encode_images(pictures()), uncut.encode_images(pictures())
        assert mine.dtype == np.float32
        assert (mine * theirs).sum(axis=1).min() > 0.99

    def test_an_unknown_precision_says_so(self, clip_directory: Path) -> None:
        encoder = SentenceTransformersEncoder(str(clip_directory), device="cpu", dtype="float7")
        with pytest.raises(EncoderUnavailable, match="cannot be used"):
            encoder.encode_texts(["shoe"])
