"""The contract of Detector. Subclasses provide the fixture `detector`."""

import numpy as np
import pytest
from PIL import Image

from catalog_search.photos import boxes
from catalog_search.protocols import Detector

ODD_SIZES = [(1, 1), (2, 3), (3000, 2), (2, 3000), (40, 40)]


def scene() -> Image.Image:
    """Return a grey photo with a red, a blue and a green rectangle on it."""
    image = Image.new("RGB", (300, 200), (128, 128, 128))
    for color, corners in (
        ((220, 30, 30), (20, 20, 100, 90)),
        ((30, 70, 210), (150, 30, 280, 110)),
        ((30, 150, 50), (60, 120, 130, 190)),
    ):
        image.paste(color, corners)
    return image


def noise(size: tuple[int, int]) -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(pixels)


class DetectorContract:
    """Subclasses provide the fixture `detector`."""

    @pytest.mark.parametrize("size", ODD_SIZES)
    @pytest.mark.parametrize("plain", [True, False])
    def test_boxes_lie_on_the_photo(
        self, detector: Detector, size: tuple[int, int], plain: bool
    ) -> None:
        image = Image.new("RGB", size, "red") if plain else noise(size)
        for box in detector.propose(image, 20):
            assert 0 <= box.left < box.right <= 1
            assert 0 <= box.top < box.bottom <= 1

    def test_a_smaller_maximum_returns_the_first_boxes(self, detector: Detector) -> None:
        many, few = detector.propose(scene(), 10), detector.propose(scene(), 2)
        assert len(few) == 2
        assert list(few) == list(many)[:2]

    def test_no_box_is_proposed_twice(self, detector: Detector) -> None:
        proposed = detector.propose(scene(), 50)
        assert len(set(proposed)) == len(proposed)

    def test_the_same_photo_has_the_same_boxes_and_stays_as_it_is(self, detector: Detector) -> None:
        image, before = scene(), scene().tobytes()
        assert list(detector.propose(image, 10)) == list(detector.propose(image, 10))
        assert image.tobytes() == before

    def test_boxes_have_an_area(self, detector: Detector) -> None:
        assert all(boxes.area(box) > 0 for box in detector.propose(scene(), 50))


class UntrainedDetectorContract(DetectorContract):
    """The contract of a detector that finds objects without training."""

    def test_every_object_is_covered(self, detector: Detector) -> None:
        middles = [(0.2, 0.275), (0.72, 0.35), (0.32, 0.775)]
        proposed = detector.propose(scene(), 24)
        for x, y in middles:
            assert [
                box for box in proposed if box.left < x < box.right and box.top < y < box.bottom
            ]
