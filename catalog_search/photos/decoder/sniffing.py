"""Tell a picture's format by its first bytes, and leave out what is not pixels.

Metadata is written by cameras, editors and shops in every state of repair, and no pixel depends on
it. What is left out here can neither cost a picture that decodes nor reach a parser.
"""

import re
import zlib
from collections.abc import Iterator

from catalog_search.exceptions import InvalidPhoto, gettext_noop

SIGNATURES = (
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("WEBP", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("GIF", re.compile(rb"GIF8[79]a")),
    ("TIFF", re.compile(rb"II[*+]\0|MM\0[*+]")),
    ("AVIF", re.compile(rb"....ftyp(?:avi[fs]|mi[fa].{5}(?:.{4}){0,8}?avi[fs])", re.DOTALL)),
    ("HEIF", re.compile(rb"....ftyp(?:he[iv][cxms]|m[is]f1)", re.DOTALL)),
    ("BMP", re.compile(rb"BM.{12}[\x0c\x10(48@l|]\0\0\0", re.DOTALL)),
)
"""Pillow's name of each format, and how its files begin."""

NAMES = {"WEBP": "WebP", "HEIF": "HEIC"}
"""What people call a format, where it is not Pillow's name."""

PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP", b"eXIf", b"gAMA", b"sRGB"}
"""Chunks that pixels are made of, and those that say how to show them."""
PNG_PIXELS = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}

INDEXED = 3
TRANSPARENCY = {0: (2,), 2: (6,), INDEXED: range(1, 257)}
"""Lengths that the transparency of a PNG may have, by the kind of its colors."""

COLOR_LENGTHS = {b"gAMA": 4, b"sRGB": 1}

MAX_PROFILE_BYTES = 4 * 2**20
"""The largest color profiles, those of printing presses, have about 2 MiB."""

MAX_SCANS = 50
"""Scans of a JPEG. Encoders write about ten; each costs a pass over the whole picture."""

WEBP_PIXELS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
WEBP_ORDER = {b"VP8X": 0, b"ICCP": 1}
WEBP_KEPT = {*WEBP_PIXELS, b"ICCP", b"EXIF"}

JPEG_END = b"\xff\xd9"
SOS, EOI, COMMENT, APP = 0xDA, 0xD9, 0xFE, range(0xE0, 0xF0)
MARKER = re.compile(rb"\xff[^\0\x01\xd0-\xd8\xff]")
"""What ends the data of a scan: the head of the next segment, or the end of the picture."""
JPEG_KEPT = {
    0xE0: (b"JFIF\0", 16),
    0xE1: (b"Exif\0", 16),
    0xE2: (b"ICC_PROFILE\0", 17),
    0xEE: (b"Adobe", 14),
}
"""Application segments that say how to show the pixels: how they begin, and their least length."""


def format_of(data: bytes) -> str:
    """Return Pillow's name of the picture's format, "" for anything unknown."""
    return next((name for name, begins in SIGNATURES if begins.match(data)), "")


def named(form: str) -> str:
    return NAMES.get(form, form)


def webp_size(data: bytes) -> tuple[int, int]:
    """Return width and height in the header, (0, 0) if it is damaged.

    Pillow's decoder allocates the whole canvas before it tells its size.
    """
    chunk, head = data[12:16], data[20:30].ljust(10, b"\0")
    if chunk == b"VP8 ":
        width, height = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
        return width & 0x3FFF, height & 0x3FFF
    if chunk == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    return 0, 0


def without_metadata(data: bytes, form: str) -> bytes:
    """Return the file with only what its pixels need. Raises InvalidPhoto for endless JPEGs."""
    if form == "PNG":
        return b"".join(png_parts(data))
    if form == "JPEG":
        bare = b"".join(jpeg_parts(data))
        return bare if has_jpeg_end(bare) else bare.removesuffix(b"\xff") + JPEG_END
    if form == "WEBP":
        return webp_parts(data)
    return data


def png_parts(data: bytes) -> Iterator[bytes]:
    """Yield the chunks to keep, up to the first one that is cut off; of pixels, that as it is.

    Other frames of an animation are chunks of their own and are left out.
    """
    yield data[:8]
    at = 8
    while at < len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            if kind in PNG_PIXELS:
                yield data[at:]
            return
        if is_kept(kind, data[at + 4 : end], data[25]):
            yield data[at:end]
        at = end


def has_palette(data: bytes) -> bool:
    """Return whether a PNG that was stripped of metadata has a palette before its pixels."""
    return b"PLTE" in data[: data.find(b"IDAT")]


def is_kept(kind: bytes, chunk: bytes, colors: int) -> bool:
    """Return whether a chunk, from its kind to its checksum, is one to keep.

    `colors` is the kind of the picture's colors. Those that are not indexed may have a palette too,
    for screens that can show few.
    """
    if kind in PNG_PIXELS:
        return kind != b"PLTE" or colors == INDEXED
    length = len(chunk) - 8
    fits = kind != b"tRNS" or length in TRANSPARENCY.get(colors, ())
    fits = fits and length == COLOR_LENGTHS.get(kind, length)
    return kind in PNG_KEPT and fits and is_sound(kind, chunk)


def is_sound(kind: bytes, chunk: bytes) -> bool:
    """Return whether a chunk's checksum fits, and a color profile in it has a sensible size."""
    if zlib.crc32(chunk[:-4]) != int.from_bytes(chunk[-4:], "big"):
        return False
    if kind != b"iCCP":
        return True
    _name, _zero, packed = chunk[4:-4].partition(b"\0")
    inflate = zlib.decompressobj()
    try:
        inflate.decompress(packed[1:], MAX_PROFILE_BYTES)
    except zlib.error:
        return False
    return inflate.eof


def jpeg_parts(data: bytes) -> Iterator[bytes]:
    """Yield the segments to keep, then the scans as they are, up to the end of the picture.

    Phones put a short film or a second picture behind it.
    """
    scans, picture_end = scans_and_end(data)
    if scans > MAX_SCANS:
        raise InvalidPhoto(gettext_noop("This JPEG is written in too many passes. Save it again."))
    data = data[:picture_end]
    yield data[:2]
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            # The segment before was longer than it says: the next one begins at its marker.
            following_marker = MARKER.search(data, at)
            at = following_marker.start() if following_marker else len(data)
            continue
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == SOS or marker < 0xC0:
            break
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2:
            # Shorter than the length itself: the next segment begins wherever the next marker is.
            following = data.find(b"\xff", at + 4)
            at = following if following > 0 else len(data)
            continue
        end = at + 2 + length
        is_metadata = marker in APP or marker == COMMENT
        begins, min_length = JPEG_KEPT.get(marker, (b"", len(data)))
        if not is_metadata or (end - at - 2 >= min_length and data.startswith(begins, at + 4)):
            yield data[at:end]
        at = end
    yield data[at:]


def scans_and_end(data: bytes) -> tuple[int, int]:
    """Return how many scans a JPEG has, and the length of its data without what is behind its end.

    Where no end is found, everything that looks like a scan counts as one.
    """
    scans = at = 0
    while marker := MARKER.search(data, at):
        kind, at = data[marker.end() - 1], marker.end()
        if kind == EOI and scans:
            return scans, at
        scans += kind == SOS
        at += int.from_bytes(data[at : at + 2], "big")
    return data.count(bytes([0xFF, SOS])), len(data)


def has_jpeg_end(data: bytes) -> bool:
    """Return whether the mark of the end stands behind the last scan of a JPEG."""
    end = scans_and_end(data)[1]
    return data.rfind(JPEG_END, 0, end) > data.rfind(bytes([0xFF, SOS]), 0, end)


def webp_parts(data: bytes) -> bytes:
    """Return the file with the chunks to keep in their order, and its true length.

    A file whose pixels are cut off stays as it is; metadata that is cut off goes.
    """
    chunks = []
    at = 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length
        if end > len(data):
            if kind in WEBP_PIXELS:
                return data
            break
        if kind in WEBP_KEPT:
            chunks.append(data[at:end] + b"\0" * (length % 2))
        at = end + length % 2
    if data[12:16] == b"VP8X":
        # The profile stands before all pixels, transparent ones too; not every editor knows that.
        chunks.sort(key=lambda chunk: WEBP_ORDER.get(chunk[:4], len(WEBP_ORDER)))
    body = b"".join([b"WEBP", *chunks])
    return b"RIFF" + len(body).to_bytes(4, "little") + body
