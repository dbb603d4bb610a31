"""Shoppers' photos, kept for a while under a signed token so that their results have a URL.

A photo is re-encoded without metadata and kept in Django's cache only. It expires after
QUERY_PHOTO_SECONDS, together with everything computed from it. Several web processes must share
the cache.
"""

import hashlib
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from django.core.cache import cache
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from PIL import Image

from catalog_search import conf
from catalog_search.exceptions import QueryPhotoExpired, QueryPhotoUnknown, UploadTooLarge
from catalog_search.photos import boxes, decoding, formats, ground
from catalog_search.photos.formats import WEBP
from catalog_search.types import Box, Vector

T = TypeVar("T")

SALT = "catalog_search.query_photo"

LONGEST_SIDE = 1024
"""Pixels of a stored photo."""

QUALITY = 90
FORM_OVERHEAD = 64 * 1024
"""Bytes that a form may need in addition to its photo."""


@dataclass(frozen=True, slots=True)
class QueryPhoto:
    """A stored photo: token, cache key, WebP bytes and size in pixels."""

    token: str
    """The signed key, used in URLs."""
    key: str
    """The key in the cache."""
    data: bytes
    width: int
    height: int
    until: float
    """When it expires, in seconds since 1970."""
    charge: Callable[[], object] = lambda: None
    """Called before anything is computed from the photo; raises TooManyRequests."""

    def image(self, crop: Box | None = None) -> Image.Image:
        """Return the picture, or the part of it inside the box."""
        image = decoding.decode(self.data)
        return boxes.crop(image, crop) if crop else image

    @property
    def seconds_left(self) -> int:
        return max(0, math.ceil(self.until - time.time()))

    @property
    def minutes_left(self) -> int:
        return max(1, round(self.seconds_left / 60))


def refuse_larger(size: int, *, overhead: int = 0) -> None:
    """Raise UploadTooLarge if `size` exceeds MAX_PHOTO_BYTES plus `overhead` bytes."""
    limit = conf.settings().max_photo_bytes
    if size > limit + overhead:
        raise UploadTooLarge(
            f"The file is larger than {limit / 2**20:.0f} MB. Choose a smaller picture."
        )


def read_upload(file: Any) -> Image.Image:
    """Return the picture in an UploadedFile, its longer side reduced to LONGEST_SIDE.

    Raises UploadTooLarge, before reading the file, InvalidPhoto and TooManyRequests.
    """
    refuse_larger(file.size)
    return decoding.decode_upload(file.read(), LONGEST_SIDE)


def keep(image: Image.Image) -> str:
    """Store the picture for QUERY_PHOTO_SECONDS and return its token."""
    (key, token), seconds = new_token(), conf.settings().query_photo_seconds
    fields = {
        "data": formats.encode(image, WEBP, quality=QUALITY),
        "width": image.width,
        "height": image.height,
        "until": time.time() + seconds,
    }
    cache.set(f"catalog_search.query_photo.{key}", fields, seconds)
    return token


def recall(token: str, charge: Callable[[], object] = lambda: None) -> QueryPhoto:
    """Return the photo stored under the token, with `charge` for what is computed from it.

    Raises QueryPhotoUnknown, QueryPhotoExpired.
    """
    key = key_of(token)
    fields = cache.get(f"catalog_search.query_photo.{key}")
    if fields is None:
        raise expired_photo()
    return QueryPhoto(token, key, **fields, charge=charge)


def beside(photo: QueryPhoto, name: str, make: Callable[[], T]) -> T:
    """Return the result of `make`, cached under this name until the photo expires.

    Raises TooManyRequests if the client has had too much computed.
    """
    key = f"catalog_search.query_photo.{photo.key}.{name}"
    value: T | None = cache.get(key)
    if value is None:
        photo.charge()
        value = make()
        cache.set(key, value, photo.seconds_left)
    return value


def vector(photo: QueryPhoto, crop: Box | None = None) -> Vector:
    """Return the vector of the photo or of the part inside `crop`; it is cached with the photo.

    Raises EncoderUnavailable; the photo stays stored, so it need not be uploaded again.
    """

    def encoded() -> bytes:
        image = photo.image(crop)
        # A part is what the shopper drew, with the ground that is in it.
        found = encode(image) if crop else encode_photo(image)
        return found.astype(np.float32).tobytes()

    name = f"vector.{model_digest()}.{boxes.written_crop(crop)}"
    return np.frombuffer(beside(photo, name, encoded), dtype=np.float32)


def model_digest() -> str:
    """Return a digest of the encoder's model id for use in cache keys."""
    return hashlib.sha256(conf.get_encoder().model_id.encode()).hexdigest()[:16]


def new_token() -> tuple[str, str]:
    """Return a new random cache key and the token signed from it."""
    key = secrets.token_urlsafe(16)
    return key, signer().sign(key)


def key_of(token: str) -> str:
    """Return the cache key in a token.

    Raises QueryPhotoExpired for a token older than QUERY_PHOTO_SECONDS, and QueryPhotoUnknown for
    one that was not signed by this project.
    """
    try:
        return signer().unsign(token, max_age=conf.settings().query_photo_seconds)
    except SignatureExpired:
        raise expired_photo() from None
    except BadSignature:
        raise QueryPhotoUnknown(
            "This address is incomplete or was changed. Copy it again, or upload the photo again."
        ) from None


def expired_photo() -> QueryPhotoExpired:
    minutes = conf.settings().query_photo_seconds // 60
    return QueryPhotoExpired(f"Photos are kept for {minutes} minutes. Upload it again.")


def signer() -> TimestampSigner:
    # A dot needs no escaping in a URL and does not occur in the base64 of key and signature.
    return TimestampSigner(sep=".", salt=SALT)


def encode_photo(image: Image.Image) -> Vector:
    """Return the vector of what a shopper's photo shows, without empty ground around it.

    Raises EncoderUnavailable.
    """
    return encode(ground.without_ground(image))


def encode(image: Image.Image) -> Vector:
    """Return the image's vector. Raises EncoderUnavailable."""
    vector: Vector = conf.get_encoder().encode_images([image])[0]
    return vector
