"""Unpack manifests and photos that are stored compressed."""

import bz2
import gzip
import io
import lzma
import tempfile
import zlib
from contextlib import ExitStack
from typing import IO, Any

from catalog_search.exceptions import UnreadableObject
from catalog_search.exceptions import message as _

GZIP = b"\x1f\x8b"
"""The first bytes of a gzip file."""

READERS = {GZIP: gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}
"""How a packed file begins, and what unpacks it."""

LONGEST_START = max(map(len, READERS))
MOST_TIMES = 2
"""A file may have been packed by the shop and again on its way."""

UNREADABLE_ENCODINGS = ("br", "zstd", "compress")
"""Content encodings that cannot be unpacked here."""

MAX_IN_MEMORY = 8 * 2**20
"""Bytes; larger manifests are kept on disk."""

MAX_UNPACKED = 4 * 2**30
MAX_DEFLATED = 256 * 2**20
CHUNK = 2**20
"""Bytes."""


def unpacked(file: IO[bytes], encoding: str = "") -> IO[bytes]:
    """Return what the file holds, unpacked if it is packed by gzip, bzip2 or xz.

    `encoding` is the Content-Encoding that it came with. Raises UnreadableObject if it is broken,
    holds too much, or is packed otherwise.
    """
    content = file
    for _time in range(MOST_TIMES):
        opened = opener_of(content)
        if not opened:
            break
        packed, content = content, content_of(content, opened)
        if packed is not file:
            packed.close()
    name = encoding.strip().lower()
    if name == "deflate" and not is_text(content):
        plain = deflated(content.read(), MAX_DEFLATED)
        content.seek(0)
        if plain is not None:
            content = io.BytesIO(plain)
    if name in (*UNREADABLE_ENCODINGS, "deflate") and not is_text(content):
        raise unreadable(encoding)
    return content


def opener_of(file: IO[bytes]) -> Any:
    """Return what unpacks the file, None if it is not packed."""
    start = file.read(LONGEST_START)
    file.seek(0)
    return next((opened for sign, opened in READERS.items() if start.startswith(sign)), None)


def is_text(file: IO[bytes]) -> bool:
    """Return whether the file begins with text: a header may say what is no longer so."""
    start = file.read(1000)
    file.seek(0)
    try:
        # A letter may be cut at the end.
        return "\0" not in start[:-4].decode()
    except UnicodeDecodeError:
        return False


def content_of(file: IO[bytes], opened: Any) -> IO[bytes]:
    with ExitStack() as stack:
        content = stack.enter_context(tempfile.SpooledTemporaryFile(MAX_IN_MEMORY))
        try:
            with opened(file, "rb") as stream:
                while chunk := stream.read(CHUNK):
                    content.write(chunk)
                    if content.tell() > MAX_UNPACKED:
                        raise UnreadableObject(
                            _(
                                "It holds more than %(max_unpacked)s GB.",
                                max_unpacked=f"{MAX_UNPACKED / 2**30:.0f}",
                            )
                        )
        except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            raise UnreadableObject(_("It is packed and broken: %(error)s.", error=error)) from error
        content.seek(0)
        stack.pop_all()
        return content


def inflated(data: bytes, limit: int, window: int) -> bytes | None:
    """Return what zlib unpacks with this window, at most `limit` bytes; None if it cannot."""
    packer = zlib.decompressobj(window)
    try:
        content = packer.decompress(data, limit + 1)
    except zlib.error:
        return None
    return content if packer.eof or len(content) > limit else None


def deflated(data: bytes, limit: int) -> bytes | None:
    """Return the content of `deflate`, with the header that it should have or without."""
    found = (inflated(data, limit, window) for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS))
    return next((content for content in found if content is not None), None)


def unpacked_photo(data: bytes, limit: int, encoding: str = "") -> bytes:
    """Return the photo in a file that was packed, at most `limit` bytes of it.

    `encoding` is the Content-Encoding that it came with.
    """
    for _time in range(MOST_TIMES):
        if not data.startswith(GZIP):
            break
        try:
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, limit + 1)
        except zlib.error:
            return data
    if encoding.strip().lower() == "deflate" and not is_picture(data):
        return deflated(data, limit) or data
    if encoding.strip().lower() in UNREADABLE_ENCODINGS and not is_picture(data):
        raise unreadable(encoding)
    return data


def is_picture(data: bytes) -> bool:
    """Return whether the data begins as JPEG, PNG or WebP, whatever a header says."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF"))


def unreadable(encoding: str) -> UnreadableObject:
    return UnreadableObject(
        _(
            "It is stored compressed, with the Content-Encoding %(encoding)r. Upload it as it "
            "is, or packed by gzip.",
            encoding=encoding.strip(),
        )
    )
