"""The formats of thumbnails: WebP for every browser, AVIF where it can be made and shown."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PIL import features
from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Format:
    """How a picture is written. `suffix` names it in addresses and files."""

    suffix: str
    content_type: str
    options: Mapping[str, object]
    """What Pillow takes beside the name of the format, which is the suffix."""


WEBP = Format("webp", "image/webp", {"quality": 82, "method": 4})
AVIF = Format("avif", "image/avif", {"quality": 60, "speed": 8, "max_threads": 1})
"""Chosen by `python -m tests.benchmarks.thumbnail_formats`; see ARCHITECTURE.md."""


@cache
def available() -> tuple[Format, ...]:
    """Return the formats this Pillow can write, the smallest files first."""
    return (AVIF, WEBP) if features.check("avif") else (WEBP,)


def named(suffix: str) -> Format | None:
    return next((one for one in available() if one.suffix == suffix), None)


def encode(image: Image, form: Format, **options: object) -> bytes:
    """Return the pixels and nothing else: no EXIF, no color profile, no comment."""
    file = io.BytesIO()
    bare = image.copy()
    bare.info.clear()
    bare.save(file, form.suffix, **{**form.options, **options})
    return file.getvalue()


def is_whole(data: bytes) -> bool:
    """Return whether the file has its whole length: both formats say it themselves.

    A process that was stopped while writing leaves a part.
    """
    if data[:4] == b"RIFF":
        return len(data) == 8 + int.from_bytes(data[4:8], "little")
    return ends_with_pixels(data)


def ends_with_pixels(data: bytes) -> bool:
    """Return whether an AVIF file's boxes end with one of pixels, where the file ends.

    ISO/IEC 14496-12, 4.2; the encoder writes them in the order ftyp, meta, mdat.
    """
    place, name = 0, b""
    while place < len(data):
        size, name = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if size < 8:  # To the end of the file, or told in 64 bits: not what we store.
            return False
        place += size
    return place == len(data) and name == b"mdat"
