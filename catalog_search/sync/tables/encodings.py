"""Tell how a file of text is encoded, and what a file is that holds no text.

Spreadsheets save CSV as UTF-8, as UTF-16, or in the code page of the machine; "CSV" of a Western
Excel is Windows-1252. Only where the letters of the whole file fit is that code page taken.
"""

import codecs
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from catalog_search.exceptions import Message
from catalog_search.exceptions import message as _

MAX_IN_MEMORY = 8 * 2**20
CHUNK = 1 << 18
LOOKED_AT = 4096
"""Bytes."""

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = "cp1252"
READ_AS_WESTERN = _(
    "The file is not UTF-8; it is read as Windows-1252, as spreadsheets save it. "
    "If letters are wrong, save it as CSV UTF-8."
)
WORKBOOK = _("an Excel workbook: save it as CSV UTF-8 under this name")
SHEET = _("an OpenDocument spreadsheet: save it as CSV UTF-8 under this name")


def packed_by(program: str) -> Message:
    return _(
        "packed by %(program)s: unpack it, and upload what is in it under this name",
        program=program,
    )


def archive(kind: str) -> Message:
    return _("a %(kind)s archive: unpack it, and upload what is in it under this name", kind=kind)


ZIP = re.compile(rb"PK\x03\x04[\x0a-\x3f]\0")

BINARY = (
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), WORKBOOK),
    (re.compile(rb"\x1f\x8b\x08"), packed_by("gzip")),
    (re.compile(rb"BZh[1-9]1AY&SY"), packed_by("bzip2")),
    (re.compile(rb"\xfd7zXZ\0\0[\0-\x0f]"), packed_by("xz")),
    (re.compile(rb"\x28\xb5\x2f\xfd[^\r\n]"), packed_by("Zstandard")),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), archive("7z")),
    (re.compile(rb"Rar!\x1a\x07"), archive("rar")),
    (re.compile(rb"%PDF-\d\.\d"), _("a PDF: export the products as CSV UTF-8 under this name")),
    (re.compile(rb"PAR1\x15"), _("a Parquet file: export it as CSV UTF-8 under this name")),
    (
        re.compile(rb"SQLite format 3\0"),
        _("a database: export the products as CSV UTF-8 under this name"),
    ),
)
"""How files begin, as far as no line of text does."""

PARTS_OF_A_PAGE = re.compile(rb"<(?:/html|head|body)", re.IGNORECASE)
WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
DIVIDER = re.compile(r"[,;\t|:\n]")
"""What a table has in any encoding."""
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

MULTI_BYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
"""A letter in UTF-8: where one stands, the file is UTF-8 with broken lines."""
HIGH = re.compile(rb"[\x80-\xff]")
NOT_WESTERN = re.compile(
    # Bytes that are undefined or rare in Windows-1252, or that other code pages use for letters:
    # these count only within a word.
    rb"[\x81\x83\x88\x8d\x8f\x90\x9d]|(?<=[a-zA-Z])[\x86\x87\xa1-\xa3\xa5-\xac\xaf\xb1-\xb3"
    rb"\xb5\xb6\xb8-\xbf\xd7\xf7](?=[a-z])|(?<=[a-zA-Z])[\x8a\x8c\x8e\x9a\x9c\x9e\x9f](?=[a-z])"
)
WESTERN_LETTER = re.compile(rb"[\xc0-\xd6\xd8-\xf6\xf8-\xff]")
IN_A_WORD = re.compile(
    rb"(?<=[a-zA-Z])[\xc0-\xd6\xd8-\xf6\xf8-\xff]|[\xc0-\xd6\xd8-\xf6\xf8-\xff](?=[a-zA-Z])"
)


def no_text(start: bytes) -> str:
    """Return what kind of file this is, by its first bytes, and what to do; "" for a text file.

    A text file with one odd line at its beginning is still a text file.
    """
    if ZIP.match(start):
        return zipped(start)
    for signature, what in BINARY:
        if signature.match(start):
            return what
    page = start.lstrip(codecs.BOM_UTF8 + b" \t\r\n")
    if WEB_PAGE.match(page) and PARTS_OF_A_PAGE.search(page):
        return _("a web page, perhaps one that asks to sign in: upload the file itself")
    controls = len(CONTROL.findall(start))
    if controls * 10 <= len(start) or unicode_of(start) or any(map(is_row, start.splitlines())):
        return ""
    return _("no text: save it as CSV UTF-8")


def zipped(start: bytes) -> str:
    if b"opendocument" in start:
        return SHEET
    is_workbook = b"xl/" in start or b"[Content_Types].xml" in start
    return WORKBOOK if is_workbook else archive("zip")


def is_row(line: bytes) -> bool:
    """Return whether the line is one of text."""
    return len(line) >= 5 and not CONTROL.search(line)


def unicode_of(start: bytes) -> str:
    """Return the encoding if it is UTF-16 or UTF-32, by its mark or by its zeros; else ""."""
    for bom, name in BOMS:
        if start.startswith(bom) and DIVIDER.search(start.decode(name, "replace")):
            return name
    pairs = start[: len(start) // 2 * 2]
    if len(pairs) < 8:
        return ""
    even, odd = pairs[::2].count(0), pairs[1::2].count(0)
    if odd * 10 > 8 * len(pairs) // 2 and not even:
        return "utf-16-le"
    if even * 10 > 8 * len(pairs) // 2 and not odd:
        return "utf-16-be"
    return ""


def is_western(stream: IO[bytes]) -> bool:
    """Return whether the stream holds Windows-1252 and no UTF-8; it is read to its end."""
    high = in_words = letters = 0
    while chunk := stream.read(CHUNK):
        if chunk.isascii():
            continue
        # A letter that two chunks divide is missed. One letter decides nothing.
        if MULTI_BYTE.search(chunk) or NOT_WESTERN.search(chunk):
            return False
        high += len(HIGH.findall(chunk))
        letters += len(WESTERN_LETTER.findall(chunk))
        in_words += len(IN_A_WORD.findall(chunk))
    return high > 0 and in_words * 10 >= letters * 6


@contextmanager
def as_utf8(stream: IO[bytes]) -> Iterator[tuple[IO[bytes], str]]:
    """Yield the stream, or what it holds in UTF-8, and a warning where that was a guess."""
    start = stream.read(LOOKED_AT)
    stream.seek(0)
    encoding, warning = unicode_of(start), ""
    if not encoding and not start.lstrip().startswith(b"<"):
        western = is_western(stream)
        stream.seek(0)
        encoding, warning = (WESTERN, READ_AS_WESTERN) if western else ("", "")
    if not encoding or start.lstrip().startswith(b"<"):
        yield stream, ""
        return
    with tempfile.SpooledTemporaryFile(MAX_IN_MEMORY) as copy:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        while chunk := stream.read(CHUNK):
            copy.write(decoder.decode(chunk).encode("utf-8", "replace"))
        copy.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))
        copy.seek(0)
        yield copy, warning
