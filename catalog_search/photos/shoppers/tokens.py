"""Signed tokens: the part of an address that leads to a shopper's photo, in one store."""

import secrets

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog_search import conf
from catalog_search.exceptions import QueryPhotoExpired, QueryPhotoUnknown
from catalog_search.models.stores import default_slug

SALT = "catalog_search.query_photo"


def new_token(store: str = "") -> tuple[str, str]:
    """Return a new random cache key and the token signed from it, for this store."""
    key = secrets.token_urlsafe(16)
    return key, signer(store).sign(key)


def key_of(token: str, store: str = "") -> str:
    """Return the cache key in a token.

    Raises QueryPhotoExpired for a token older than QUERY_PHOTO_SECONDS, and QueryPhotoUnknown for
    one that was not signed by this project for this store.
    """
    try:
        return signer(store).unsign(token, max_age=conf.settings().query_photo_seconds)
    except SignatureExpired:
        raise expired_photo() from None
    except BadSignature:
        raise QueryPhotoUnknown(
            _(
                "This address is incomplete or was changed. "
                "Copy it again, or upload the photo again."
            )
        ) from None


def expired_photo() -> QueryPhotoExpired:
    minutes = conf.settings().query_photo_seconds // 60
    message = ngettext(
        "Photos are kept for %(minutes)d minute. Upload it again.",
        "Photos are kept for %(minutes)d minutes. Upload it again.",
        minutes,
    )
    return QueryPhotoExpired(message % {"minutes": minutes})


def signer(store: str) -> TimestampSigner:
    # A dot needs no escaping in a URL and does not occur in the base64 of key and signature.
    return TimestampSigner(sep=".", salt=f"{SALT}.{store or default_slug()}")
