"""Answers of stores that write optional fields in forms that boto3 cannot read.

boto3 reads an answer whole or not at all: one time of change that is no time would lose a listing.
What cannot be read is left out before.
"""

import re
from collections.abc import MutableMapping
from typing import Any

from botocore.utils import parse_timestamp

FIELD = re.compile(rb"<(LastModified|Size|KeyCount|MaxKeys)(?:/>|>([^<]*)</\1>)")
HEADERS = (
    re.compile(r"etag|content-(?:length|encoding|type|range)|date|server|location|retry-after"),
    re.compile(r"x-amz-(?:meta-.*|checksum-.*|request-id|id-2|bucket-region|version-id|error-.*)"),
)
"""What is read of an answer with an object, beside the time of its last change."""
OBJECT = ("GetObject", "HeadObject")


def without_unreadable(
    response_dict: MutableMapping[str, Any], operation_model: Any, **kwargs: object
) -> None:
    """Take what cannot be read out of an answer; a handler of botocore's event before-parse."""
    if operation_model.name == "ListObjectsV2" and isinstance(response_dict["body"], bytes):
        response_dict["body"] = FIELD.sub(readable, response_dict["body"])
    elif operation_model.name in OBJECT and response_dict["status_code"] < 300:
        headers = response_dict["headers"]
        for name in list(headers):
            if not is_readable(name.lower(), headers[name]):
                del headers[name]


def readable(field: re.Match[bytes]) -> bytes:
    """Return the field as it is, nothing if its value is no number or no time."""
    value = (field[2] or b"").decode("utf-8", "replace")
    is_good = is_time(value) if field[1] == b"LastModified" else value.strip().isdecimal()
    return field[0] if is_good else b""


def is_readable(name: str, value: str) -> bool:
    if name == "last-modified":
        return is_time(value)
    return any(pattern.fullmatch(name) for pattern in HEADERS)


def is_time(value: str) -> bool:
    try:
        parse_timestamp(value)
    except (ValueError, OverflowError, RuntimeError):
        return False
    return True
