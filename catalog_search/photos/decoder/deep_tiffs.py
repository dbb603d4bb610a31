"""TIFFs of one channel with more than 8 bits: which of their values are black and white.

Pillow hands such values on as they are in the file. This file reads no settings and imports no
Django, so that a process of its own can run it.
"""

import math
from dataclasses import dataclass
from typing import cast

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from catalog_search.exceptions import InvalidPhoto, gettext_noop

BITS, MEANING, PLANES, KIND = 258, 262, 284, 339
"""Tags: bits of a value, what the values mean, channels together or apart, the kind of numbers."""
WHITE_IS_ZERO, APART = 0, 2
SIGNED, FLOAT = 2, 3

WIDE = 32
"""Bits from which on a file may use few of them."""
WHITES = (1.0, 255.0, 65_535.0)
"""White of values that do not say it themselves, by the highest one."""
BRIGHTER = 2
"""Floats may be this many times white, where a light shines."""

UNREADABLE = gettext_noop(
    "This %(form)s picture is damaged, or of a kind that cannot be read. Save it again as JPEG."
)


@dataclass(frozen=True, slots=True)
class Levels:
    """The values of a channel that are black and white."""

    black: float
    white: float
    wraps: bool = False
    """Whether high values were read as negative ones."""

    def grey(self, image: Image.Image) -> Image.Image:
        """Return the image as 8-bit grey."""
        values = (image.convert("I") if image.mode.startswith("I;") else image).convert("F")
        if not self.wraps:
            return self.scaled(values, 0)
        is_negative = values.point(lambda value: value * -255 + 0).convert("L")
        return Image.composite(self.scaled(values, 2**WIDE), self.scaled(values, 0), is_negative)

    def scaled(self, values: Image.Image, more: int) -> Image.Image:
        """Return these floats, so much higher, as 8-bit grey."""
        scale = 255 / (self.white - self.black)
        start = (more - self.black) * scale + 0.5
        return values.point(lambda value: value * scale + start).convert("L")


def refuse_mixed_up(image: Image.Image) -> None:
    """Raise InvalidPhoto for channels of more than 8 bits that lie apart: Pillow mixes them up."""
    if not isinstance(image, TiffImageFile):
        return
    bits = image.tag_v2.get(BITS, (1,))
    if image.tag_v2.get(PLANES) == APART and len(bits) > 1 and max(bits) > 8:
        raise InvalidPhoto(UNREADABLE, form="TIFF")


def levels_of(image: Image.Image) -> Levels | None:
    """Return the levels of a loaded TIFF with one channel of more than 8 bits, None for any other.

    Raises InvalidPhoto for values that are no numbers.
    """
    if not isinstance(image, TiffImageFile) or image.mode[0] not in "IF":
        return None
    bits, kind = image.tag_v2.get(BITS, (1,))[0], image.tag_v2.get(KIND, (1,))[0]
    full = 2.0 ** (bits - (kind == SIGNED)) - 1
    wraps = bits == WIDE and kind not in (SIGNED, FLOAT)
    white = full
    if kind == FLOAT or bits >= WIDE:
        low, high = cast(tuple[float, float], image.getextrema())
        if kind == FLOAT:
            white = white_of(high / BRIGHTER, 2.0 * WHITES[-1])
        elif not (wraps and low < 0):
            white = white_of(high, full)
    is_inverted = image.tag_v2.get(MEANING) == WHITE_IS_ZERO
    return Levels(white, 0, wraps) if is_inverted else Levels(0, white, wraps)


def white_of(high: float, most: float) -> float:
    """Return the first of WHITES that is not below the highest value, or `most`."""
    if not math.isfinite(high):
        raise InvalidPhoto(UNREADABLE, form="TIFF")
    return next((white for white in WHITES if high <= white), most)
