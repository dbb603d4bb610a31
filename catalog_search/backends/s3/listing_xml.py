"""A page of a listing, and what stores write in it in forms of their own."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from botocore.utils import parse_timestamp

ROOT = "ListBucket"
"""Beginning of the outermost element's name; no web page has such an element."""
OF_THE_PAGE = ("EncodingType", "NextContinuationToken", "NextMarker")
OF_AN_OBJECT = ("Key", "ETag", "LastModified", "Size")
LINE_END = {"\r": "&#13;"}
USUAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z", re.ASCII)
FULL_PAGE = 1000
"""Objects on a page that may have another one behind it."""
SIZE = re.compile(r"\s*\d{1,18}\s*")
"""Bytes; the database keeps no larger number."""

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML has no way to write."""
AROUND = " \t\r\n\0\ufeff"
"""What stores write before and behind the document: spaces while they look, and what fills up."""
REFERENCE = re.compile(r"&#(x[0-9a-f]{1,6}|[0-9]{1,7});", re.IGNORECASE)
PAIR = re.compile(r"&#(x[0-9a-f]{4}|[0-9]{5});&#(x[0-9a-f]{4}|[0-9]{5});", re.IGNORECASE)
"""References as some programs write letters beyond 16 bits: in two halves."""
BARE_AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")
UNKNOWN = "\ufffd"
"""Stands for a character that cannot be read. The object of that key is not found later."""


def readable_listing(body: bytes) -> bytes | None:
    """Return the page with one value for each field that is read, in a form that boto3 reads.

    None if it is no listing, or is cut off.
    """
    root = parsed(body)
    if root is None or not local_name(root).startswith(ROOT):
        return None
    objects = [texts(element) for element in root if local_name(element) == "Contents"]
    page_values = texts(root)
    if page_values.get("EncodingType", "").strip().lower() == "url":
        page_values["EncodingType"] = "url"
        rewrite_plus_signs(objects)
    fields = [
        *(written(name, text) for name, text in page_values.items() if name in OF_THE_PAGE),
        *(
            written("IsTruncated", "true" if is_truncated else "false")
            for is_truncated in truncated(page_values, len(objects))
        ),
        *(
            f"<Contents>{''.join(object_fields(each))}</Contents>"
            for each in objects
            if each.get("Key")
        ),
    ]
    return f"<ListBucketResult>{''.join(fields)}</ListBucketResult>".encode()


def rewrite_plus_signs(objects: list[dict[str, str]]) -> None:
    """Encode the plus signs of keys that they belong to.

    Amazon writes a space as +, and boto3 reads it so. A store that writes spaces of names otherwise
    means the sign itself, unless it encodes signs. SeaweedFS writes those of folders otherwise.
    """
    keys = [each.get("Key", "") for each in objects]
    names = [key.rpartition("/")[2] for key in keys]
    parts = [part for key in keys for part in key.split("/")]
    is_encoded = any("%2B" in key.upper() for key in keys)
    if any(" " in part or ("+" in part and "%20" in part) for part in parts) or (
        not is_encoded and any("%20" in name for name in names)
    ):
        for each, key in zip(objects, keys, strict=True):
            each["Key"] = key.replace("+", "%2B")


def parsed(body: bytes) -> Element | None:
    """Return the root of the page, also where one key breaks the rules of XML; None if cut off."""
    for read in (bytes, mended):
        try:
            # botocore parses the same bytes with the same parser.
            return ElementTree.fromstring(read(body))  # noqa: S314
        except (ParseError, ValueError, LookupError):
            continue
    return None


def mended(body: bytes) -> bytes:
    """Return the page in UTF-8 without what XML forbids."""
    text = ILLEGAL.sub(UNKNOWN, body.decode("utf-8", "replace").strip(AROUND))
    text = PAIR.sub(joined, re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    return REFERENCE.sub(legal_reference, BARE_AMPERSAND.sub("&amp;", text)).encode()


def joined(pair: re.Match[str]) -> str:
    """Return one reference for two that are halves of a letter; others as they are."""
    codes = [int(half[1:], 16) if half[0] in "xX" else int(half) for half in pair.groups()]
    is_letter = 0xD800 <= codes[0] < 0xDC00 <= codes[1] < 0xE000
    return f"&#{0x2400 + ((codes[0] & 0x3FF) << 10) + codes[1]};" if is_letter else pair[0]


def legal_reference(match: re.Match[str]) -> str:
    digits = match[1].lower()
    code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    is_legal = code < 0x110000 and not 0xD800 <= code < 0xE000 and not ILLEGAL.match(chr(code))
    return match[0] if is_legal else UNKNOWN


def object_fields(values: Mapping[str, str]) -> Iterator[str]:
    """Yield the fields of an object that are read, without a malformed size or time."""
    for name in OF_AN_OBJECT:
        text = values.get(name, "")
        if name == "Size" and not SIZE.fullmatch(text):
            continue
        if text and (name != "LastModified" or is_time(text)):
            yield written(name, text)


def truncated(page_values: Mapping[str, str], objects: int) -> Iterator[bool]:
    """Yield whether other pages follow, nothing if the page does not tell.

    A page that has objects, and fewer than fit, is the last one where it says nothing.
    """
    if value := page_values.get("IsTruncated", "").strip().lower():
        yield value in ("true", "1", "yes")
    elif page_values.get("NextContinuationToken") or page_values.get("NextMarker"):
        yield True
    elif 0 < objects < FULL_PAGE:
        yield False


def texts(element: Element) -> dict[str, str]:
    """Return the texts of the children by name; of several with one name, the first."""
    return {local_name(child): child.text for child in reversed(element) if child.text}


def local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def written(name: str, text: str) -> str:
    # Escaped, because XML parsers normalise line ends, and keys may have any.
    return f"<{name}>{escape(text, LINE_END)}</{name}>"


def is_time(value: str) -> bool:
    """Return whether boto3 reads the value as a time."""
    try:
        if USUAL_TIME.fullmatch(value):
            return bool(datetime.fromisoformat(value))  # Ten times as fast.
        parse_timestamp(value)
    except (ValueError, OverflowError, RuntimeError):
        return False
    return True
