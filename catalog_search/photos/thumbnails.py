"""Photos of the catalogue in a few fixed widths: made once, kept in Django's storage."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import ImageOps
from PIL.Image import Image, Resampling

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto, PhotoGone
from catalog_search.models import Photo
from catalog_search.photos import decoding, squares, thumbnails
from catalog_search.photos.formats import WEBP, Format, encode, is_whole
from catalog_search.types import StoredPhoto

OURS = re.compile(r"[0-9a-f]{32,64}(-\d+s?)?\.(webp|avif)")
"""What we may have stored, by older ways of naming too: nothing else is touched."""


WIDTHS = (96, 320, 640, 1280)
"""Pixels. A photo narrower than the width asked for keeps its own."""

FOLDER = "catalog_search/thumbs"
METHOD = 2
"""Another number whenever thumbnails are made in another way; the sweep removes those kept."""
PLACEHOLDER = Path(__file__).parent.parent / "static/catalog_search/photo_missing.svg"
"""What is shown where a photo cannot be."""


def digest(photo: Photo) -> str:
    """Return 32 hex digits that name the photo's thumbnails: others whenever it is another."""
    told = f"{photo.store_id}\0{photo.key}\0{photo.etag}\0{METHOD}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def name_of(photo: Photo, width: int, square: bool, form: Format) -> str:
    """Return the name in the storage, in one of 256 folders so that none grows too large."""
    whole = digest(photo)
    return f"{FOLDER}/{whole[:2]}/{whole}-{width}{'s' * square}.{form.suffix}"


def webp(photo: Photo, width: int, square: bool = False) -> bytes:
    """Return the photo as WebP, which every browser shows; see `thumbnail`."""
    return thumbnail(photo, width, square, WEBP)


def thumbnail(photo: Photo, width: int, square: bool, form: Format) -> bytes:
    """Return the photo in this format, `width` pixels wide at most, without any of its metadata.

    A square one fills its frame: see squares.square.

    Raises PhotoGone, InvalidPhoto (it cannot be shown) and SourceUnavailable.
    """
    refuse_unusable(photo)
    name = name_of(photo, width, square, form)
    kept = read_whole(name)
    if kept is not None:
        return kept
    data = make(photo, width, square, form)
    keep(name, data)
    return data


def refuse_unusable(photo: Photo) -> None:
    if photo.state == Photo.State.MISSING:
        raise PhotoGone(f"{photo.key!r} is not in the bucket.")
    if photo.state == Photo.State.QUARANTINED:
        raise InvalidPhoto(photo.reason or "The photo could not be read.")


def read_whole(name: str) -> bytes | None:
    """Return the kept thumbnail, or None where there is none or only a part of one."""
    try:
        with default_storage.open(name) as file:
            data: bytes = file.read()
    except FileNotFoundError:
        return None
    return data if is_whole(data) else None


def make(photo: Photo, width: int, square: bool, form: Format) -> bytes:
    stored = StoredPhoto(photo.key, photo.etag, photo.size, photo.version_id)
    data = conf.get_source(photo.store.slug).read(stored)
    image = decoding.decode(data, at_least=width)
    if square:
        image = squares.square(covering(image, width))
    return encode(shrunk(image, width), form)


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


def keep(name: str, data: bytes) -> None:
    """Store the bytes under exactly this name; a twin that another process stored is the same."""
    if default_storage.exists(name):
        default_storage.delete(name)
    saved = default_storage.save(name, ContentFile(data))
    if saved != name:
        default_storage.delete(saved)


def delete_unused() -> int:
    """Delete the thumbnails that no photo of any store has; return how many.

    What a page asks for while this runs may go, too: the next request makes it again.
    """
    wanted = {thumbnails.digest(photo) for photo in photos()}
    gone = [name for name in stored() if digest_in(name) not in wanted]
    for name in gone:
        default_storage.delete(name)
    return len(gone)


def photos() -> Iterator[Photo]:
    return Photo.objects.only("store_id", "key", "etag").order_by().iterator()


def stored() -> Iterator[str]:
    """Yield the names of all stored thumbnails, one folder after the other."""
    folders, files = listed(thumbnails.FOLDER)
    yield from (f"{thumbnails.FOLDER}/{name}" for name in files if OURS.fullmatch(name))
    for folder in folders:
        path = f"{thumbnails.FOLDER}/{folder}"
        yield from (f"{path}/{name}" for name in listed(path)[1] if OURS.fullmatch(name))


def listed(path: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(path)
    except FileNotFoundError:
        return [], []


def digest_in(name: str) -> str:
    return name.rpartition("/")[2].partition("-")[0]


def address(photo: Photo, width: int, *, square: bool, form: Format = WEBP) -> str:
    name = "catalog_search:square_thumbnail" if square else "catalog_search:thumbnail"
    place = reverse(name, args=[photo.pk, width, form.suffix])
    return f"{place}?v={digest(photo)[:12]}"
