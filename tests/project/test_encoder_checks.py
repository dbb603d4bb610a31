"""What manage.py check says of an encoder's options and of its package, without loading a model."""

import sys
from pathlib import Path

import pytest
from django.utils.translation import override

from catalog_search.backends import open_clip
from catalog_search.backends.open_clip import OpenClipEncoder
from catalog_search.exceptions import EncoderUnavailable
from tests.support.checks import OPEN_CLIP, TORCH, Configure, messages_by_id


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_clip, "find_spec", lambda name: object())


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "open_clip_config.json").write_text("{}")
    return tmp_path


def test_a_directory_is_enough(configure: Configure, directory: Path) -> None:
    configure(ENCODER={"BACKEND": OPEN_CLIP, "OPTIONS": {"model": directory}})
    assert messages_by_id() == {}
    assert "open_clip" not in {name.partition(".")[0] for name in sys.modules}


@pytest.mark.parametrize(
    "options",
    [{"model": "hf-hub:timm/MobileCLIP2-S0"}, {"model": "ViT-B-32", "pretrained": "openai"}],
)
def test_so_is_a_name(configure: Configure, options: dict[str, str]) -> None:
    configure(ENCODER={"BACKEND": OPEN_CLIP, "OPTIONS": options})
    assert messages_by_id() == {}


@pytest.mark.parametrize("model", ["", "models/none", "local-dir:models/none", "ViT-B-32"])
def test_a_directory_that_is_none(configure: Configure, model: str) -> None:
    configure(ENCODER={"BACKEND": OPEN_CLIP, "OPTIONS": {"model": model}})
    assert list(messages_by_id()) == ["E025"]
    message = messages_by_id()["E025"].msg
    assert "no directory with the file open_clip_config.json" in message and "hf-hub:" in message


def test_an_unknown_precision(configure: Configure, directory: Path) -> None:
    options = {"model": str(directory), "dtype": "float7"}
    configure(ENCODER={"BACKEND": OPEN_CLIP, "OPTIONS": options})
    assert "float32, float16, bfloat16" in messages_by_id()["E025"].msg


@pytest.mark.parametrize(
    ("module", "backend", "extra"),
    [
        ("open_clip", OPEN_CLIP, "catalog-search[open-clip]"),
        ("sentence_transformers", TORCH, "catalog-search[clip]"),
    ],
)
def test_a_missing_package_says_what_to_install(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, module: str, backend: str, extra: str
) -> None:
    monkeypatch.setattr(f"catalog_search.backends.{module}.find_spec", lambda name: None)
    configure(ENCODER={"BACKEND": backend, "OPTIONS": {"model": "hf-hub:any/model"}})
    assert list(messages_by_id()) == ["E025"]
    assert f"pip install {extra}" in messages_by_id()["E025"].msg


def test_a_text_tower_of_its_own_needs_a_package_too(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, directory: Path
) -> None:
    options = {"model": str(directory), "text_model": "any/multilingual"}
    configure(ENCODER={"BACKEND": OPEN_CLIP, "OPTIONS": options})
    assert messages_by_id() == {}
    monkeypatch.setattr(open_clip, "find_spec", lambda name: name == "open_clip" or None)
    assert "pip install catalog-search[clip]" in messages_by_id()["E025"].msg


def test_it_says_so_in_the_projects_language(configure: Configure) -> None:
    configure(ENCODER={"BACKEND": OPEN_CLIP, "OPTIONS": {"model": "models/none"}})
    with override("de"):
        assert "kein Verzeichnis mit der Datei" in messages_by_id()["E025"].msg


def test_the_next_model_is_checked(configure: Configure) -> None:
    configure(NEXT_ENCODER={"BACKEND": OPEN_CLIP, "OPTIONS": {"model": "models/none"}})
    assert list(messages_by_id()) == ["E025"]


def test_the_same_is_said_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EncoderUnavailable, match=r"models/none.*open_clip_config\.json"):
        OpenClipEncoder("models/none").encode_texts(["shoe"])
    monkeypatch.setattr(open_clip, "find_spec", lambda name: None)
    with pytest.raises(EncoderUnavailable, match=r"pip install catalog-search\[open-clip\]"):
        OpenClipEncoder("models/none").encode_images([])
