"""Tell how a file of text is encoded.

Spreadsheets save CSV as UTF-8, as UTF-16, or in the code page of the machine; "CSV" of a Western
Excel is Windows-1252. Only where the letters of the whole file fit is that code page taken.
"""

import codecs
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from catalog_search.exceptions import message as _
from catalog_search.sync.problems import of_record
from catalog_search.sync.tables import xml_encodings
from catalog_search.types import Problem, Record

MAX_IN_MEMORY = 8 * 2**20
CHUNK = 1 << 18
LOOKED_AT = 4096
"""Bytes."""
LOST = "\ufffd"
"""What programs write for letters that they cannot read."""
AT_END = f" .\u2026{LOST}"
"""What may stand at the end of a text that was cut in the middle of a letter."""
RARE_LINE_ENDS = "\u2028\u2029\x85\x1e\x0b\x0c"
"""Line ends of Unicode and of mainframes, which nothing else reads as such."""

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
DIVIDER = re.compile(r"[,;\t|:\n<]")
"""What a table has in any encoding, or XML."""

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
    """Yield the stream, or what it holds in UTF-8, and a warning where that was a guess.

    Its lines end as everywhere. Of XML, an encoding that the parser reads may remain.
    """
    start = stream.read(LOOKED_AT)
    encoding, warning = unicode_of(start), ""
    if not encoding and start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        encoding = xml_encodings.encoding_of(stream, start)
    elif not encoding:
        stream.seek(0)
        western = is_western(stream)
        encoding, warning = (WESTERN, READ_AS_WESTERN) if western else ("", "")
    line_end = rare_line_end(start.decode(encoding or "utf-8", "replace"))
    stream.seek(0)
    if not (encoding or line_end):
        yield stream, ""
        return
    with tempfile.SpooledTemporaryFile(MAX_IN_MEMORY) as copy:
        for number, text in enumerate(decoded(stream, encoding or "utf-8")):
            text = text.replace(line_end, "\n") if line_end else text
            data = text.encode("utf-8", "replace" if encoding else "surrogateescape")
            copy.write(xml_encodings.without_declared(data) if number == 0 else data)
        copy.seek(0)
        yield copy, warning


def decoded(stream: IO[bytes], encoding: str) -> Iterator[str]:
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def rare_line_end(start: str) -> str:
    """Return the sign that divides the lines of a table in which no other does; "" for others."""
    if re.search(r"[\r\n]", start) or start.lstrip("\ufeff \t")[:1] in ("", "<", "{", "["):
        return ""
    return next((sign for sign in RARE_LINE_ENDS if sign in start), "")


def with_lost_letters_told(items: Iterator[Record | Problem]) -> Iterator[Record | Problem]:
    """Yield the items, and what is wrong with the first text that a program left letters out of."""
    is_told = False
    for item in items:
        yield item
        if is_told or isinstance(item, Problem):
            continue
        texts = (item.title, item.description, item.brand, *item.category, *item.colors)
        if text := next((each for each in texts if LOST in each.rstrip(AT_END)), ""):
            is_told = True
            at = max(0, text.index(LOST) - 20)
            reason = _(
                "Letters were lost before the file was written, as in %(text)r. Export it again "
                "in UTF-8.",
                text=text[at : at + 40],
            )
            yield of_record(item, reason, warning=True)
