"""Titles in the metadata of objects, which each store and uploader encodes in its own way."""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from urllib.parse import unquote

from catalog_search.backends.s3.as_listed import listed
from catalog_search.backends.s3.connection import S3Connection
from catalog_search.backends.s3.objects import metadata
from catalog_search.exceptions import (
    InvalidPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
    message_of,
)
from catalog_search.sync.cells.placeholders import is_placeholder

CONCURRENT = 8
"""Objects that are asked for their titles at the same time."""

MANY_REFUSED = 10
"""If this many titles are refused, and no other was read, the permission is wrong."""

ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
FORM = re.compile(r"(?!.*%20)(?:[^\s+]|\+(?![\d+]|$))*")
"""Words with plus signs between them, as forms of the web write spaces: not "Size+1"."""
WITH_CHARSET = re.compile(r"(?P<name>[\w.:-]+)'[\w-]*'(?P<text>.*)", re.DOTALL)
"""A value of RFC 8187, which names its encoding and language: UTF-8'fr'%C3%89charpe."""

Title = str | UnreadableObject | SourceUnavailable
"""The title of an object, "" if it has none, or the error that reading it raised."""


def of_objects(connection: S3Connection, keys: Sequence[str]) -> Mapping[str, str | None]:
    """Return the titles of those objects that have one; None for one that cannot be asked now.

    Raises SourceUnavailable if it is not these objects but the whole store that does not answer.
    """
    with ThreadPoolExecutor(CONCURRENT) as pool:
        answers = pool.map(lambda key: title_of(connection, key), keys)
        titles: dict[str, Title] = dict(zip(keys, answers, strict=True))
    failed = [title for title in titles.values() if not isinstance(title, str)]
    if len(failed) == len(keys) >= MANY_REFUSED:
        raise SourceUnavailable(message_of(failed[0]))
    outage = next((each for each in failed if isinstance(each, SourceUnavailable)), None)
    if outage and not still_answers(connection, titles):
        raise outage
    return {
        key: title if isinstance(title, str) else None
        for key, title in titles.items()
        if title != ""
    }


def title_of(connection: S3Connection, key: str) -> Title:
    try:
        answer = metadata(connection, key)
    except (PhotoGone, InvalidPhoto):
        return ""
    except (UnreadableObject, SourceUnavailable) as error:
        return error
    titles = [text for name, text in answer["Metadata"].items() if name.lower() == "title"]
    return decoded(titles[0]) if titles else ""


def still_answers(connection: S3Connection, titles: Mapping[str, Title]) -> bool:
    """Return whether the store answers now, though some of these objects gave no title.

    A broken disk below one of them would end every sync. One that answered is asked again, or the
    listing if there was none.
    """
    good = next((key for key, title in titles.items() if isinstance(title, str)), None)
    if good is not None:
        return isinstance(title_of(connection, good), str)
    try:
        listed(connection, next(iter(titles)))
    except SourceUnavailable:
        return False
    return True


def decoded(header: str) -> str:
    """Return a metadata value in Unicode, "" for one that says that there is none: "undefined".

    Headers hold ASCII only, so titles arrive as RFC 2047 words (S3), as UTF-8 decoded as Latin-1
    (other stores), or percent-encoded by the uploader, also as forms of the web are or RFC 8187.
    """
    try:
        text = str(make_header(decode_header(header)))
    except (MessageError, LookupError, ValueError):
        text = header
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    if ESCAPE.search(text):
        text = unescaped(text)
    return "" if is_placeholder(text) else text


def unescaped(text: str) -> str:
    """Return the text without percent escapes, or as it is where they cannot be read."""
    charset = WITH_CHARSET.fullmatch(text)
    if charset:
        with suppress(UnicodeError, LookupError):
            return unquote(charset["text"], charset["name"], errors="strict")
    plain = text.replace("+", " ") if FORM.fullmatch(text) else text
    with suppress(UnicodeError):
        return unquote(plain, errors="strict")
    if any(map(str.isalpha, ESCAPE.sub("", plain))):
        with suppress(UnicodeError):
            return unquote(plain, "cp1252", errors="strict")
    return text
