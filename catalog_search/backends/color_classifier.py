"""A test classifier with results you can compute by hand: the share of a photo in each color."""

from collections.abc import Sequence

import numpy as np
from PIL.Image import Image

from catalog_search.backends.color_words import COLORS
from catalog_search.exceptions import WrongSettings
from catalog_search.types import Vectors


class ColorClassifier:
    """Its labels are names of COLORS; a label's probability is the share of pixels of its color.

    A pixel has the color that is nearest in RGB. A photo half red and half blue has red .5.
    """

    def __init__(self, labels: Sequence[str] = ("red",)) -> None:
        if unknown := sorted(set(labels) - set(COLORS)):
            raise WrongSettings(f"ColorClassifier knows no color {', '.join(unknown)}.")
        self.labels = tuple(labels)
        self.classifier_id = f"colors {' '.join(self.labels)}"

    def classify(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), len(labels)]."""
        rows = [shares(image, self.labels) for image in images]
        return np.array(rows, np.float32).reshape(len(images), len(self.labels))


def shares(image: Image, labels: Sequence[str]) -> list[float]:
    pixels = np.asarray(image.convert("RGB"), np.float64).reshape(-1, 1, 3)
    nearest = np.linalg.norm(pixels - np.array(list(COLORS.values())), axis=2).argmin(axis=1)
    return [float((nearest == list(COLORS).index(label)).mean()) for label in labels]
