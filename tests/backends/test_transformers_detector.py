"""TransformersDetector: the contract on real architectures, and the same boxes as the library."""

from pathlib import Path

import numpy as np
import pytest
import torch
from django.core.checks import run_checks
from PIL import Image
from transformers import DetrImageProcessorPil, PreTrainedModel, RTDetrImageProcessorPil

from catalog_search import conf
from catalog_search.backends.transformers_detector import (
    TransformersDetector,
    box_of,
    confidences,
    photo_recipe,
)
from catalog_search.exceptions import DetectorUnavailable
from catalog_search.search.scenes import regions
from catalog_search.types import Box
from tests.contracts.detector import DetectorContract, scene
from tests.support.networks.small_detectors import KINDS, save
from tests.support.shops.factories import make_category, make_store

Saved = tuple[Path, PreTrainedModel]


@pytest.fixture(scope="module", params=KINDS)
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    directory = tmp_path_factory.mktemp(request.param)
    return directory, save(request.param, directory)


@pytest.mark.slow
class TestTransformers(DetectorContract):
    @pytest.fixture
    def detector(self, saved: Saved) -> TransformersDetector:
        return TransformersDetector(str(saved[0]), confidence=0, local_files_only=True)

    def test_boxes_and_their_order_match_the_library(
        self, detector: TransformersDetector, saved: Saved
    ) -> None:
        model = saved[1]
        pixels = photo_recipe(detector._config, scene()).apply(scene())
        with torch.inference_mode():
            output = model(pixel_values=torch.from_numpy(pixels)[None])
        softmax = output.logits.shape[-1] == model.config.num_labels + 1
        library = DetrImageProcessorPil() if softmax else RTDetrImageProcessorPil()
        processed = library.post_process_object_detection(
            output, threshold=0, target_sizes=torch.tensor([[1, 1]])
        )[0]
        order = torch.argsort(-processed["scores"], stable=True)
        corners = processed["boxes"][order].clamp(0, 1)
        expected = corners[(corners[:, :2] < corners[:, 2:]).all(1)].numpy()
        proposed = np.array(
            [(box.left, box.top, box.right, box.bottom) for box in detector.propose(scene(), 3)]
        )
        assert np.allclose(proposed[0], expected[0], atol=1e-5)
        assert all(np.isclose(expected, box, atol=1e-5).all(1).any() for box in proposed)

    def test_boxes_of_low_confidence_are_left_out(self, saved: Saved) -> None:
        assert not TransformersDetector(str(saved[0]), confidence=1.01).propose(scene(), 24)


def test_pixels_are_made_as_the_library_makes_them(tmp_path: Path) -> None:
    save("detr", tmp_path)
    config = TransformersDetector(str(tmp_path))._config
    image = scene().resize((150, 75))
    ours = photo_recipe(config, image).apply(image)
    library = DetrImageProcessorPil(size={"shortest_edge": 96, "longest_edge": 160}, do_pad=False)
    theirs = library(image, return_tensors="np")["pixel_values"][0]
    assert ours.shape == theirs.shape == (3, 80, 160)
    assert np.abs(ours - theirs).max() < 1e-4


def test_confidences_by_hand() -> None:
    sigmoids = confidences(np.array([[0.0, 2.0], [-1.0, -9.0]], np.float32), 2)
    assert sigmoids == pytest.approx([1 / (1 + np.exp(-2)), 1 / (1 + np.exp(1))])
    softmax = confidences(np.log(np.array([[1.0, 3.0, 4.0]], np.float32)), 2)
    assert softmax == pytest.approx([3 / 8])


def test_boxes_by_hand() -> None:
    assert box_of(np.array([0.5, 0.5, 0.5, 1.0], np.float32)) == Box(0.25, 0.0, 0.75, 1.0)
    assert box_of(np.array([1.0, 0.5, 0.5, 0.5], np.float32)) == Box(0.75, 0.25, 1.0, 0.75)
    assert box_of(np.array([0.5, 0.5, 0.0, 0.5], np.float32)) is None


@pytest.mark.parametrize("file", ["model.safetensors", "preprocessor_config.json", "config.json"])
def test_a_broken_directory_is_reported(tmp_path: Path, file: str) -> None:
    save("yolos", tmp_path)
    (tmp_path / file).write_bytes(b"nothing of use")
    with pytest.raises(DetectorUnavailable, match=r"cannot be used: .*Check its name"):
        TransformersDetector(str(tmp_path)).propose(scene(), 5)


def test_a_missing_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DetectorUnavailable, match="cannot be used"):
        TransformersDetector(str(tmp_path / "nowhere"), local_files_only=True).propose(scene(), 5)


@pytest.mark.django_db
def test_regions_come_from_it_and_the_check_tries_it(settings, tmp_path: Path) -> None:
    save("rf_detr", tmp_path)
    entry = {
        "BACKEND": "catalog_search.backends.transformers_detector.TransformersDetector",
        "OPTIONS": {"model": str(tmp_path), "confidence": 0},
    }
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "DETECTOR": entry}
    make_category("Toys", prompt="red")
    proposed = conf.get_detector().propose(scene(), regions.MAX_PROPOSED)
    detected = regions.find(make_store(), scene())
    assert detected
    assert {region.box for region in detected} <= {*proposed, regions.boxes.WHOLE}
    checks = run_checks(tags=["catalog_search"], include_deployment_checks=True)
    assert "catalog_search.E022" not in {message.id for message in checks}
    (tmp_path / "model.safetensors").unlink()
    conf.forget_backends()
    checks = run_checks(tags=["catalog_search"], include_deployment_checks=True)
    assert "catalog_search.E022" in {message.id for message in checks}


def test_narrow_photos_keep_a_minimum_side() -> None:
    config = {"size": {"shortest_edge": 800, "longest_edge": 1333}, "do_normalize": False}
    assert photo_recipe(config, Image.new("RGB", (3000, 2))).size == (32, 1333)
