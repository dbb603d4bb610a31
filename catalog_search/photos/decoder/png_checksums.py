"""Make right the checksum at the end of a PNG's pixels, where all of them are there.

This file reads no settings and imports no Django, so that a process of its own can run it.
"""

import struct
import zlib
from collections.abc import Iterator

CHUNK = 1 << 20
CHECKSUM = 4
"""Bytes behind the packed pixels."""


def with_right_checksum(data: bytes) -> bytes | None:
    """Return the PNG with the right checksum of its pixels; None if that is not what is wrong.

    Browsers show such a picture.
    """
    packed = b"".join(body for kind, body in chunks(data) if kind == b"IDAT")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    checksum, rest = 1, packed[2:]
    try:
        while rest and not inflate.eof:
            checksum = zlib.adler32(inflate.decompress(rest, CHUNK), checksum)
            rest = inflate.unconsumed_tail
    except zlib.error:
        return None
    right = checksum.to_bytes(CHECKSUM, "big")
    if not inflate.eof or inflate.unused_data[:CHECKSUM] == right:
        return None
    pixels = packed[: len(packed) - len(inflate.unused_data)]
    before = (chunk(kind, body) for kind, body in chunks(data) if kind not in (b"IDAT", b"IEND"))
    return b"".join([data[:8], *before, chunk(b"IDAT", pixels + right), chunk(b"IEND", b"")])


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the body of each whole chunk."""
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if at + 12 + length <= len(data):
            yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
