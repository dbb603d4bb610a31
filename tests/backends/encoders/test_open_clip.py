"""The encoder contract on models of open_clip's architectures, saved as a hub has them.

`make test-open-clip` runs it: open_clip and what it needs lie in a folder of their own, because
transformers takes torchvision for its pixels as soon as it is installed.
"""

import json
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

if find_spec("open_clip") is None:
    pytest.skip("open_clip is not installed: make test-open-clip", allow_module_level=True)

import torch

from catalog_search.backends.open_clip import OpenClipEncoder
from catalog_search.exceptions import EncoderUnavailable
from tests.contracts.encoder import TEXTS, Build, EncoderContract, pictures
from tests.support.networks import small_open_clip


@pytest.fixture(scope="module")
def mobile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("mobile")
    small_open_clip.write_mobile(directory)
    return directory


@pytest.fixture(scope="module")
def loaded(mobile: Path) -> OpenClipEncoder:
    """Loaded once: its image tower has 11 million weights."""
    return OpenClipEncoder(mobile, batch_size=3)


@pytest.fixture(scope="module")
def siglip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("siglip")
    small_open_clip.write_siglip(directory)
    return directory


def by_the_library(directory: Path) -> tuple[Any, Any]:
    """Return the texts' and the photos' vectors as the README of open_clip computes them."""
    import open_clip

    name = f"local-dir:{directory}"
    model, prepare = open_clip.create_model_from_pretrained(name)
    tokens = open_clip.get_tokenizer(name)(TEXTS)
    pixels = torch.stack([prepare(picture) for picture in pictures()])
    with torch.inference_mode():
        model.eval()
        return model.encode_text(tokens, normalize=True), model.encode_image(pixels, normalize=True)


class TestMobile(EncoderContract):
    @pytest.fixture
    def build(self, mobile: Path) -> Build:
        return partial(OpenClipEncoder, mobile, batch_size=3)

    @pytest.fixture
    def encoder(self, loaded: OpenClipEncoder) -> OpenClipEncoder:
        return loaded

    def test_it_agrees_with_open_clip(self, encoder: OpenClipEncoder, mobile: Path) -> None:
        texts, photos = by_the_library(mobile)
        np.testing.assert_allclose(encoder.encode_texts(TEXTS), texts, atol=1e-4)
        np.testing.assert_allclose(encoder.encode_images(pictures()), photos, atol=1e-4)

    def test_its_branches_are_merged(self, encoder: OpenClipEncoder) -> None:
        trained = len(list(small_open_clip.network(small_open_clip.MOBILE).modules()))
        assert len(list(encoder.loaded.network.modules())) < 0.8 * trained

    def test_the_logit_scale_is_the_models(self, encoder: OpenClipEncoder) -> None:
        assert encoder.logit_scale == pytest.approx(1 / 0.07)


class TestSiglip(EncoderContract):
    @pytest.fixture
    def build(self, siglip: Path) -> Build:
        return partial(OpenClipEncoder, f"local-dir:{siglip}")

    def test_it_agrees_with_open_clip(self, build: Build, siglip: Path) -> None:
        texts, photos = by_the_library(siglip)
        np.testing.assert_allclose(build().encode_texts(TEXTS), texts, atol=1e-4)
        np.testing.assert_allclose(build().encode_images(pictures()), photos, atol=1e-4)

    def test_a_text_is_cut_where_the_model_says(self, build: Build) -> None:
        words = ["shoe"] * small_open_clip.SIGLIP["text_cfg"]["context_length"]
        cut, longer = build().encode_texts([" ".join(words), " ".join([*words, "chair"])])
        np.testing.assert_allclose(cut, longer, atol=1e-6)


class TestOptions:
    def test_a_template_stands_around_each_text(self, siglip: Path) -> None:
        plain = OpenClipEncoder(siglip)
        with_template = OpenClipEncoder(siglip, text_template="a red {}")
        np.testing.assert_allclose(
            with_template.encode_texts(["shoe"]), plain.encode_texts(["a red shoe"]), atol=1e-6
        )
        assert with_template.model_id != plain.model_id

    def test_texts_may_have_a_tower_of_their_own(self, siglip: Path, tmp_path: Path) -> None:
        from sentence_transformers import SentenceTransformer

        small_open_clip.write_text_tower(tmp_path, dimension=64)
        plain, both = OpenClipEncoder(siglip), OpenClipEncoder(siglip, text_model=tmp_path)
        np.testing.assert_array_equal(
            both.encode_images(pictures()), plain.encode_images(pictures())
        )
        theirs = SentenceTransformer(str(tmp_path), device="cpu").encode(["shoe"])
        unit = theirs / np.linalg.norm(theirs)
        np.testing.assert_allclose(both.encode_texts(["shoe"]), unit, atol=1e-6)
        assert both.encode_texts(["red shoe " * 999]).shape == (1, 64)
        assert both.model_id != plain.model_id
        half = OpenClipEncoder(siglip, text_model=tmp_path, dtype="bfloat16")
        assert (half.encode_texts(["shoe"]) @ unit.T).min() > 0.99
        short = OpenClipEncoder(siglip, text_model=tmp_path, truncate_dim=8)
        cut = unit[:, :8] / np.linalg.norm(unit[:, :8])
        np.testing.assert_allclose(short.encode_texts(["shoe"]), cut, atol=1e-6)

    def test_vectors_may_be_cut_short(self, siglip: Path) -> None:
        short, uncut = OpenClipEncoder(siglip, truncate_dim=8), OpenClipEncoder(siglip)
        cut = uncut.encode_texts(["shoe"])[:, :8]
        assert (short.dimension, uncut.dimension) == (8, 64)
        np.testing.assert_allclose(
            short.encode_texts(["shoe"]), cut / np.linalg.norm(cut), atol=1e-6
        )
        assert short.model_id != uncut.model_id

    @pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
    def test_weights_may_have_half_precision(
        self, siglip: Path, mobile: Path, loaded: OpenClipEncoder, dtype: str
    ) -> None:
        for directory, uncut in ((siglip, OpenClipEncoder(siglip)), (mobile, loaded)):
            half = OpenClipEncoder(directory, dtype=dtype)
            mine, theirs = half.encode_images(pictures()), uncut.encode_images(pictures())
            assert mine.dtype == np.float32
            assert (mine * theirs).sum(axis=1).min() > 0.99
            texts = (half.encode_texts(TEXTS) * uncut.encode_texts(TEXTS)).sum(axis=1)
            assert texts.min() > 0.99
            assert half.model_id != uncut.model_id

    def test_threads_are_those_of_the_process(
        self, siglip: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reports: list[int] = []
        monkeypatch.setattr(torch, "set_num_threads", reports.append)
        OpenClipEncoder(siglip, threads=3).encode_texts(["shoe"])
        assert reports == [3]

    def test_other_pixels_are_another_model(self, tmp_path: Path) -> None:
        small_open_clip.write_siglip(tmp_path)
        before = OpenClipEncoder(tmp_path).model_id
        pixels = {**small_open_clip.PIXELS, "mean": [0.4] * 3}
        small_open_clip.write_config(tmp_path, small_open_clip.SIGLIP, pixels)
        assert OpenClipEncoder(tmp_path).model_id != before

    def test_a_model_of_its_own_list_takes_a_file_of_weights(
        self, tmp_path: Path, mobile: Path, loaded: OpenClipEncoder
    ) -> None:
        import open_clip

        config = tmp_path / "small-mobile.json"
        config.write_text(json.dumps(small_open_clip.MOBILE))
        open_clip.add_model_config(config)
        weights = mobile / "open_clip_model.safetensors"
        listed = OpenClipEncoder("small-mobile", pretrained=str(weights))
        np.testing.assert_allclose(
            listed.encode_texts(TEXTS), loaded.encode_texts(TEXTS), atol=1e-6
        )
        assert listed.model_id.startswith("small-mobile-")


class TestWhatGoesWrong:
    def test_towers_of_unlike_length_do_not_go_together(self, siglip: Path, tmp_path: Path) -> None:
        small_open_clip.write_text_tower(tmp_path, dimension=8)
        encoder = OpenClipEncoder(siglip, text_model=tmp_path)
        with pytest.raises(EncoderUnavailable, match=r"vectors have 8 numbers, those of .* 64"):
            encoder.encode_texts(["shoe"])

    def test_a_tower_of_texts_that_is_none(self, siglip: Path, tmp_path: Path) -> None:
        encoder = OpenClipEncoder(siglip, text_model=tmp_path / "missing")
        with pytest.raises(EncoderUnavailable, match="missing cannot be used"):
            encoder.encode_texts(["shoe"])

    def test_a_directory_without_weights(self, tmp_path: Path) -> None:
        small_open_clip.write_config(tmp_path, small_open_clip.MOBILE, small_open_clip.PIXELS)
        with pytest.raises(EncoderUnavailable, match=r"cannot be used: Required pretrained"):
            OpenClipEncoder(tmp_path).encode_texts(["shoe"])

    def test_damaged_weights(self, tmp_path: Path) -> None:
        small_open_clip.write_siglip(tmp_path)
        (tmp_path / "open_clip_pytorch_model.bin").write_bytes(b"\x00" * 100)
        with pytest.raises(EncoderUnavailable, match="complete directory"):
            OpenClipEncoder(tmp_path).encode_texts(["shoe"])

    def test_weights_of_another_architecture(self, tmp_path: Path) -> None:
        small_open_clip.write_siglip(tmp_path)
        other = {**small_open_clip.SIGLIP, "embed_dim": 32}
        small_open_clip.write_config(tmp_path, other, small_open_clip.PIXELS)
        with pytest.raises(EncoderUnavailable, match="cannot be used"):
            OpenClipEncoder(tmp_path).encode_texts(["shoe"])

    def test_a_file_of_weights_that_is_a_program_is_not_run(self, tmp_path: Path) -> None:
        small_open_clip.write_siglip(tmp_path)
        torch.save({"state_dict": Path}, tmp_path / "open_clip_pytorch_model.bin")
        with pytest.raises(EncoderUnavailable, match="cannot be used"):
            OpenClipEncoder(tmp_path).encode_texts(["shoe"])

    def test_vectors_that_are_none(self, siglip: Path) -> None:
        encoder = OpenClipEncoder(siglip)
        with torch.inference_mode():
            for weights in encoder.loaded.network.text.parameters():
                weights.fill_(float("nan"))
        with pytest.raises(EncoderUnavailable, match="no vector"):
            encoder.encode_texts(["shoe"])
