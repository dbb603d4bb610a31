"""Color encoders whose process a test can kill in the middle, or that kill it themselves."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from PIL.Image import Image

from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.types import Vectors

KILLER_WIDTH = 27
"""A photo of this width kills the process of a CrashingEncoder."""


class SlowEncoder(ColorWordsEncoder):
    """Slow, and it notes each photo in the file `encoded` of SHOP_VAR_DIR."""

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        time.sleep(0.03 * len(images))
        with Path(os.environ["SHOP_VAR_DIR"], "encoded").open("a") as notes:
            notes.writelines(f"{image.width}\n" for image in images)
        return super().encode_images(images)


class CrashingEncoder(SlowEncoder):
    """Dies of one photo as a decoder or network does that writes where it must not."""

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        if any(image.width == KILLER_WIDTH for image in images):
            os.kill(os.getpid(), signal.SIGSEGV)
        return super().encode_images(images)
