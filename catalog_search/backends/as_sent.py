"""Files that were stored as they were sent: in frames of aws-chunked, or in the body of a form."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from catalog_search.exceptions import UnreadableObject
from catalog_search.exceptions import message as _

MAX_PARTS = 100
"""Parts of a form that are looked at."""
FRAME = re.compile(rb"([0-9a-fA-F]{1,8})(?:;[\w-]+=[\w+/=-]*)*\r\n")
"""The line before each piece of a body that was sent as aws-chunked."""

FORM = re.compile(
    rb"\s*--(?P<boundary>[^\r\n]{1,200})\r?\n(?=(?:[\w-]+:[^\r\n]*\r?\n)*"
    rb"content-disposition:[ \t]*form-data)",
    re.IGNORECASE,
)
"""How the body of a form begins."""
HEADERS = re.compile(rb"\r?\n(?P<headers>(?:[^\r\n]+\r?\n)*)\r?\n")
FILE_NAME = re.compile(rb";[ \t]*filename\*?=", re.IGNORECASE)


def is_as_sent(start: bytes) -> bool:
    """Return whether a file that begins so may have something around it."""
    return bool(FORM.match(start) or FRAME.match(start))


def file_in_form(data: bytes) -> bytes:
    """Return the file in the body of a form; the data itself if it is none.

    Raises UnreadableObject if the form is cut off, or holds several files or none.
    """
    form = FORM.match(data)
    if form is None:
        return data
    parts = list(parts_of(data, form["boundary"]))
    named = [body for headers, body in parts if FILE_NAME.search(headers)]
    files = [body for body in named if body] or [body for _headers, body in parts if body]
    if len(files) != 1:
        raise UnreadableObject(
            _("It was uploaded as a form: send the file itself, by PUT and without a form around.")
        )
    return files[0]


def parts_of(data: bytes, boundary: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield headers and body of each part; nothing of one whose end is not there."""
    line = re.compile(rb"(?:\A\s*|\r?\n)--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?=\r?\n|\Z)")
    lines = list(islice(line.finditer(data), MAX_PARTS + 1))
    for before, after in pairwise(lines):
        if head := HEADERS.match(data, before.end(), after.start()):
            yield head["headers"], data[head.end() : after.start()]


def without_frames(data: bytes) -> bytes:
    """Return what stands between frames of aws-chunked; the data itself if it has none.

    Uploads with a checksum behind them send such frames, and some stores keep them.
    """
    pieces: list[bytes] = []
    position = 0
    while frame := FRAME.match(data, position):
        size = int(frame[1], 16)
        if not size:
            return b"".join(pieces)
        end = frame.end() + size
        pieces.append(data[frame.end() : end])
        if data[end : end + 2] != b"\r\n":
            break
        position = end + 2
    return data
