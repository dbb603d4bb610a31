"""The contract of Classifier. Subclasses provide the fixture `classifier`."""

import numpy as np
import pytest
from PIL import Image

from catalog_search.protocols import Classifier

ODD_SIZES = [(1, 1), (2, 3), (3000, 2), (2, 3000)]


def pictures() -> list[Image.Image]:
    """Return photos that differ in color and texture."""
    noise = np.random.default_rng(0).integers(0, 255, (90, 60, 3), dtype=np.uint8)
    return [Image.new("RGB", (64, 64), "red"), Image.fromarray(noise)]


class ClassifierContract:
    """Subclasses provide the fixture `classifier`."""

    def test_has_labels_and_an_id_before_it_is_asked(self, classifier: Classifier) -> None:
        assert classifier.labels
        assert len(set(classifier.labels)) == len(classifier.labels)
        assert classifier.classifier_id
        assert len(classifier.classifier_id) <= 200

    def test_each_label_has_a_probability(self, classifier: Classifier) -> None:
        probabilities = classifier.classify(pictures())
        assert probabilities.dtype == np.float32
        assert probabilities.shape == (2, len(classifier.labels))
        assert ((probabilities >= 0) & (probabilities <= 1)).all()

    def test_no_photos_have_no_rows(self, classifier: Classifier) -> None:
        assert classifier.classify([]).shape == (0, len(classifier.labels))

    @pytest.mark.parametrize("size", ODD_SIZES)
    def test_photos_of_any_size_are_classified(
        self, classifier: Classifier, size: tuple[int, int]
    ) -> None:
        probabilities = classifier.classify([Image.new("RGB", size, "blue")])
        assert np.isfinite(probabilities).all()

    def test_others_of_a_batch_change_nothing(self, classifier: Classifier) -> None:
        together = classifier.classify(pictures())
        alone = [classifier.classify([each])[0] for each in pictures()]
        np.testing.assert_allclose(together, alone, atol=1e-5)

    def test_photos_stay_as_they_are(self, classifier: Classifier) -> None:
        image = pictures()[1]
        before = image.tobytes()
        classifier.classify([image])
        assert image.tobytes() == before
