"""S3 and network errors explained in words a merchant can act on."""

import binascii
import re

from botocore import exceptions as boto
from botocore.exceptions import ClientError
from urllib3.exceptions import LocationParseError, ProxySchemeUnknown, ProxySchemeUnsupported

from catalog_search.backends.s3.addresses import (
    NO_FILE,
    NO_TLS,
    code,
    is_address,
    names_bucket_too,
    public_endpoint,
    status,
)
from catalog_search.backends.s3.credentials import (
    OF_FILES,
    explained,
    variables_with_space,
)
from catalog_search.backends.s3.error_codes import ANSWERS, ENDPOINT, KEYS, OF_KEYS, SAME_AS
from catalog_search.exceptions import message as _

UNKNOWN_REQUEST = {304, 400, 405, 501}
"""HTTP statuses of a store that does not know what is asked of it, or how: 304 for If-Match."""
SIGNATURE = "SignatureDoesNotMatch"
REFUSED_REQUEST = {401, 403}
"""HTTP statuses of a store that was asked rightly, where a proxy took a signed header away."""
REDIRECTS = {301, 302, 303, 307, 308}
PLAIN_REFUSAL = re.compile(r"(?:access (?:is )?denied|forbidden)\W*", re.IGNORECASE)
"""Words of an answer that say no more than its code."""

OF_MACHINE = (
    *OF_FILES, boto.ProfileNotFound, boto.InvalidConfigError, boto.CredentialRetrievalError,
    boto.TokenRetrievalError, boto.MetadataRetrievalError, boto.SSOError,
)  # fmt: skip
"""Errors of boto3 before it asks the store."""
OF_PROXY = (LocationParseError, ProxySchemeUnknown, ProxySchemeUnsupported)
"""What is wrong with the address of a proxy; boto3 checks that of the store itself."""

GONE = {"404", "NoSuchKey", "NoSuchVersion", "412", "PreconditionFailed"}
"""The object is missing, or is not the one that was listed."""

ARCHIVED = {"InvalidObjectState"}
OF_THE_BUCKET = {
    "UserSuspended", "AccountSuspended", "407", "QuotaExceeded", "NotSignedUp", "cap_exceeded",
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
OF_ONE_WAY = {*REDIRECTS, 501, 505}
"""HTTP statuses of a proxy that does not pass one object on, or does not for the moment."""


def is_refusal(error: ClientError) -> bool:
    """Return whether the answer may concern the one object that was asked for."""
    return status(error) in OF_THE_OBJECT and not is_of_the_bucket(error)


def is_of_the_bucket(error: ClientError) -> bool:
    """Return whether the answer concerns every object."""
    return not OF_THE_BUCKET.isdisjoint((code(error), SAME_AS.get(code(error))))


def is_of_one_object(error: BaseException | None) -> bool:
    """Return whether an object's answer says nothing of others, in a store that lists it now."""
    return isinstance(error, boto.FlexibleChecksumError) or (
        isinstance(error, ClientError)
        and status(error) in OF_ONE_WAY
        and not is_of_the_bucket(error)
    )


def is_unknown(error: BaseException | None) -> bool:
    """Return whether the store may answer if it is asked in an older way.

    That also avoids a checksum that cannot be read.
    """
    return isinstance(error, binascii.Error) or (
        isinstance(error, ClientError)
        and status(error) in UNKNOWN_REQUEST
        and not is_of_the_bucket(error)
    )


def is_unknown_of_objects(error: BaseException | None) -> bool:
    """Return whether the store may hand an object out if it is asked for nothing but that.

    Proxies with a cache take If-Match away, which is signed: the store refuses what is left.
    """
    return is_unknown(error) or (
        isinstance(error, ClientError)
        and status(error) in REFUSED_REQUEST
        and (code(error) == SIGNATURE or not is_of_the_bucket(error))
    )


def explain(error: Exception, bucket: str, endpoint_url: str | None) -> str:
    """Return what happened and what to change in the settings, without any key or secret."""
    place = public_endpoint(endpoint_url)
    if names_bucket_too(endpoint_url, bucket, error):
        return _(
            "The address in OPTIONS['endpoint_url'] already names the bucket %(bucket)r: leave it "
            "out there, and write the address of the server alone.",
            bucket=bucket,
        )
    if isinstance(error, ClientError):
        return explain_answer(error, bucket, place)
    values = {"place": place, "keys": KEYS, "endpoint": ENDPOINT}
    if isinstance(error, boto.NoCredentialsError | boto.PartialCredentialsError):
        return _("No complete credentials for %(place)s were found. %(keys)s", **values)
    if (why := told_of_machine(error, place)) is not None:
        return why
    if isinstance(error, boto.ConnectTimeoutError | boto.ReadTimeoutError):
        return _("%(place)s did not answer in time. %(endpoint)s", **values)
    if isinstance(error, boto.SSLError) and NO_TLS.search(str(error)):
        return _("%(place)s does not speak https. Write http:// before it.", place=place)
    if isinstance(error, boto.SSLError) and NO_FILE.search(str(error)):
        return _(
            "The file of certificates that this machine trusts cannot be read. Correct "
            "AWS_CA_BUNDLE or REQUESTS_CA_BUNDLE in the environment, or ca_bundle in ~/.aws/config."
        )
    if isinstance(error, boto.SSLError):
        return _("The certificate of %(place)s is not trusted. %(endpoint)s", **values)
    if isinstance(error, boto.EndpointConnectionError):
        return _("%(place)s cannot be reached. %(endpoint)s", **values)
    if isinstance(error, boto.ParamValidationError):
        return explain_parameter(error, bucket)
    if isinstance(error, boto.IncompleteReadError | boto.HTTPClientError):
        return _("The connection to %(place)s broke off. Try again.", **values)
    if isinstance(error, boto.FlexibleChecksumError):
        return _(
            "What %(place)s sent does not fit its checksum. Try again. If it goes on, the store "
            "keeps a wrong checksum: write 'when_required' as OPTIONS['checksums'].",
            place=place,
        )
    if isinstance(error, boto.InvalidRegionError):
        return _("OPTIONS['region'] cannot be a region: %(error)s", error=error)
    if isinstance(error, ValueError) and not is_address(endpoint_url):
        return _("%(place)s is not an address that can be used. %(endpoint)s", **values)
    kind = type(error).__name__
    return _("%(place)s does not answer like S3 (%(kind)s). %(endpoint)s", **values, kind=kind)


def told_of_machine(error: Exception, place: str) -> str | None:
    """Return what is wrong with the environment that the request was made in, if it is that."""
    is_unsendable = type(error) is boto.HTTPClientError
    is_unusable = is_unsendable or isinstance(error, ValueError | boto.InvalidRegionError)
    if isinstance(error, OF_MACHINE) or (is_unusable and variables_with_space()):
        return explained(error)
    cause = error.kwargs.get("error") if isinstance(error, boto.BotoCoreError) else None
    if isinstance(error, boto.ProxyConnectionError) or isinstance(cause, OF_PROXY):
        return _(
            "The proxy of this machine cannot be used on the way to %(place)s. Correct HTTP_PROXY "
            "or HTTPS_PROXY in the environment, or name the server in NO_PROXY.",
            place=place,
        )
    if is_unsendable and isinstance(cause, ValueError):
        return _(
            "No request to %(place)s can be written with these credentials: they have a line end "
            "or a letter that no key has. %(keys)s",
            place=place,
            keys=KEYS,
        )
    return None


def explain_parameter(error: boto.ParamValidationError, bucket: str) -> str:
    if not bucket:
        return _("OPTIONS['bucket'] is empty. Write the name of the bucket.")
    if "bucket" in str(error).lower():
        return _(ANSWERS["InvalidBucketName"], bucket=bucket)
    return _("The request cannot be made: %(error)s", error=str(error))


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
    known_code = SAME_AS.get(error_code, error_code)
    words = " ".join(str(error.response.get("Error", {}).get("Message") or "").split())
    if known_code == "AccessDenied" and "kms:" in words.lower():
        known_code = OF_KEYS
    sentence = ANSWERS.get(known_code)
    if sentence is None:
        return _(
            "%(place)s answered %(code)s: %(words)s",
            place=place,
            code=error_code,
            words=words or _("no reason given"),
        )
    where = {"bucket": bucket, "place": place, "region": f" ({region})" if region else ""}
    explained_code = _(sentence, **where, keys=KEYS, endpoint=ENDPOINT)
    if known_code in ("AccessDenied", OF_KEYS) and words and not PLAIN_REFUSAL.fullmatch(words):
        return _("%(explanation)s It says: %(words)s", explanation=explained_code, words=words)
    return explained_code
