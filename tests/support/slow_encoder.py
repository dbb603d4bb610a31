"""The color encoder, slowed down so that a test can kill its process in the middle."""

import time
from collections.abc import Sequence

from PIL.Image import Image

from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.types import Vectors


class SlowEncoder(ColorWordsEncoder):
    def encode_images(self, images: Sequence[Image]) -> Vectors:
        time.sleep(0.03 * len(images))
        return super().encode_images(images)
