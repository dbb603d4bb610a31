"""A shopper's photo, kept for a while under a random token so that its results have a URL.

What is kept is re-encoded and free of metadata, lives in Django's cache only, and is gone after
QUERY_PHOTO_SECONDS. Several web processes need a cache that they share.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.cache import cache
from PIL import Image

from catalog_search import conf, photos, search, thumbnails
from catalog_search.exceptions import QueryPhotoExpired, UploadTooLarge
from catalog_search.types import Vector

LONGEST_SIDE = 1024
"""Pixels of a kept photo."""

QUALITY = 90
FORM_OVERHEAD = 64 * 1024
"""Bytes that a form may need around its photo."""


@dataclass(frozen=True, slots=True)
class QueryPhoto:
    """A kept photo: WebP bytes and their size in pixels."""

    token: str
    data: bytes
    width: int
    height: int

    def image(self) -> Image.Image:
        return photos.decode(self.data)


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
    image = photos.decode(file.read(), at_least=LONGEST_SIDE)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def keep(image: Image.Image) -> str:
    """Keep the picture for QUERY_PHOTO_SECONDS and return its token."""
    token = secrets.token_urlsafe(16)
    told = {
        "data": thumbnails.encode(image, QUALITY),
        "width": image.width,
        "height": image.height,
    }
    cache.set(f"catalog_search.query_photo.{token}", told, conf.get("QUERY_PHOTO_SECONDS"))
    return token


def recall(token: str) -> QueryPhoto:
    """Return the photo kept under the token. Raises QueryPhotoExpired."""
    told = cache.get(f"catalog_search.query_photo.{token}")
    if told is None:
        minutes = conf.get("QUERY_PHOTO_SECONDS") // 60
        raise QueryPhotoExpired(f"Photos are kept for {minutes} minutes. Upload it again.")
    return QueryPhoto(token, **told)


def vector(photo: QueryPhoto) -> Vector:
    """Return the photo's vector, encoded when first asked for and kept beside the photo.

    Raises EncoderUnavailable; asking again then needs no second upload.
    """
    model = hashlib.sha256(conf.get_encoder().model_id.encode()).hexdigest()[:16]
    key = f"catalog_search.query_vector.{photo.token}.{model}"
    kept = cache.get(key)
    if kept is None:
        kept = search.encode_photo(photo.image()).astype(np.float32).tobytes()
        cache.set(key, kept, conf.get("QUERY_PHOTO_SECONDS"))
    return np.frombuffer(kept, dtype=np.float32)
