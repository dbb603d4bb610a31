"""Thumbnails of catalogue photos: made on first request, kept in the storage STORAGE names."""

import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path

from django.core.files.base import ContentFile
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language
from PIL import ImageOps
from PIL.Image import Image, Resampling

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto, PhotoGone, gettext_noop
from catalog_search.exceptions import message as _
from catalog_search.models import Photo
from catalog_search.models.side_notes import storage_note
from catalog_search.photos import formats, squares
from catalog_search.photos.decoder import decoding
from catalog_search.photos.formats import WEBP, Format, encode, is_whole
from catalog_search.types import StoredPhoto

OWN_FILE = re.compile(r"[0-9a-f]{32,64}(-\d+s?)?\.(webp|avif)")
"""File names of thumbnails, including those of older naming schemes. No other file is deleted."""

WIDTHS = (96, 320, 640, 1280)
"""Pixels. A photo narrower than the requested width is not enlarged."""

ANY_PHOTO, ANY_VERSION = "9223372036854775807", "any-version"
"""A key that no photo has, and what stands for a photo's version beside it."""
FOLDER = "catalog_search/thumbs"
REST = 600
"""Seconds in which a storage that renames files gets no other."""
METHOD = 2
"""Increase this when thumbnails are made differently: old ones are then no longer used, and
`delete_unused` removes them."""
PLACEHOLDER = Path(__file__).parent.parent / "static/catalog_search/photo_missing.svg"
"""Shown if a photo cannot be."""


def digest(photo: Photo) -> str:
    """Return 32 hex digits for the photo's thumbnail names; they change whenever the photo does."""
    version = f"{photo.store_id}\0{photo.key}\0{photo.etag}\0{METHOD}"
    return hashlib.sha256(version.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def name_of(photo: Photo, width: int, square: bool, form: Format) -> str:
    """Return the thumbnail's name in the storage, spread over 256 folders."""
    name = digest(photo)
    return f"{FOLDER}/{name[:2]}/{name}-{width}{'s' * square}.{form.suffix}"


def webp(photo: Photo, width: int, square: bool = False) -> bytes:
    """Return the photo's thumbnail as WebP, which every browser shows; see `thumbnail`."""
    return thumbnail(photo, width, square, WEBP)


def thumbnail(photo: Photo, width: int, square: bool, form: Format) -> bytes:
    """Return the photo in this format, at most `width` pixels wide and without metadata.

    With `square` it is made square by squares.square.
    Raises one of NO_PICTURE if the photo cannot be shown, and SourceUnavailable.
    """
    refuse_unusable(photo)
    name = name_of(photo, width, square, form)
    stored = read_whole(name)
    if stored is not None:
        return stored
    data = make(photo, width, square, form)
    keep(name, data)
    return data


def refuse_unusable(photo: Photo) -> None:
    if photo.state == Photo.State.MISSING:
        raise PhotoGone(_("%(key)r is missing from the source.", key=photo.key))
    if photo.state == Photo.State.QUARANTINED:
        raise InvalidPhoto(photo.reason or gettext_noop("The photo could not be read."))


def read_whole(name: str) -> bytes | None:
    """Return the stored thumbnail, or None if it does not exist or is incomplete."""
    data = storage_note("A thumbnail could not be read from the storage", partial(read, name))
    return data or None


def read(name: str) -> bytes:
    """Return the picture under this name in the storage, nothing if it has no whole one."""
    with suppress(FileNotFoundError), conf.get_storage().open(name) as file:
        data: bytes = file.read()
        return data if is_whole(data) else b""
    return b""


def make(photo: Photo, width: int, square: bool, form: Format) -> bytes:
    stored = StoredPhoto(photo.key, photo.etag, photo.size, photo.version_id)
    slug = photo.store.slug
    if slug not in conf.settings().stores:
        # It was renamed there or taken out; its rows stay until somebody deletes them.
        text = _("CATALOG_SEARCH['STORES'] has no store %(store)r any more.", store=slug)
        raise PhotoGone(text)
    data = conf.get_photos(slug).read(stored)
    image = decoding.decode(data, min_side=width)
    if square:
        image = squares.square(covering(image, width))
    return encode(shrunk(image, width), form)


def covering(image: Image, side: int) -> Image:
    """Return the image with its shorter side reduced to `side` pixels; it is never enlarged."""
    if min(image.size) <= side:
        return image
    return ImageOps.cover(image, (side, side), Resampling.LANCZOS)


def shrunk(image: Image, width: int) -> Image:
    """Return the image reduced to `width` pixels in its own proportions; it is never enlarged."""
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Resampling.LANCZOS)


def keep(name: str, data: bytes) -> None:
    """Store the bytes under exactly this name.

    If another process stores the same thumbnail first, this copy is deleted again. If the storage
    refuses, or cannot even be opened, nothing is kept. One that renames what it keeps is left
    alone for a while: no thumbnail is found there again.
    """
    rest: dict[str, float] = conf.once("storage that renames thumbnails", dict)

    def make_room() -> None:
        if (storage := conf.get_storage()).exists(name):
            storage.delete(name)

    def save() -> None:
        if time.monotonic() < rest.get("until", 0):
            return
        saved = (storage := conf.get_storage()).save(name, ContentFile(data))
        if saved != name:
            # Unless another process was first, the storage gives names of its own.
            if not storage.exists(name):
                rest["until"] = time.monotonic() + REST
            storage.delete(saved)

    # On its own: an S3 role that may not list is refused the question but may write.
    storage_note("An incomplete thumbnail could not be replaced in the storage", make_room)
    storage_note("A thumbnail could not be kept in the storage", save)


def delete_unused() -> int:
    """Delete the thumbnails that belong to no photo of any store; return how many.

    A thumbnail made while this runs may be deleted too; the next request makes it again. A storage
    that cannot be listed keeps its thumbnails, and one that deletes nothing those it has.
    """
    used = {digest(photo) for photo in photos()}
    names = storage_note("The storage could not list its thumbnails", lambda: list(stored())) or []
    return sum(delete(name) for name in names if digest_in(name) not in used)


def delete(name: str) -> bool:
    """Delete an unused thumbnail; return whether the storage did."""

    def work() -> bool:
        conf.get_storage().delete(name)
        return True

    return bool(storage_note("An unused thumbnail could not be deleted", work))


def photos() -> Iterator[Photo]:
    return Photo.objects.only("store_id", "key", "etag").order_by().iterator()


def stored() -> Iterator[str]:
    """Yield the names of all stored thumbnails, folder by folder."""
    folders, files = listed(FOLDER)
    yield from (f"{FOLDER}/{name}" for name in files if OWN_FILE.fullmatch(name))
    for folder in folders:
        path = f"{FOLDER}/{folder}"
        yield from (f"{path}/{name}" for name in listed(path)[1] if OWN_FILE.fullmatch(name))


def listed(path: str) -> tuple[list[str], list[str]]:
    try:
        return conf.get_storage().listdir(path)
    except FileNotFoundError:
        return [], []


def digest_in(name: str) -> str:
    return name.rpartition("/")[2].partition("-")[0]


def address(photo: Photo, width: int, *, square: bool, form: Format = WEBP) -> str:
    """Return the thumbnail's URL; its version changes with the photo, so it may be cached."""
    return addresses(photo, [width], square=square, forms=[form])[form.suffix][width]


def addresses(
    photo: Photo, widths: Sequence[int], *, square: bool, forms: Sequence[Format] = ()
) -> dict[str, dict[int, str]]:
    """Return the thumbnail's URLs by suffix and width, in these formats or in all available."""
    any_photos = addresses_of_any_photo(widths, square=square, forms=forms)
    return {
        suffix: {width: for_photo(url, photo) for width, url in urls.items()}
        for suffix, urls in any_photos.items()
    }


def addresses_of_any_photo(
    widths: Sequence[int], *, square: bool, forms: Sequence[Format] = ()
) -> dict[str, dict[int, str]]:
    """Return the same with ANY_PHOTO and ANY_VERSION in the URLs; see `for_photo`."""
    name = "catalog_search:square_thumbnail" if square else "catalog_search:thumbnail"
    project = get_script_prefix(), get_urlconf(), get_language()
    return {
        form.suffix: {
            width: f"{path_with(name, width, form.suffix, *project)}?v={ANY_VERSION}"
            for width in widths
        }
        for form in forms or formats.available()
    }


def for_photo(text: str, photo: Photo) -> str:
    """Return a text with this photo's key and version in the URLs of any photo."""
    return text.replace(ANY_PHOTO, str(photo.pk)).replace(ANY_VERSION, digest(photo)[:12])


@lru_cache(maxsize=1000)
def path_with(name: str, width: int, suffix: str, *_project: str | None) -> str:
    """Return the path of a thumbnail of ANY_PHOTO; a page has a hundred of them.

    `_project` is all that the project's addresses depend on.
    """
    return reverse(name, args=[int(ANY_PHOTO), width, suffix])
