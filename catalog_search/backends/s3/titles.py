"""Titles in the metadata of objects, which each store and uploader encodes in its own way."""

import re
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from urllib.parse import unquote


def decoded(header: str) -> str:
    """Return a metadata value in Unicode.

    Headers hold ASCII only, so titles arrive as RFC 2047 words (S3), as UTF-8 decoded as Latin-1
    (other stores), or percent-encoded by the uploader.
    """
    try:
        text = str(make_header(decode_header(header)))
    except (MessageError, LookupError, ValueError):
        text = header
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    if re.search(r"%[0-9A-Fa-f]{2}", text):
        with suppress(UnicodeError):
            text = unquote(text, errors="strict")
    return text
