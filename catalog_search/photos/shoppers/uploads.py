"""Shoppers' photos, kept for a while under a signed token so that their results have a URL.

A photo is re-encoded without metadata and kept in the cache of the alias CACHE only. It expires
after QUERY_PHOTO_SECONDS, together with everything computed from it. Several web processes must
share the cache. A client's photos and a photo's results have a limited number of keys, so that no
client can push the photos of others out of the cache.
"""

import hashlib
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from django.core.cache.backends.base import BaseCache
from django.utils.translation import gettext as _
from PIL import Image

from catalog_search import conf
from catalog_search.exceptions import PhotoNotKept, UploadTooLarge, gettext_noop, message
from catalog_search.models.side_notes import cache_note, cache_room, read_cache, write_cache
from catalog_search.photos import boxes, formats
from catalog_search.photos.decoder import decoding
from catalog_search.photos.formats import WEBP
from catalog_search.photos.shoppers import ground
from catalog_search.photos.shoppers.tokens import expired_photo, key_of, new_token
from catalog_search.telemetry import stage
from catalog_search.types import Box, Vectors

T = TypeVar("T")

LONGEST_SIDE = 1024
"""Pixels of a stored photo."""

QUALITY = 90
BESIDE = 24
"""Results kept of one photo: of its whole, of its items and of the parts looked at last."""
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
            gettext_noop("The file is larger than %(size)s MB. Choose a smaller picture."),
            size=f"{limit / 2**20:.0f}",
        )


def read_upload(file: Any, side: int = LONGEST_SIDE) -> Image.Image:
    """Return the picture in an UploadedFile, its longer side reduced to `side` pixels.

    Raises UploadTooLarge, before reading the file, InvalidPhoto and TooManyRequests.
    """
    refuse_larger(file.size)
    return decoding.decode_upload(file.read(), side)


def keep(image: Image.Image, store: str = "", client: str = "") -> str:
    """Store the picture for QUERY_PHOTO_SECONDS and return its token.

    The token is valid in this store only, by default the default store. With `client`, the oldest
    photo of the same client is deleted beyond the number that one client may keep.
    Raises PhotoNotKept if the cache does not take the picture.
    """
    (key, token), seconds = new_token(store), conf.settings().query_photo_seconds
    fields = {
        "data": formats.encode(image, WEBP, quality=QUALITY),
        "width": image.width,
        "height": image.height,
        "until": time.time() + seconds,
    }
    if not is_kept(key, fields, seconds):
        raise PhotoNotKept(
            _("The shop cannot keep photos at the moment. Search with words, or try again later.")
        )
    if client:
        drop_oldest(client, key)
    return token


def is_kept(key: str, fields: dict[str, Any], seconds: int) -> bool:
    """Store a photo; return whether the cache has it. If not, the log says what to change."""

    def keep(cache: BaseCache) -> bool:
        cache.set(cache_key(key), fields, seconds)
        # A photo that is kept for no time at all is over already.
        if seconds > 0 and not cache.has_key(cache_key(key)):
            raise PhotoNotKept(
                message(
                    gettext_noop(
                        "%(cache)s does not keep what it is given. Name a cache that does in "
                        "CATALOG_SEARCH['CACHE'], and let it take entries of 1 MB."
                    ),
                    cache=type(cache).__name__,
                )
            )
        return True

    return bool(cache_note("A shopper's photo could not be kept in the cache", keep))


def recall(
    token: str, store: str = "", *, charge: Callable[[], object] = lambda: None
) -> QueryPhoto:
    """Return the photo stored under the token, with `charge` for what is computed from it.

    By default it is one of the default store.

    Raises QueryPhotoUnknown, QueryPhotoExpired, and PhotoNotKept if the cache does not answer.
    """
    key = key_of(token, store)
    answer = cache_note(
        "A shopper's photo could not be read from the cache",
        lambda cache: (cache.get(cache_key(key)),),
    )
    if answer is None:
        raise PhotoNotKept(_("Your photo cannot be opened at the moment. Try again later."))
    (fields,) = answer
    if not isinstance(fields, dict) or fields.keys() != {"data", "width", "height", "until"}:
        raise expired_photo()  # Other fields are of another version of this package.
    return QueryPhoto(token, key, **fields, charge=charge)


def cache_key(key: str) -> str:
    return f"catalog_search.query_photo.{key}"


def results_key(key: str) -> str:
    """Return the key of what was computed from a photo."""
    return f"{cache_key(key)}.results"


def drop_oldest(client: str, newest: str) -> None:
    """Add the photo to the client's list and delete what is beyond max_photos()."""
    seconds = conf.settings().query_photo_seconds
    list_key = f"catalog_search.photos_of.{hashlib.sha256(client.encode()).hexdigest()[:32]}"
    keys = [*(read_cache(list_key) or []), newest]
    dropped, remaining = keys[: -max_photos()], keys[-max_photos() :]
    write_cache(list_key, remaining, seconds)
    names = [name(key) for key in dropped for name in (cache_key, results_key)]
    if names:
        cache_note(
            "A shopper's photo could not be deleted from the cache",
            lambda cache: cache.delete_many(names),
        )


def max_photos() -> int:
    """Return how many photos one client may keep.

    Caches that count their entries have room for 300 unless told otherwise, and delete any of
    them when full. A photo has two, so one client may fill a third of such a cache at most.
    """
    room = cache_room()
    share = room // 6 if room else math.inf
    return int(max(1, min(conf.settings().query_photos_kept, share)))


def beside(photo: QueryPhoto, name: str, make: Callable[[], T], *, charge: bool = True) -> T:
    """Return the result of `make`, cached under this name until the photo expires.

    Of the results of one photo the latest BESIDE are kept.
    Raises TooManyRequests if the client has had too much computed; what is made without the
    encoder needs no `charge`.
    """
    key = results_key(photo.key)
    results: dict[str, T] = read_cache(key) or {}
    if name not in results:
        if charge:
            photo.charge()
        value = make()
        # Another request may have added its own meanwhile.
        results = {**(read_cache(key) or {}), name: value}
        write_cache(key, dict(list(results.items())[-BESIDE:]), photo.seconds_left)
    return results[name]


def vectors(photo: QueryPhoto, crop: Box | None = None) -> Vectors:
    """Return encode_photo() of the photo, or the vector [1, d] of the part inside `crop`.

    They are cached with the photo. Raises EncoderUnavailable; the photo stays stored, so it need
    not be uploaded again.
    """

    def encoded() -> bytes:
        image = photo.image(crop)
        # A part is what the shopper drew, with the ground that is in it and nothing beside it.
        rows = encode([image]) if crop else encode_photo(image)
        return rows.astype(np.float32).tobytes()

    name = f"vectors.{model_digest()}.{boxes.written_crop(crop)}"
    flat = np.frombuffer(beside(photo, name, encoded), dtype=np.float32)
    return flat.reshape(-1, conf.get_encoder().dimension)


def model_digest() -> str:
    """Return a digest of the encoder's model id for use in cache keys."""
    return hashlib.sha256(conf.get_encoder().model_id.encode()).hexdigest()[:16]


def encode_photo(image: Image.Image) -> Vectors:
    """Return the vectors of a shopper's photo and of its parts, see ground.parts_to_search().

    Raises EncoderUnavailable.
    """
    return encode([boxes.crop(image, box) for box in ground.parts_to_search(image)])


@stage("encode")
def encode(images: Sequence[Image.Image]) -> Vectors:
    """Return the images' vectors in one call of the encoder. Raises EncoderUnavailable."""
    return conf.get_encoder().encode_images(images)
