"""Addresses of kept photos: a random key, signed together with the time it was made.

A token that was made up never reaches the cache, and one that is too old says so by itself.
"""

import secrets

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from catalog_search import conf
from catalog_search.exceptions import QueryPhotoExpired, QueryPhotoUnknown

SALT = "catalog_search.query_photo"


def new() -> tuple[str, str]:
    """Return a key for a photo that is kept from now on, and the token signed for it."""
    key = secrets.token_urlsafe(16)
    return key, signer().sign(key)


def key_of(token: str) -> str:
    """Return the key that the photo is kept under.

    Raises QueryPhotoExpired once QUERY_PHOTO_SECONDS are over, and QueryPhotoUnknown for a token
    that was not signed here.
    """
    try:
        return signer().unsign(token, max_age=conf.get("QUERY_PHOTO_SECONDS"))
    except SignatureExpired:
        raise expired() from None
    except BadSignature:
        raise QueryPhotoUnknown(
            "This address is incomplete or was changed. Copy it once more, or upload the photo "
            "again."
        ) from None


def expired() -> QueryPhotoExpired:
    minutes = conf.get("QUERY_PHOTO_SECONDS") // 60
    return QueryPhotoExpired(f"Photos are kept for {minutes} minutes. Upload it again.")


def signer() -> TimestampSigner:
    # A dot needs no escape in a path, and is no letter of the base 64 that a signature is in.
    return TimestampSigner(sep=".", salt=SALT)
