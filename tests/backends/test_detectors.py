"""The detector contract on every untrained backend, and what each promises beyond it."""

import numpy as np
import pytest
from PIL import Image

from catalog_search.backends.segments.detector import SegmentsDetector, contrast
from catalog_search.backends.segments.graph import segment
from catalog_search.backends.segments.grouping import merged
from catalog_search.backends.windows import WindowsDetector, grid
from catalog_search.photos import boxes
from catalog_search.types import Box
from tests.contracts.detector import UntrainedDetectorContract, scene


class TestWindows(UntrainedDetectorContract):
    @pytest.fixture
    def detector(self) -> WindowsDetector:
        return WindowsDetector()

    def test_they_can_be_computed_by_hand(self) -> None:
        assert grid(0.5, 1.0) == [Box(0, 0, 0.5, 1), Box(0.25, 0, 0.75, 1), Box(0.5, 0, 1, 1)]
        first = WindowsDetector().propose(Image.new("RGB", (100, 100)), 4)
        corners = [(0, 0), (0.25, 0), (0, 0.25), (0.25, 0.25)]
        assert first == [Box(x, y, x + 0.75, y + 0.75) for x, y in corners]


class TestSegments(UntrainedDetectorContract):
    @pytest.fixture
    def detector(self) -> SegmentsDetector:
        return SegmentsDetector()

    def test_each_object_on_a_plain_background_is_boxed_closely(self) -> None:
        proposed = SegmentsDetector().propose(scene(), 24)
        for true in (Box(20 / 300, 0.1, 1 / 3, 0.45), Box(0.5, 0.15, 280 / 300, 0.55)):
            best = max(proposed, key=lambda box: boxes.common(box, true) / boxes.area(box))
            assert boxes.common(best, true) / boxes.area(true) > 0.95
            assert boxes.area(best) < 1.7 * boxes.area(true)

    def test_windows_follow_a_few_patches(self) -> None:
        image = scene()
        proposed = SegmentsDetector().propose(image, 60)
        windows = boxes.windows(*image.size, 0.4, 12)
        assert len(windows) == 12
        assert proposed[-12:] == windows
        assert 2 <= len(proposed[:-12]) <= 4
        assert SegmentsDetector().propose(image, 3) == proposed[:3]

    def test_a_photo_without_patches_has_no_windows(self) -> None:
        assert SegmentsDetector().propose(Image.new("RGB", (300, 200), "red"), 60) == []


def test_patches_of_two_halves_are_the_halves() -> None:
    pixels = np.zeros((4, 6, 3))
    pixels[:, 3:] = 200
    labels = segment(pixels, scale=10, min_size=2)
    assert np.array_equal(labels, np.repeat([[0, 0, 0, 1, 1, 1]], 4, axis=0))
    left, right, whole = merged(pixels, labels)
    assert (left.corners, left.size, left.fill) == ((0, 0, 3, 4), 12, 1.0)
    assert right.corners == (3, 0, 6, 4)
    assert (whole.corners, whole.size) == ((0, 0, 6, 4), 24)


def test_patches_below_the_minimum_size_join_their_nearest() -> None:
    pixels = np.zeros((6, 6, 3))
    pixels[2, 2] = 255
    assert segment(pixels, scale=10, min_size=2).max() == 0


def test_contrast_is_the_share_of_the_ring_in_other_colors() -> None:
    pixels = np.zeros((40, 40, 3))
    pixels[10:30, 10:30] = 255
    corners = np.array([(10, 10, 30, 30), (0, 0, 8, 8), (0, 0, 40, 40)])
    assert contrast(pixels, corners).tolist() == [1.0, 0.0, 0.0]
