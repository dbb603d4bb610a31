"""The address of a store: as messages name it, and what answers show to be wrong with it."""

import re
from urllib.parse import unquote, urlsplit

from botocore import exceptions as boto
from botocore.exceptions import ClientError

NO_TLS = re.compile(
    "wrong_version_number|record_layer_failure|packet_length_too_long", re.IGNORECASE
)
"""What OpenSSL says of a server that answers in plain text."""
NO_FILE = re.compile(r"\[Errno (?:2|13|21)\]|NO_CERTIFICATE_OR_CRL_FOUND|\[X509\]")
"""What Python says of a file of certificates that is missing, or is none."""
OTHER_HOST = re.compile("mismatch|doesn't match|not valid for", re.IGNORECASE)
"""What it says of a certificate of another host."""


def code(error: ClientError) -> str:
    """Return the error code of the answer; where there is none, as for HEAD, the HTTP status."""
    return str(error.response.get("Error", {}).get("Code") or status(error) or "")


def status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def is_address(endpoint_url: str | None) -> bool:
    """Return whether this is the address of a host, or none is given: then it is Amazon's."""
    try:
        parts = urlsplit(endpoint_url or "https://amazonaws.com")
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def public_endpoint(endpoint_url: str | None) -> str:
    """Return the endpoint without the user name and password before an @."""
    if not endpoint_url:
        return "AWS S3"
    parts = urlsplit(endpoint_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else endpoint_url


def names_bucket_too(endpoint_url: str | None, bucket: str, error: Exception) -> bool:
    """Return whether the error comes of an address that names the bucket, which is added again.

    R2 shows such addresses: "https://host/bucket"; others "https://bucket.host".
    """
    if not endpoint_url or not is_address(endpoint_url):
        return False
    parts = urlsplit(endpoint_url)
    in_path = unquote(parts.path).rstrip("/").rpartition("/")[2] == bucket
    in_host = (parts.hostname or "").startswith(f"{bucket.lower()}.")
    if isinstance(error, boto.SSLError):
        return in_host and bool(OTHER_HOST.search(str(error)))
    if not isinstance(error, ClientError):
        return False
    is_no_listing = code(error) in ("NoSuchKey", "404")
    return (in_host and is_no_listing) or (
        in_path and (is_no_listing or code(error) in ("NoSuchBucket", "AccessDenied", "405"))
    )
