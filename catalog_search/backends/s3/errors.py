"""S3 and network errors explained in words a merchant can act on."""

import binascii
import re
from urllib.parse import urlsplit

from botocore import exceptions as boto
from botocore.exceptions import ClientError

from catalog_search.exceptions import gettext_noop
from catalog_search.exceptions import message as _

KEYS = _(
    "Correct OPTIONS['access_key_id'] and OPTIONS['secret_access_key'] of the store's SOURCE, or "
    "leave both out and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment."
)
ENDPOINT = _(
    "Check OPTIONS['endpoint_url'] (for example 'https://s3.example.com'; leave it out for AWS) "
    "and that the service is running."
)

ANSWERS = {
    "NoSuchBucket": gettext_noop(
        "There is no bucket %(bucket)r at %(place)s. Correct OPTIONS['bucket'] of the store's "
        "SOURCE, or make the bucket."
    ),
    "AccessDenied": gettext_noop(
        "%(place)s does not let these credentials into bucket %(bucket)r. Allow them "
        "s3:ListBucket on the bucket and s3:GetObject on its objects."
    ),
    "InvalidAccessKeyId": gettext_noop("%(place)s does not know the access key. %(keys)s"),
    "SignatureDoesNotMatch": gettext_noop(
        "%(place)s finds that the secret does not fit the access key. %(keys)s"
    ),
    "ExpiredToken": gettext_noop(
        "The session token for %(place)s has expired. Fetch a new one, or use keys that do not "
        "expire."
    ),
    "InvalidToken": gettext_noop(
        "%(place)s does not accept the session token. Correct OPTIONS['session_token'], or leave "
        "it out."
    ),
    "PermanentRedirect": gettext_noop(
        "Bucket %(bucket)r lives in another region%(region)s. Write the bucket's region as "
        "OPTIONS['region'], for example 'eu-central-1'."
    ),
    "RequestTimeTooSkewed": gettext_noop(
        "The clock of this machine is too far from that of %(place)s. Set it."
    ),
    "SlowDown": gettext_noop(
        "%(place)s asks to slow down and did so again at the last attempt. Try again later."
    ),
    "InternalError": gettext_noop(
        "%(place)s gave no usable answer, at the last attempt too. Try again later. %(endpoint)s"
    ),
    "InvalidBucketName": gettext_noop(
        "%(bucket)r cannot be the name of a bucket. Correct OPTIONS['bucket']."
    ),
}
SAME_AS = {
    "403": "AccessDenied",
    "AllAccessDisabled": "AccessDenied",
    "AccountProblem": "AccessDenied",
    "Forbidden": "AccessDenied",
    "301": "PermanentRedirect",
    "307": "PermanentRedirect",
    "TemporaryRedirect": "PermanentRedirect",
    "AuthorizationHeaderMalformed": "PermanentRedirect",
    "IllegalLocationConstraintException": "PermanentRedirect",
    "ExpiredTokenException": "ExpiredToken",
    "TokenRefreshRequired": "ExpiredToken",
    "500": "InternalError",
    "502": "InternalError",
    "504": "InternalError",
    "503": "SlowDown",
    "429": "SlowDown",
    "ServiceUnavailable": "SlowDown",
    "RequestTimeout": "InternalError",
    **dict.fromkeys(
        (
            *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled"),
            *("RequestThrottledException", "RequestLimitExceeded", "BandwidthLimitExceeded"),
            *("TooManyRequests", "TooManyRequestsException"),
        ),
        "SlowDown",
    ),
}
UNKNOWN_REQUEST = {304, 400, 405, 501}
"""HTTP statuses of a store that does not know what is asked of it, or how: 304 for If-Match."""
REDIRECTS = {301, 302, 307, 308}

GONE = {"404", "NoSuchKey", "NoSuchVersion", "412", "PreconditionFailed"}
"""The object is missing, or is not the one that was listed."""

ARCHIVED = {"InvalidObjectState"}
OF_THE_BUCKET = {
    "RequestExpired", "UserSuspended", "QuotaExceeded", "NotSignedUp", "cap_exceeded",
    "download_cap_exceeded", "transaction_cap_exceeded",
    "NoSuchBucket", "InvalidBucketName", "InvalidAccessKeyId", "SignatureDoesNotMatch",
    "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken",
    "RequestTimeTooSkewed", "AuthorizationHeaderMalformed", "PermanentRedirect",
    "AllAccessDisabled", "AccountProblem", "SlowDown", "InternalError",
}  # fmt: skip
"""Answers that concern every object, whichever was asked for."""
OF_THE_OBJECT = {304, *range(400, 429), 431, 451} - {407, 408}
"""HTTP statuses that may concern one object alone: refused, encrypted with a key of its own,
forbidden by law, or an answer of a proxy that keeps what it should not."""


NO_TLS = re.compile(
    "wrong_version_number|record_layer_failure|packet_length_too_long", re.IGNORECASE
)
"""What OpenSSL says of a server that answers in plain text."""


def code(error: ClientError) -> str:
    """Return the error code of the answer; where there is none, as for HEAD, the HTTP status."""
    return str(error.response.get("Error", {}).get("Code") or status(error) or "")


def status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def is_refusal(error: ClientError) -> bool:
    """Return whether the answer may concern the one object that was asked for."""
    return status(error) in OF_THE_OBJECT and not is_of_the_bucket(error)


def is_of_the_bucket(error: ClientError) -> bool:
    """Return whether the answer concerns every object."""
    return not OF_THE_BUCKET.isdisjoint((code(error), SAME_AS.get(code(error))))


def is_unknown(error: BaseException | None) -> bool:
    """Return whether the store may answer if it is asked in an older way.

    That also avoids a checksum that cannot be read.
    """
    return isinstance(error, binascii.Error) or (
        isinstance(error, ClientError)
        and status(error) in UNKNOWN_REQUEST
        and not is_of_the_bucket(error)
    )


def explain(error: Exception, bucket: str, endpoint_url: str | None) -> str:
    """Return what happened and what to change in the settings, without any key or secret."""
    place = public_endpoint(endpoint_url)
    if isinstance(error, ClientError):
        return explain_answer(error, bucket, place)
    values = {"place": place, "keys": KEYS, "endpoint": ENDPOINT}
    if isinstance(error, boto.NoCredentialsError | boto.PartialCredentialsError):
        return _("No complete credentials for %(place)s were found. %(keys)s", **values)
    if isinstance(error, boto.ProfileNotFound):
        return _("There is no such AWS profile on this machine. Correct OPTIONS['profile'].")
    if isinstance(error, boto.ConnectTimeoutError | boto.ReadTimeoutError):
        return _("%(place)s did not answer in time. %(endpoint)s", **values)
    if isinstance(error, boto.SSLError) and NO_TLS.search(str(error)):
        return _("%(place)s does not speak https. Write http:// before it.", place=place)
    if isinstance(error, boto.SSLError):
        return _("The certificate of %(place)s is not trusted. %(endpoint)s", **values)
    if isinstance(error, boto.EndpointConnectionError | boto.ProxyConnectionError):
        return _("%(place)s cannot be reached. %(endpoint)s", **values)
    if isinstance(error, boto.ParamValidationError):
        return _(ANSWERS["InvalidBucketName"], bucket=bucket)
    if isinstance(error, boto.IncompleteReadError | boto.HTTPClientError):
        return _("The connection to %(place)s broke off. Try again.", **values)
    if isinstance(error, boto.FlexibleChecksumError):
        return _("What %(place)s sent does not fit its checksum. Try again.", **values)
    if isinstance(error, boto.InvalidRegionError):
        return _("OPTIONS['region'] cannot be a region: %(error)s", error=error)
    if isinstance(error, ValueError) and not is_address(endpoint_url):
        return _("%(place)s is not an address that can be used. %(endpoint)s", **values)
    kind = type(error).__name__
    return _("%(place)s does not answer like S3 (%(kind)s). %(endpoint)s", **values, kind=kind)


def is_address(endpoint_url: str | None) -> bool:
    """Return whether this is the address of a host, or none is given: then it is Amazon's."""
    try:
        parts = urlsplit(endpoint_url or "https://amazonaws.com")
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def explain_answer(error: ClientError, bucket: str, place: str) -> str:
    error_code = code(error)
    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    region = headers.get("x-amz-bucket-region", "")
    location = headers.get("location", "")
    if location and not region and status(error) in REDIRECTS:
        return _(
            "%(place)s sends requests on to %(location)s. Write the address that answers itself "
            "as OPTIONS['endpoint_url']: a signed request cannot be sent on.",
            place=place,
            location=public_endpoint(location),
        )
    sentence = ANSWERS.get(SAME_AS.get(error_code, error_code))
    if sentence is None:
        words = str(error.response.get("Error", {}).get("Message", "")).strip()
        return _(
            "%(place)s answered %(code)s: %(words)s",
            place=place,
            code=error_code,
            words=words or _("no reason given"),
        )
    where = {"bucket": bucket, "place": place, "region": f" ({region})" if region else ""}
    return _(sentence, **where, keys=KEYS, endpoint=ENDPOINT)


def public_endpoint(endpoint_url: str | None) -> str:
    """Return the endpoint without the user name and password before an @."""
    if not endpoint_url:
        return "AWS S3"
    parts = urlsplit(endpoint_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else endpoint_url
