"""The objects of JSON that a line holds, however they are divided."""

import json
import re
from collections.abc import Iterator, Mapping

from catalog_search.exceptions import message as _

LONGEST_LINE = 1 << 20
"""Bytes of a line of JSON."""

BLANK = re.compile(r"[\s,;\x00\x1a\x1e\ufeff]*")
"""What stands between objects; old systems write 00 or 1a at the end of a file."""
COMMENT = re.compile(r"//|#")
DECODER = json.JSONDecoder(parse_constant=str, strict=False)
"""NaN and Infinity are not JSON. Passed on as text, they fail their column's own check."""


def first_object(line: bytes) -> tuple[Mapping[str, object], bool]:
    """Return the object with which the line begins, and whether another one follows in it."""
    text = line.decode("utf-8", "replace")
    try:
        value, end = DECODER.raw_decode(text, start_of(text, 0))
    except (ValueError, RecursionError):
        return {}, False
    return (value if isinstance(value, dict) else {}), text.startswith("{", start_of(text, end))


def objects_in(line: bytes) -> Iterator[dict[str, object]]:
    """Yield the objects of a line: one, or more where line ends are missing. Raises ValueError."""
    if len(line) >= LONGEST_LINE:
        raise ValueError(_("it is longer than %(limit)s bytes", limit=LONGEST_LINE))
    text = line.decode()
    at = start_of(text, 0)
    while at < len(text) and not COMMENT.match(text, at):
        value, end = DECODER.raw_decode(text, at)
        if not isinstance(value, dict):
            raise ValueError(_("it is a %(name)s", name=type(value).__name__))
        yield value
        at = start_of(text, end)


def start_of(text: str, at: int) -> int:
    """Return where the next object begins from here on."""
    blank = BLANK.match(text, at)
    return blank.end() if blank else at
