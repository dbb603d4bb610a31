"""Files that a shopper may upload, valid and invalid."""

import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.shops.factories import color_bytes


def uploaded(data: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


def bomb() -> bytes:
    """Return a PNG of a few bytes whose header says 2.5 gigapixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


BAD = {
    "empty": (b"", "empty"),
    "words": (b"just words", "Not a JPEG"),
    "drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Not a JPEG"),
    "icon": (color_bytes(image_format="ICO"), "Not a JPEG"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage", "Not a JPEG"),
    "cut off": (color_bytes(size=(400, 300), image_format="JPEG")[:-200], "cut off"),
    "bomb": (bomb(), "megapixels"),
}
"""Bytes that are not a usable photo, each with a part of the error message."""
