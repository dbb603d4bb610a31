"""Distorted photos: the same seed gives the same pixels."""

import pytest
from PIL import Image

from catalog_search.workshop.evaluation import augment
from tests.support.measured import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


class TestAugment:
    @pytest.mark.parametrize("kind", augment.KINDS)
    def test_same_seed_same_pixels(self, kind: str) -> None:
        image = drawing(3)
        first, again = (augment.distorted(image, kind, "a.png", 4) for _ in range(2))
        assert first.tobytes() == again.tobytes()
        assert first.mode == "RGB"
        others = [
            augment.distorted(image, kind, "b.png", 4),
            augment.distorted(image, kind, "a.png", 5),
        ]
        if kind != "JPEG q30":
            assert all(other.tobytes() != first.tobytes() for other in others)

    def test_large_photo_is_sent_small_and_left_as_it_was(self) -> None:
        image = Image.new("RGB", (3000, 1000), "red")
        assert max(augment.distorted(image, "JPEG q30", "a", 0).size) == augment.SIDE
        assert image.size == (3000, 1000)
