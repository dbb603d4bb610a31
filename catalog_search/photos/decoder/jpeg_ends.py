"""Tell a JPEG that lacks only the mark of its end from one whose pixels are cut off.

This file reads no settings and imports no Django, so that a process of its own can run it.
"""

import io

from PIL import Image

from catalog_search.photos.decoder import sniffing

FILLER = b"\xa5\x5a\x3c\x96" * 16
"""Bytes that a decoder makes other pixels of than those it puts where a file ends."""


def check_whole(data: bytes, ended: bytes, form: str) -> None:
    """Raise OSError if `data` is a JPEG without an end that lacks pixels too.

    `ended` is the same picture with a mark of its end. Where all pixels are there, whatever comes
    before that mark changes none. A progressive one may lack passes, which do not show so.
    """
    if form != "JPEG" or sniffing.has_jpeg_end(data):
        return
    end = sniffing.JPEG_END
    if is_progressive(ended) or half(ended) != half(ended.removesuffix(end) + FILLER + end):
        raise OSError("image file is truncated")


def is_progressive(data: bytes) -> bool:
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        return bool(image.info.get("progressive"))


def half(data: bytes) -> bytes:
    """Return the pixels at half the size, which costs a quarter of the memory."""
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        image.draft("RGB", (image.width // 2, image.height // 2))
        return image.tobytes()
