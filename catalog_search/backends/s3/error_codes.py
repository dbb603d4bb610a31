"""What the codes of answers mean, in words a merchant can act on."""

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

OF_KEYS = "AccessDenied to a key"
"""What stands for the code where it is not the object that is refused, but to decrypt it."""

ANSWERS = {
    "NoSuchBucket": gettext_noop(
        "There is no bucket %(bucket)r at %(place)s. Correct OPTIONS['bucket'] of the store's "
        "SOURCE, or make the bucket."
    ),
    "AccessDenied": gettext_noop(
        "%(place)s does not let these credentials into bucket %(bucket)r. Allow them "
        "s3:ListBucket on the bucket and s3:GetObject on its objects."
    ),
    OF_KEYS: gettext_noop(
        "%(place)s does not let these credentials decrypt this object of bucket %(bucket)r. Allow "
        "them kms:Decrypt on the key that it is encrypted with."
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
    "Unauthorized": gettext_noop("%(place)s does not accept these credentials. %(keys)s"),
    "407": gettext_noop(
        "The proxy on the way to %(place)s asks for a user name and a password. Write them into "
        "HTTP_PROXY and HTTPS_PROXY in the environment, or name the server in NO_PROXY."
    ),
    "AccountSuspended": gettext_noop(
        "%(place)s has suspended the account of the access key. Ask its provider why."
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
    "NoSuchKey": gettext_noop(
        "%(place)s takes the question for the listing of bucket %(bucket)r for one for a file. "
        "Write the address of the server alone as OPTIONS['endpoint_url'], without the bucket and "
        "without a folder."
    ),
    "InvalidBucketName": gettext_noop(
        "%(bucket)r cannot be the name of a bucket. Correct OPTIONS['bucket']."
    ),
}
SAME_AS = {
    "403": "AccessDenied",
    "404": "NoSuchKey",
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
    "TokenExpired": "ExpiredToken",
    "RequestExpired": "RequestTimeTooSkewed",
    "401": "Unauthorized",
    "AuthFailure": "Unauthorized",
    "AuthorizationFailed": "Unauthorized",
    "InvalidAccessKey": "InvalidAccessKeyId",
    "InvalidClientTokenId": "InvalidAccessKeyId",
    "UserSuspended": "AccountSuspended",
    "AccessForbidden": "AccessDenied",
    "509": "SlowDown",
    **dict.fromkeys(("408", "508", *map(str, range(520, 531)), "598", "599"), "InternalError"),
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
