"""AdaptedEncoder: the encoder contract, the formula, and each kind of damaged directory."""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from catalog_search.backends.adapted.directory import ARRAYS, SIDES, Adapter
from catalog_search.backends.adapted.encoder import AdaptedEncoder
from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.exceptions import EncoderUnavailable, WrongSettings
from catalog_search.workshop.finetuning import adapting
from tests.contracts.encoder import TEXTS, Build, EncoderContract, pictures

COLORS = {"BACKEND": "catalog_search.backends.color_words.ColorWordsEncoder"}
LENGTH, HIDDEN = 64, 5


def adapter(seed: int, outward: float) -> Adapter:
    random = np.random.default_rng(seed)
    shapes = ((LENGTH, HIDDEN), (HIDDEN,), (HIDDEN, LENGTH))
    inward, bias, out = (random.normal(size=shape).astype(np.float32) for shape in shapes)
    return Adapter(inward, bias, out * np.float32(outward))


def written(folder: Path, outward: float = 0.1) -> Path:
    adapters = {side: adapter(seed, outward) for seed, side in enumerate(SIDES)}
    adapting.write(folder, adapters, ColorWordsEncoder(LENGTH), 12.5, {})
    return folder


class TestAdapted(EncoderContract):
    @pytest.fixture
    def build(self, tmp_path: Path) -> Build:
        return partial(AdaptedEncoder, written(tmp_path / "ours"), COLORS)

    def test_it_adapts_vectors_by_the_formula(self, build: Build) -> None:
        for side, seed in zip(SIDES, (0, 1), strict=True):
            layer, base, encoder = adapter(seed, 0.1), ColorWordsEncoder(LENGTH), build()
            photo = side == "photo"
            rows = base.encode_images(pictures()) if photo else base.encode_texts(TEXTS)
            moved = encoder.encode_images(pictures()) if photo else encoder.encode_texts(TEXTS)
            by_hand = rows + np.maximum(rows @ layer.inward + layer.bias, 0) @ layer.outward
            by_hand /= np.linalg.norm(by_hand, axis=1, keepdims=True)
            np.testing.assert_allclose(moved, by_hand, atol=1e-5)

    def test_it_has_its_own_logit_scale(self, build: Build) -> None:
        assert build().logit_scale == 12.5


def test_adapters_that_learned_nothing_change_nothing(tmp_path: Path) -> None:
    encoder = AdaptedEncoder(written(tmp_path / "ours", outward=0), COLORS)
    np.testing.assert_allclose(
        encoder.encode_texts(TEXTS), ColorWordsEncoder().encode_texts(TEXTS), atol=1e-6
    )


def test_other_weights_are_another_model(tmp_path: Path) -> None:
    first = AdaptedEncoder(written(tmp_path / "a", 0.1), COLORS).model_id
    other = AdaptedEncoder(written(tmp_path / "b", 0.2), COLORS).model_id
    assert first.startswith("a-")
    assert first.removeprefix("a-") != other.removeprefix("b-")


def change(folder: Path, **fields: object) -> None:
    path = folder / "adapter.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def replace_weights(folder: Path, data: bytes, *, pin: bool) -> None:
    (folder / "adapters.npz").write_bytes(data)
    if pin:
        change(folder, files={"adapters.npz": hashlib.sha256(data).hexdigest()})


def of_other_length(folder: Path) -> None:
    shapes = dict(zip(ARRAYS, ((9, 2), (2,), (2, 9)), strict=True))
    arrays = {f"{side}_{name}": np.zeros(shape) for side in SIDES for name, shape in shapes.items()}
    np.savez(folder / "adapters.npz", **arrays)
    replace_weights(folder, (folder / "adapters.npz").read_bytes(), pin=True)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no description": (lambda folder: (folder / "adapter.json").unlink(), "no such file"),
    "no weights": (lambda folder: (folder / "adapters.npz").unlink(), "no such file"),
    "not JSON": (lambda folder: (folder / "adapter.json").write_text("{"), "not JSON"),
    "a list": (lambda folder: (folder / "adapter.json").write_text("[]"), "does not say name"),
    "no hash": (lambda folder: change(folder, files={}), "pins no SHA-256"),
    "wrong hash": (
        lambda folder: replace_weights(folder, b"x", pin=False),
        "SHA-256 is not the one",
    ),
    "no archive": (lambda folder: replace_weights(folder, b"x", pin=True), "holds no adapters"),
    "other base": (lambda folder: change(folder, base="clip-1"), "belongs to the model clip-1"),
    "other dimension": (lambda folder: change(folder, dimension=63), "63 numbers, the model's 64"),
    "other length": (of_other_length, "does not take vectors of 64 numbers"),
}


@pytest.mark.parametrize(("damage", "match"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_directory_is_refused(
    damage: Callable[[Path], object], match: str, tmp_path: Path
) -> None:
    folder = written(tmp_path / "ours")
    damage(folder)
    with pytest.raises(EncoderUnavailable, match=match) as refused:
        AdaptedEncoder(folder, COLORS).encode_texts(["red"])
    assert "train it again" in str(refused.value)


def test_a_base_that_cannot_be_built_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="Cannot build the backend"):
        AdaptedEncoder(written(tmp_path / "ours"), {"BACKEND": "nothing.Here"})
