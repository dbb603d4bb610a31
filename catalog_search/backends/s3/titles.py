"""Titles in the metadata of objects, which each store and uploader encodes in its own way."""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from typing import Any
from urllib.parse import unquote

from catalog_search.backends.s3.as_listed import NotAsListed, listed, never_as_listed
from catalog_search.backends.s3.connection import S3Connection
from catalog_search.backends.s3.listings import first_page, keys_of
from catalog_search.backends.s3.objects import metadata
from catalog_search.exceptions import (
    CatalogSearchError,
    InvalidPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
    message_of,
)
from catalog_search.exceptions import message as _
from catalog_search.sync.cells.placeholders import is_placeholder

CONCURRENT = 8
"""Objects that are asked for their titles at the same time."""

MANY_REFUSED = 10
"""If this many titles are refused, and no other object is read, the permission is wrong."""

TRIED = 3
"""Objects that are asked for before the settings are said to be wrong."""

ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
ESCAPED_TWICE = re.compile(r"%[C-Fc-f][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]")
"""A letter of UTF-8 that is escaped still: by the uploader and by its library."""
FORM = re.compile(r"(?!.*%20)(?:[^\s+]|\+(?![\d+]|$))*")
"""Words with plus signs between them, as forms of the web write spaces: not "Size+1"."""
WITH_CHARSET = re.compile(r"(?P<name>[\w.:-]+)'[\w-]*'(?P<text>.*)", re.DOTALL)
"""A value of RFC 8187, which names its encoding and language: UTF-8'fr'%C3%89charpe."""

Title = str | CatalogSearchError
"""The title of an object, "" if it has none, or the error that reading it raised."""


def of_objects(
    connection: S3Connection, keys: Sequence[str], prefix: str, known: str
) -> Mapping[str, str | None]:
    """Return the titles of those objects that have one; None for one that cannot be asked now.

    `known` is an object below `prefix` that was read before, or "". Raises SourceUnavailable if it
    is not these objects but the whole store that does not answer.
    """
    with ThreadPoolExecutor(CONCURRENT) as pool:
        answers = pool.map(lambda key: title_of(connection, key), keys)
        titles: dict[str, Title] = dict(zip(keys, answers, strict=True))
    failed = [title for title in titles.values() if not isinstance(title, str)]
    is_many = len(failed) == len(keys) >= MANY_REFUSED
    if is_many and not others_answer(connection, prefix, known, titles):
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
    """Return the title of a listed object; the error if it cannot be had, as by a page of a proxy.

    A passing answer that the object is not there, or is no object, would else name it for good.
    """
    try:
        answer = metadata(connection, key)
        titles = [text for name, text in answer["Metadata"].items() if name.lower() == "title"]
        if titles:
            return decoded(titles[0])
        length = answer.get("ContentLength")
        if is_doubtful(answer) and listed(connection, key).get("Size") != length:
            return NotAsListed(key, length)
    except (InvalidPhoto, PhotoGone, UnreadableObject, SourceUnavailable) as error:
        return error
    return ""


def is_doubtful(answer: Mapping[str, Any]) -> bool:
    """Return whether the answer to HEAD may be a page of a proxy, and has the length of its own."""
    is_page = (answer.get("ContentType") or "").lower().startswith("text/html")
    has_length = bool(answer.get("ContentLength")) and not answer.get("ContentEncoding")
    return has_length and (is_page or not answer.get("ETag"))


def others_answer(
    connection: S3Connection, prefix: str, known: str, refused: Mapping[str, Title]
) -> bool:
    """Return whether other objects can be read: then it is only these that are refused."""
    if known and isinstance(title_of(connection, known), str):
        return True
    with connection.errors_translated():
        keys = [key for key in keys_of(first_page(connection, prefix)) if key not in refused]
    return any(isinstance(title_of(connection, key), str) for key in some_of(keys))


def some_of(keys: Sequence[str]) -> Sequence[str]:
    """Return TRIED of the keys, far from each other: what is refused often shares a folder."""
    return keys[:: max(len(keys) - 1, 0) // TRIED + 1]


def unreadable(connection: S3Connection, keys: Sequence[str]) -> str:
    """Return why the first of these objects cannot be read, "" if one of some can be."""
    first = ""
    for key in some_of(keys):
        error = title_of(connection, key)
        if isinstance(error, str):
            return ""
        first = first or why_unreadable(key, error)
    return first


def why_unreadable(key: str, error: CatalogSearchError) -> str:
    if isinstance(error, PhotoGone):
        error = never_as_listed(key, None, error)
    if isinstance(error, UnreadableObject):
        return message_of(error)
    return _("%(key)r cannot be read: %(reason)s", key=key, reason=message_of(error))


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
    if text.startswith("=?") and not text.endswith("?="):
        return ""  # It was cut off, and cannot be decoded.
    if ESCAPE.search(text):
        text = unescaped(text)
    if ESCAPED_TWICE.search(text):
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
