"""A shopper's photo, kept for a while under a signed token so that its results have a URL.

What is kept is re-encoded and free of metadata, lives in Django's cache only, and is gone after
QUERY_PHOTO_SECONDS, as is everything made from it: whatever is kept later ends with the photo.
Several web processes need a cache that they share.
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
from catalog_search.photos import boxes, decoding, formats
from catalog_search.photos.formats import WEBP
from catalog_search.types import Box, Vector

SALT = "catalog_search.query_photo"


T = TypeVar("T")

LONGEST_SIDE = 1024
"""Pixels of a kept photo."""

QUALITY = 90
FORM_OVERHEAD = 64 * 1024
"""Bytes that a form may need around its photo."""


@dataclass(frozen=True, slots=True)
class QueryPhoto:
    """A kept photo: its token and key, WebP bytes and their size in pixels."""

    token: str
    """Signed; it stands in addresses."""
    key: str
    """What the token was signed for; it stands in the cache."""
    data: bytes
    width: int
    height: int
    until: float
    """Seconds since 1970 when it is forgotten."""

    def image(self, crop: Box | None = None) -> Image.Image:
        """Return the picture, or the part of it inside the box."""
        whole = decoding.decode(self.data)
        return boxes.crop(whole, crop) if crop else whole

    @property
    def seconds_left(self) -> int:
        return max(0, math.ceil(self.until - time.time()))

    @property
    def minutes_left(self) -> int:
        return max(1, round(self.seconds_left / 60))


def refuse_larger(size: int, *, overhead: int = 0) -> None:
    """Raise UploadTooLarge for more bytes than a photo, and `overhead` beside it, may have."""
    limit = conf.get("MAX_PHOTO_BYTES")
    if size > limit + overhead:
        raise UploadTooLarge(
            f"The file is larger than {limit / 2**20:.0f} MB. Choose a smaller picture."
        )


def read_upload(file: Any) -> Image.Image:
    """Return the picture of an UploadedFile, its longest side LONGEST_SIDE at most.

    Raises UploadTooLarge before a byte is read, and InvalidPhoto.
    """
    refuse_larger(file.size)
    image = decoding.decode(file.read(), at_least=LONGEST_SIDE)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def keep(image: Image.Image) -> str:
    """Keep the picture for QUERY_PHOTO_SECONDS and return its token."""
    (key, token), seconds = new_token(), conf.get("QUERY_PHOTO_SECONDS")
    told = {
        "data": formats.encode(image, WEBP, quality=QUALITY),
        "width": image.width,
        "height": image.height,
        "until": time.time() + seconds,
    }
    cache.set(f"catalog_search.query_photo.{key}", told, seconds)
    return token


def recall(token: str) -> QueryPhoto:
    """Return the photo kept under the token. Raises QueryPhotoUnknown, QueryPhotoExpired."""
    key = key_of(token)
    told = cache.get(f"catalog_search.query_photo.{key}")
    if told is None:
        raise expired_photo()
    return QueryPhoto(token, key, **told)


def beside(photo: QueryPhoto, name: str, make: Callable[[], T]) -> T:
    """Return what was made of the photo under this name, made once and gone with the photo."""
    key = f"catalog_search.query_photo.{photo.key}.{name}"
    kept: T | None = cache.get(key)
    if kept is None:
        kept = make()
        cache.set(key, kept, photo.seconds_left)
    return kept


def vector(photo: QueryPhoto, crop: Box | None = None) -> Vector:
    """Return the vector of the photo, or of a part of it, encoded when first asked for.

    Raises EncoderUnavailable; asking again then needs no second upload.
    """

    def encoded() -> bytes:
        return encode_photo(photo.image(crop)).astype(np.float32).tobytes()

    name = f"vector.{model_digest()}.{boxes.written_crop(crop)}"
    return np.frombuffer(beside(photo, name, encoded), dtype=np.float32)


def model_digest() -> str:
    """Return letters that stand for the encoder's model in the keys of the cache."""
    return hashlib.sha256(conf.get_encoder().model_id.encode()).hexdigest()[:16]


def new_token() -> tuple[str, str]:
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
        raise expired_photo() from None
    except BadSignature:
        raise QueryPhotoUnknown(
            "This address is incomplete or was changed. Copy it once more, or upload the photo "
            "again."
        ) from None


def expired_photo() -> QueryPhotoExpired:
    minutes = conf.get("QUERY_PHOTO_SECONDS") // 60
    return QueryPhotoExpired(f"Photos are kept for {minutes} minutes. Upload it again.")


def signer() -> TimestampSigner:
    # A dot needs no escape in a path, and is no letter of the base 64 that a signature is in.
    return TimestampSigner(sep=".", salt=SALT)


def encode_photo(image: Image.Image) -> Vector:
    """Return the vector to search with. Raises EncoderUnavailable."""
    vector: Vector = conf.get_encoder().encode_images([image])[0]
    return vector
