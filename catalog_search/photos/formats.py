"""Thumbnail formats: WebP for all browsers, and AVIF if Pillow can write it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PIL import features
from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Format:
    """An image format. `suffix` is used in URLs, in file names and as Pillow's format name."""

    suffix: str
    content_type: str
    options: Mapping[str, object]
    """Pillow's options for saving in this format."""


WEBP = Format("webp", "image/webp", {"quality": 82, "method": 4})
AVIF = Format("avif", "image/avif", {"quality": 60, "speed": 8, "max_threads": 1})
"""Chosen by `python -m tests.benchmarks.thumbnail_formats`; see
docs/decisions/2026-11-23-avif-beside-webp.md."""


@cache
def available() -> tuple[Format, ...]:
    """Return the formats that this Pillow can write, smallest files first."""
    return (AVIF, WEBP) if features.check("avif") else (WEBP,)


def named(suffix: str) -> Format | None:
    return next((form for form in available() if form.suffix == suffix), None)


def encode(image: Image, form: Format, **options: object) -> bytes:
    """Return the image in this format without metadata: no EXIF, color profile or comment."""
    file = io.BytesIO()
    bare = image.copy()
    bare.info.clear()
    bare.save(file, form.suffix, **{**form.options, **options})
    return file.getvalue()


def is_whole(data: bytes) -> bool:
    """Return whether a WebP or AVIF file is complete, judging by the lengths it contains.

    A process that is killed while writing leaves an incomplete file.
    """
    if data[:4] == b"RIFF":
        return len(data) == 8 + int.from_bytes(data[4:8], "little")
    return ends_with_pixels(data)


def ends_with_pixels(data: bytes) -> bool:
    """Return whether the last box of an AVIF file is its pixel data and ends where the file ends.

    The box layout is ISO/IEC 14496-12, 4.2; the encoder writes ftyp, meta, mdat in this order.
    """
    position, name = 0, b""
    while position < len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        name = data[position + 4 : position + 8]
        if size < 8:  # 0 means "to the end of the file", 1 a 64-bit size; we write neither.
            return False
        position += size
    return position == len(data) and name == b"mdat"
