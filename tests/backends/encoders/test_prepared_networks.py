"""Processes of one machine share what ONNX Runtime makes of a network; none needs it."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from catalog_search.backends.onnx import prepared
from catalog_search.backends.onnx.encoder import OnnxEncoder
from catalog_search.types import Vectors
from tests.contracts.encoder import pictures
from tests.support.networks import small_models

NETWORKS = ("image.onnx", "text.onnx")
NEVER = "this network was prepared already"


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("model")
    small_models.write_clip_export(directory)
    return directory


@pytest.fixture
def model(export: Path, tmp_path: Path) -> Path:
    """A model whose encoder.json names the digests of its networks."""
    shutil.copytree(export, tmp_path / "model")
    return pin(tmp_path / "model")


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a machine on which no network was loaded yet."""
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(prepared, "place", lambda: tmp_path / "copies")
    return tmp_path / "copies"


def pin(model: Path) -> Path:
    digests = {name: hashlib.sha256((model / name).read_bytes()).hexdigest() for name in NETWORKS}
    small_models.write_json(model / "encoder.json", {"name": "small", "files": digests})
    return model


def vectors(model: Path) -> Vectors:
    encoder = OnnxEncoder(model, threads=1)
    return np.concatenate([encoder.encode_texts(["shoe"]), encoder.encode_images(pictures()[:2])])


def unprepared(model: Path, monkeypatch: pytest.MonkeyPatch) -> Vectors:
    """Return the vectors as a machine computes them that can keep nothing."""
    with monkeypatch.context() as alone:
        alone.setattr(prepared, "place", refused)
        return vectors(model)


def refused() -> NoReturn:
    raise PermissionError("not a private folder of this user")


def fails(*_: object) -> NoReturn:
    raise AssertionError(NEVER)


def kept(copies: Path) -> list[Path]:
    return sorted(path for path in copies.iterdir() if path.is_dir())


def test_a_second_process_maps_what_the_first_prepared(
    model: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = unprepared(model, monkeypatch)
    assert not kept(copies)
    first = vectors(model)
    monkeypatch.setattr(prepared, "make", fails)
    np.testing.assert_array_equal(first, expected)
    np.testing.assert_array_equal(vectors(model), expected)
    assert len(kept(copies)) == len(NETWORKS)


def test_a_model_without_digests_is_loaded_by_each_process(model: Path, copies: Path) -> None:
    (model / "encoder.json").unlink()
    vectors(model)
    assert not kept(copies)


def test_a_damaged_copy_is_made_anew(
    model: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = vectors(model)
    for copy in kept(copies):
        os.truncate(copy / prepared.WEIGHTS, 10)
    np.testing.assert_array_equal(vectors(model), expected)
    assert not kept(copies)
    vectors(model)
    assert len(kept(copies)) == len(NETWORKS)


def test_a_disk_without_room_is_left_alone(
    model: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = unprepared(model, monkeypatch)
    monkeypatch.setattr(prepared, "ROOM", 1 << 50)
    np.testing.assert_array_equal(vectors(model), expected)
    assert not kept(copies)


def test_a_copy_that_cannot_be_written_leaves_nothing(
    model: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int) -> NoReturn:
        raise OSError("No space left on device")

    expected = unprepared(model, monkeypatch)
    monkeypatch.setattr(os, "fsync", full)
    np.testing.assert_array_equal(vectors(model), expected)
    assert not kept(copies)


def test_copies_of_other_versions_are_deleted(
    model: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors(model)
    (copies / f"{kept(copies)[0].name}.killed").mkdir()
    of_old = kept(copies)
    # What a network is named after changes with its bytes: those of an unknown field of the file.
    for name in NETWORKS:
        with (model / name).open("ab") as file:
            file.write(b"\xfa\x01\x01x")
    vectors(pin(model))
    assert len(kept(copies)) == len(NETWORKS)
    assert not set(kept(copies)) & set(of_old)


def test_another_processor_has_copies_of_its_own(
    model: Path, copies: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    vectors(model)
    of_this = kept(copies)
    file = tmp_path / "cpuinfo"
    file.write_text(
        "processor\t: 0\nmodel name\t: Another\nflags\t\t: fpu sse2\n\nprocessor\t: 1\n"
    )
    monkeypatch.setattr(prepared, "PROCESSOR", file)
    vectors(model)
    assert not set(kept(copies)) & set(of_this)


@pytest.mark.parametrize("told", ["", "processor\t: 0\n"])
def test_a_processor_that_tells_nothing_shares_nothing(
    model: Path, copies: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str
) -> None:
    (tmp_path / "cpuinfo").write_text(told)
    monkeypatch.setattr(prepared, "PROCESSOR", tmp_path / "cpuinfo")
    vectors(model)
    assert not kept(copies)
