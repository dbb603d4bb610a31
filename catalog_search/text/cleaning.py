"""Clean text so that the database can store it and the same text is spelled the same."""

import re
import unicodedata

UNSTORABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters except tab and newline, marks that cannot be seen, and lone surrogates.

PostgreSQL refuses NUL and surrogates; the others do not belong in a page or a terminal. Soft
hyphens and word joiners cut words for a search, and an override of direction turns what follows.
"""

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Marks without a picture, which come along when names, paths and numbers are copied."""

LINE_ENDS = re.compile("\r\n|(?:_x000[dD]_)+\n?|[\r\x0b\x0c\x85\u2028\u2029]")
"""Line ends of several systems, and what spreadsheets write for them."""
OUTER = " \t\n\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x2010)))
"""White space and unseen marks around a text."""


def storable(text: str) -> str:
    """Return the text without unstorable characters and outer white space, with \\n line ends."""
    return UNSTORABLE.sub("", LINE_ENDS.sub("\n", text)).strip()


def cleaned(text: str) -> str:
    """Return the storable text with each letter in one spelling (NFC), and no marks around it."""
    return unicodedata.normalize("NFC", storable(text).strip(OUTER))


def one_line(text: str) -> str:
    """Return the cleaned text on one line, with each run of white space as a single space."""
    return " ".join(cleaned(text).split())
