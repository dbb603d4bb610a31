"""Unpack manifests, feeds and photos that are stored or sent compressed."""

import base64
import binascii
import bz2
import gzip
import io
import lzma
import re
import tempfile
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import ExitStack
from typing import IO, Any

from catalog_search.backends.as_sent import file_in_form, is_as_sent, without_frames
from catalog_search.exceptions import UnreadableObject
from catalog_search.exceptions import message as _

GZIP = b"\x1f\x8b"
"""The first bytes of a gzip file."""

READERS = {GZIP: gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open, b"]\0\0": lzma.open}
"""How a packed file begins, and what unpacks it."""

LONGEST_SIGN = max(map(len, READERS))
MAX_TIMES = 2
"""A file may have been packed by the shop and again on its way."""

UNREADABLE_ENCODINGS = ("br", "zstd", "compress", "lz4", "snappy", "dcb", "dcz")
"""Content encodings that cannot be unpacked here."""

DATA_URI = re.compile(rb"data:[\w/+.-]+;base64,", re.IGNORECASE)

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
"""Bytes that no text has."""

MAX_IN_MEMORY = 8 * 2**20
"""Bytes; larger manifests are kept on disk."""

LOOKED_AT = 2000
MAX_UNPACKED = 4 * 2**30
MAX_DEFLATED = 256 * 2**20
CHUNK = 2**20
"""Bytes."""


def unpacked(file: IO[bytes], encoding: str = "") -> IO[bytes]:
    """Return what the file holds, unpacked if it is packed by gzip, bzip2 or xz.

    `encoding` is the Content-Encoding that it came with. Raises UnreadableObject if it is broken,
    holds too much, or is packed otherwise.
    """
    content = fully_unpacked(file)
    for coding in codings(encoding):
        if is_text(content):
            break
        if coding in ("deflate", *UNREADABLE_ENCODINGS):
            packed, plain = content, None
            if coding == "deflate":
                plain = deflated(packed.read(), MAX_DEFLATED)
            if packed is not file:
                packed.close()
            if plain is None or len(plain) > MAX_DEFLATED:
                raise unreadable(encoding)
            content = fully_unpacked(io.BytesIO(plain))
    return content


def codings(encoding: str) -> list[str]:
    """Return the names in a Content-Encoding, the last one first: so they are undone."""
    names = (name.partition(";")[0].strip().lower() for name in encoding.split(","))
    return [name.removeprefix("x-") for name in names][::-1]


def unwrapped(file: IO[bytes]) -> IO[bytes]:
    """Return the content of a file that was stored with what was around it when it was sent."""
    start = file.read(LOOKED_AT)
    file.seek(0)
    if not is_as_sent(start):
        return file
    data = file.read(MAX_DEFLATED)
    file.seek(0)
    content = without_frames(file_in_form(data))
    return file if content is data else io.BytesIO(content)


def fully_unpacked(file: IO[bytes]) -> IO[bytes]:
    """Return the file unpacked, as often as its first bytes are those of a packed file.

    What was around it when it was sent is taken off, before and after it was packed.
    """
    content = unwrapped(file)
    for _time in range(MAX_TIMES):
        opener = opener_of(content)
        if not opener:
            break
        packed, plain = content, content_of(content, opener)
        if packed is not file:
            packed.close()
        with ExitStack() as stack:
            content = unwrapped(stack.enter_context(plain))
            if content is plain:
                stack.pop_all()
    return content


def opener_of(file: IO[bytes]) -> Any:
    """Return what unpacks the file, None if it is not packed."""
    start = file.read(LONGEST_SIGN)
    file.seek(0)
    return next((opener for sign, opener in READERS.items() if start.startswith(sign)), None)


def is_text(file: IO[bytes]) -> bool:
    """Return whether the file begins with text: it may be unpacked although the header stayed."""
    start = file.read(1000)
    file.seek(0)
    return start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or not CONTROL.search(start)


def content_of(file: IO[bytes], opener: Any) -> IO[bytes]:
    with ExitStack() as stack:
        content = stack.enter_context(tempfile.SpooledTemporaryFile(MAX_IN_MEMORY))
        try:
            with opener(file, "rb") as stream:
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
    attempts = (inflated(data, limit, window) for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS))
    return next((content for content in attempts if content is not None), None)


def unpacked_photo(data: bytes, limit: int, encoding: str = "") -> bytes:
    """Return the photo in a file that was packed, at most `limit` bytes of it.

    `encoding` is the Content-Encoding that it came with.
    """
    content = unpacked_body(without_frames(file_in_form(data)), limit, encoding)
    inner = without_frames(file_in_form(content))
    return content if inner is content else unpacked_body(inner, limit)


def unpacked_body(data: bytes, limit: int, encoding: str = "") -> bytes:
    """Return the photo or JSON in the body of an answer, at most `limit` bytes and one more.

    Raises UnreadableObject for a Content-Encoding that cannot be unpacked here.
    """
    data = inflated_gzip(data, limit)
    for coding in codings(encoding):
        if is_plain(data):
            break
        if coding == "base64":
            data = without_base64(data)
        elif coding == "deflate":
            data = inflated_gzip(deflated(data, limit) or data, limit)
        elif coding in UNREADABLE_ENCODINGS:
            raise unreadable(encoding)
    return data


def without_base64(data: bytes) -> bytes:
    """Return what the text of base64 means, also behind data:image/png; the data if it is none."""
    text = re.sub(rb"\s+", b"", data)
    try:
        return base64.b64decode(DATA_URI.sub(b"", text), validate=True)
    except binascii.Error:
        return data


def inflated_gzip(data: bytes, limit: int) -> bytes:
    """Return data unpacked by gzip, once or twice; as it is if it is not gzip's, or broken."""
    for _time in range(MAX_TIMES):
        if not data.startswith(GZIP):
            break
        try:
            data = members(data, limit)
        except zlib.error:
            break
    return data


def members(data: bytes, limit: int) -> bytes:
    """Return what all parts of a gzip file hold: tools that work in parallel write several."""
    content = b""
    while data.startswith(GZIP) and len(content) <= limit:
        packer = zlib.decompressobj(zlib.MAX_WBITS | 16)
        content += packer.decompress(data, limit + 1 - len(content))
        data = packer.unused_data
    return content


def is_plain(data: bytes) -> bool:
    """Return whether the data begins as JPEG, PNG, WebP or JSON, whatever a header says."""
    begins = data[:99].removeprefix(BOM_UTF8).lstrip()
    return begins.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"[", b"{"))


def unreadable(encoding: str) -> UnreadableObject:
    return UnreadableObject(
        _(
            "It is stored compressed, with the Content-Encoding %(encoding)r. Upload it as it "
            "is, or packed by gzip.",
            encoding=encoding.strip(),
        )
    )
