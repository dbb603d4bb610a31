"""A test encoder with results you can compute by hand: words for texts, mean color for photos."""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from PIL.Image import Image

from catalog_search.exceptions import WrongSettings
from catalog_search.types import Vectors

COLORS = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "red": (220, 30, 30),
    "orange": (255, 140, 0),
    "yellow": (250, 230, 40),
    "green": (30, 150, 50),
    "blue": (30, 70, 210),
    "purple": (130, 40, 160),
    "pink": (255, 150, 190),
    "brown": (120, 70, 30),
}
"""The color names a photo can get, in axis order, and the RGB value of each."""


class ColorWordsEncoder:
    """Encodes a text as a bag of words and a photo as the name of its mean color.

    Words are runs of letters and digits in the lower-cased text. The colors have axes 0 to 10 in
    the order of COLORS ("black" is 0); any other word has axis
    11 + crc32(word as UTF-8) % (dimension - 11). A text becomes its word counts, scaled to
    length 1; a text without words counts as one empty word, on axis 11. A photo becomes the
    vector of the color name nearest in RGB to its mean.
    So against a red photo "red shoe" scores 0.707, "red" 1.0 and "shoe" 0.0.
    """

    logit_scale = 20.0

    def __init__(self, dimension: int = 64) -> None:
        if dimension <= len(COLORS):
            raise WrongSettings(f"ColorWordsEncoder needs a dimension above {len(COLORS)}.")
        self.dimension = dimension
        self.model_id = f"color-words-{dimension}"

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], rows of length 1."""
        counts = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(counts, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                row[self._axis(word)] += 1
        vectors: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return vectors

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), dimension], rows of length 1."""
        return self.encode_texts([name_of_mean_color(image) for image in images])

    def _axis(self, word: str) -> int:
        if word in COLORS:
            return list(COLORS).index(word)
        hashed = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        return len(COLORS) + hashed % (self.dimension - len(COLORS))


def name_of_mean_color(image: Image) -> str:
    """Return the key of COLORS nearest in RGB to the mean of the image's pixels."""
    mean = np.asarray(image.convert("RGB"), dtype=np.float64).mean(axis=(0, 1))
    distances = np.linalg.norm(np.array(list(COLORS.values())) - mean, axis=1)
    return list(COLORS)[int(distances.argmin())]
