"""Answers of stores that write optional fields in forms that boto3 cannot read.

boto3 refuses a whole answer for one field: a single malformed time would cost a listing. So such
fields are removed before boto3 parses the answer.
"""

import re
from collections.abc import MutableMapping
from typing import Any

from catalog_search.backends.packed import deflated, inflated_gzip
from catalog_search.backends.s3.listing_xml import is_time, readable_listing

HEADERS = (
    re.compile(r"etag|content-(?:length|encoding|type|range)|date|server|location|retry-after"),
    re.compile(
        r"x-amz-(?:meta-.*|checksum-.*|request-id|id-2|bucket-region|version-id|error-.*"
        r"|server-side-encryption(?:-customer-algorithm)?)"
    ),
)
"""What is read of an answer with an object, beside the time of its last change."""
OBJECT = ("GetObject", "HeadObject")
LISTING = ("ListObjectsV2", "ListObjects")
MAX_BODY = 64 * 2**20
"""Bytes of an answer that is no object."""


def without_unreadable(
    response_dict: MutableMapping[str, Any], operation_model: Any, **kwargs: object
) -> None:
    """Take what cannot be read out of an answer; a handler of botocore's event before-parse."""
    if isinstance(response_dict["body"], bytes):
        response_dict["body"] = unpacked_body(response_dict["body"], response_dict["headers"])
    if operation_model.name in LISTING and isinstance(response_dict["body"], bytes):
        listing = readable_listing(response_dict["body"])
        if listing is not None:
            # botocore has changed the status from 200 to 500 if the body is not well-formed XML.
            response_dict["body"], response_dict["status_code"] = listing, 200
        elif response_dict["status_code"] < 300:
            response_dict["status_code"] = 500  # A page or document that is no listing.
    elif operation_model.name in OBJECT and response_dict["status_code"] < 300:
        headers = response_dict["headers"]
        for name in list(headers):
            if not is_readable(name.lower(), headers[name]):
                del headers[name]


def unpacked_body(body: bytes, headers: MutableMapping[str, str]) -> bytes:
    """Return the body without the packing of a proxy, which packs what nobody asked it to."""
    if "deflate" in headers.get("content-encoding", "").lower():
        return deflated(body, MAX_BODY) or body
    return inflated_gzip(body, MAX_BODY)


def not_sent_on(params: MutableMapping[str, Any], **kwargs: object) -> None:
    """Keep botocore from following a redirect of its own question for a bucket's region.

    It asks that question after each redirect: where all requests are redirected it would never end.
    A handler of botocore's event before-call.
    """
    params["context"].setdefault("s3_redirect", {})["redirected"] = True


def paid_by_requester(params: MutableMapping[str, Any], model: Any, **kwargs: object) -> None:
    """Say that this project pays for what it asks; a handler of before-parameter-build."""
    if "RequestPayer" in model.input_shape.members:
        params["RequestPayer"] = "requester"


def is_readable(name: str, value: str) -> bool:
    if name == "last-modified":
        return is_time(value)
    return any(pattern.fullmatch(name) for pattern in HEADERS)
