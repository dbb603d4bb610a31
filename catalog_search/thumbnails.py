"""Photos of the catalogue in a few fixed widths: made once, kept in Django's storage."""

import hashlib
import io
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import ImageOps
from PIL.Image import Image, Resampling

from catalog_search import conf, photos, squares
from catalog_search.exceptions import InvalidPhoto, PhotoGone
from catalog_search.models import Photo
from catalog_search.types import StoredPhoto

WIDTHS = (96, 320, 640, 1280)
"""Pixels. A photo narrower than the width asked for keeps its own."""

FOLDER = "catalog_search/thumbs"
QUALITY = 82
METHOD = 1
"""Another number whenever thumbnails are made in another way; those kept are then left behind."""
CONTENT_TYPE = "image/webp"
PLACEHOLDER = Path(__file__).parent / "static/catalog_search/photo_missing.svg"
"""What is shown where a photo cannot be."""


def digest(photo: Photo, width: int, square: bool = False) -> str:
    """Return what names the thumbnail: another one whenever the photo or the shape is another."""
    told = f"{photo.store_id}\0{photo.key}\0{photo.etag}\0{width}\0{square}\0{METHOD}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def webp(photo: Photo, width: int, square: bool = False) -> bytes:
    """Return the photo as WebP, `width` pixels wide at most, without any of its metadata.

    A square one fills its frame: see squares.square.

    Raises PhotoGone, InvalidPhoto (it cannot be shown) and SourceUnavailable.
    """
    refuse_unusable(photo)
    name = f"{FOLDER}/{digest(photo, width, square)}.webp"
    kept = read_whole(name)
    if kept is not None:
        return kept
    data = make(photo, width, square)
    keep(name, data)
    return data


def refuse_unusable(photo: Photo) -> None:
    if photo.state == Photo.State.MISSING:
        raise PhotoGone(f"{photo.key!r} is not in the bucket.")
    if photo.state == Photo.State.QUARANTINED:
        raise InvalidPhoto(photo.reason or "The photo could not be read.")


def read_whole(name: str) -> bytes | None:
    """Return the kept thumbnail, or None where there is none or only a part of one.

    A process that was stopped while writing leaves a part; WebP says its own length.
    """
    try:
        with default_storage.open(name) as file:
            data: bytes = file.read()
    except FileNotFoundError:
        return None
    return data if len(data) == 8 + int.from_bytes(data[4:8], "little") else None


def make(photo: Photo, width: int, square: bool) -> bytes:
    stored = StoredPhoto(photo.key, photo.etag, photo.size, photo.version_id)
    data = conf.get_source(photo.store.slug).read(stored)
    image = photos.decode(data, at_least=width)
    if square:
        image = squares.square(covering(image, width))
    return encode(shrunk(image, width), QUALITY)


def covering(image: Image, side: int) -> Image:
    """Return the image with its shorter side `side` pixels long, never larger than it was."""
    if min(image.size) <= side:
        return image
    return ImageOps.cover(image, (side, side), Resampling.LANCZOS)


def shrunk(image: Image, width: int) -> Image:
    """Return the image `width` pixels wide in its own proportions, never larger than it was."""
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Resampling.LANCZOS)


def encode(image: Image, quality: int) -> bytes:
    """Return the pixels as WebP and nothing else: no EXIF, no colour profile, no comment."""
    file = io.BytesIO()
    bare = image.copy()
    bare.info.clear()
    bare.save(file, "WEBP", quality=quality, method=4)
    return file.getvalue()


def keep(name: str, data: bytes) -> None:
    """Store the bytes under exactly this name; a twin that another process stored is the same."""
    if default_storage.exists(name):
        default_storage.delete(name)
    saved = default_storage.save(name, ContentFile(data))
    if saved != name:
        default_storage.delete(saved)
