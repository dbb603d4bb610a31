"""Exports that are refused or fail: nothing is overwritten, nothing is left behind."""

import sys
from pathlib import Path
from typing import Any

import pytest
from transformers import BertConfig, BertModel, BertTokenizerFast

from catalog_search.backends.onnx.encoder import OnnxEncoder
from catalog_search.exceptions import EncoderUnavailable, ExportFailed
from catalog_search.workshop.export import files
from catalog_search.workshop.export.exporting import export_model
from catalog_search.workshop.export.report import Order
from tests.support.networks import small_models

pytestmark = pytest.mark.slow


def order(source: Path, out: Path, **options: Any) -> Order:
    return Order(str(source), out, **options)


def refused(source: Path | str, out: Path, match: str, **options: Any) -> None:
    """Assert that the export fails with this message and leaves nothing behind."""
    before = sorted(out.parent.iterdir()) if out.parent.is_dir() else None
    with pytest.raises((ExportFailed, EncoderUnavailable), match=match):
        export_model(Order(str(source), out, int8=False, **options), None)
    assert (sorted(out.parent.iterdir()) if out.parent.is_dir() else None) == before


def test_what_is_there_is_not_overwritten(clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_model(order(clip, out, int8=False), None)
    (out / "note.txt").write_text("mine")
    refused(clip, out, "is there already")
    assert (out / "note.txt").read_text() == "mine"
    export_model(order(clip, out, int8=False, force=True), None)
    assert not (out / "note.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_force_replaces_model_directories_only(clip: Path, tmp_path: Path) -> None:
    holiday = tmp_path / "holiday"
    holiday.mkdir()
    (holiday / "photo.jpg").write_bytes(b"precious")
    refused(clip, holiday, "is no model directory", force=True)
    link = tmp_path / "link"
    link.symlink_to(holiday)
    refused(clip, link, "is no model directory", force=True)
    assert (holiday / "photo.jpg").read_bytes() == b"precious"


def test_the_model_in_use_is_left_alone(clip: Path, tmp_path: Path, settings: Any) -> None:
    out = tmp_path / "out"
    export_model(order(clip, out, int8=False), None)
    encoder = {
        "BACKEND": "catalog_search.backends.onnx.OnnxEncoder",
        "OPTIONS": {"directory": str(out)},
    }
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": encoder}
    refused(clip, out, "is in use", force=True)
    assert OnnxEncoder(out).encode_texts(["shoe"]).shape == (1, 16)


def test_a_model_is_not_exported_onto_itself(tmp_path: Path) -> None:
    small_models.write_clip_directory(tmp_path / "clip")
    refused(tmp_path / "clip", tmp_path / "clip", "is there already|no model", force=True)


def test_a_failure_halfway_leaves_nothing(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise ExportFailed("the disk is full")

    monkeypatch.setattr(files, "write_description", full)
    refused(clip, tmp_path / "out", "disk is full")


def test_a_full_disk_leaves_what_was_there(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    export_model(order(clip, out, int8=False), None)
    before = (out / "encoder.json").read_bytes()
    usual = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name == "fp32":
            raise OSError(28, "No space left on device")
        return usual(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    refused(clip, out, "cannot be written.*No space left", force=True)
    assert (out / "encoder.json").read_bytes() == before


def test_a_missing_parent_is_named(clip: Path, tmp_path: Path) -> None:
    refused(clip, tmp_path / "none" / "out", "none is no directory")


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    refused(tmp_path / "none", tmp_path / "out", "There is no directory")


def test_a_directory_without_a_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", tmp_path / "out", "cannot be used")


def test_a_hub_model_without_network_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    refused("nobody/no-such-clip", tmp_path / "out", "(?s)cannot be used.*can be downloaded")


def test_a_model_of_texts_alone_is_refused(tmp_path: Path) -> None:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "shoe"]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    source = tmp_path / "bert"
    small = {"num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(vocab_size=6, hidden_size=16, **small)).save_pretrained(source)
    BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(source)
    refused(source, tmp_path / "out", "it takes no photos")


@pytest.mark.parametrize(
    ("package", "extra"), [("sentence_transformers", "clip"), ("onnx", "export")]
)
def test_a_missing_package_says_what_to_install(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    refused(clip, tmp_path / "out", rf"pip install catalog-search\[{extra}\]")
