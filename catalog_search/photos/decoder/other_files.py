"""Files that people upload in place of photos: what to call them, and what to do with each.

This file reads no settings and imports no Django, so that a process of its own can run it.
"""

import re

from catalog_search.exceptions import gettext_noop

NO_PICTURE = gettext_noop("Not a %(formats)s or %(last)s picture.")
SAVE_AS_JPEG = gettext_noop(
    "Not a %(formats)s or %(last)s picture. Save this %(form)s picture as JPEG."
)
SHOW_AS_JPEG = gettext_noop(
    "Not a %(formats)s or %(last)s picture. Save what this %(form)s file shows as JPEG."
)

SAVE_DRAWING = gettext_noop(
    "Not a %(formats)s or %(last)s picture but an %(form)s drawing. Save it as JPEG, and upload "
    "that picture."
)
UNPACK = gettext_noop(
    "Not a %(formats)s or %(last)s picture but a %(form)s archive. Unpack it, and upload the "
    "picture."
)
POINTER = gettext_noop(
    "Not a %(formats)s or %(last)s picture but the pointer of Git LFS to one. Fetch it with git "
    "lfs pull, and upload the picture."
)
WEB_PAGE = gettext_noop(
    "Not a %(formats)s or %(last)s picture but a web page, which a server sent in its place. "
    "Upload the picture."
)
ANSWER = gettext_noop(
    "Not a %(formats)s or %(last)s picture but the answer of a server, such as an error message. "
    "Upload the picture."
)
AS_TEXT = gettext_noop(
    "Not a %(formats)s or %(last)s picture but one that is written as text (Base64). Decode it, "
    "and upload the picture."
)

SVG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!][^>]*>\s*)*<svg[\s>]", re.IGNORECASE)
PICTURES = (
    ("JPEG XL", re.compile(rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n")),
    ("JPEG 2000", re.compile(rb"\xff\x4f\xff\x51|\0\0\0\x0cjP[ \x1a]{2}\r\n\x87\n")),
    ("Photoshop", re.compile(rb"8BP[SB]\0")),
    ("SVG", SVG),
    ("ICO", re.compile(rb"\0\0\x01\0[^\0]\0")),
    ("raw", re.compile(rb"....ftypcrx |FUJIFILMCCD-RAW|IIU\0|IIR[OS]|MMOR", re.DOTALL)),
)
"""Other formats of pictures, and how their files begin."""

FILES = (
    ("PDF", re.compile(rb"\s*%PDF-")),
    ("video", re.compile(rb"....(?:ftyp|moov|mdat|wide)|\x1aE\xdf\xa3|RIFF....AVI ", re.DOTALL)),
)
"""Files that show something but are no pictures."""

DRAWINGS = (("EPS", re.compile(rb"\s*%!PS|\xc5\xd0\xd3\xc6")),)
ARCHIVES = (
    ("ZIP", re.compile(rb"PK(?:\x03\x04|\x05\x06)")),
    ("RAR", re.compile(rb"Rar!\x1a\x07")),
    ("7z", re.compile(rb"7z\xbc\xaf\x27\x1c")),
    ("TAR", re.compile(rb".{257}ustar", re.DOTALL)),
)
TEXTS = (
    (POINTER, re.compile(rb"version https://git-lfs\.github\.com/spec/")),
    (
        WEB_PAGE,
        re.compile(
            rb"(?:\xef\xbb\xbf)?\s*(?:<(?:!--|\?)[^>]*>\s*)*"
            rb"<(?:!doctype\s+html|html|head|body|title|meta|script)[\s>]",
            re.IGNORECASE,
        ),
    ),
    (ANSWER, re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\s|<Error>|\{\s*\"|\[\s*\{)")),
    (AS_TEXT, re.compile(rb"\s*(?:data:image/[\w.+-]+;base64,|(?:/9j/|iVBORw0K|UklGR)[\w+/]{20})")),
)
"""What is text, and how it begins."""


KINDS = (
    (SAVE_AS_JPEG, PICTURES),
    (SHOW_AS_JPEG, FILES),
    (SAVE_DRAWING, DRAWINGS),
    (UNPACK, ARCHIVES),
)


def refusal_of(data: bytes) -> tuple[str, str]:
    """Return the message for a file of no known format, and what it calls the file."""
    for message, begins in TEXTS:
        if begins.match(data) and not SVG.match(data):
            return message, ""
    for message, formats in KINDS:
        for name, begins in formats:
            if begins.match(data):
                return message, name
    return NO_PICTURE, ""
