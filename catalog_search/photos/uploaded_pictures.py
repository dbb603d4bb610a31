"""The merchant's own pictures, of looks and banners, in the default storage."""

import hashlib
from functools import partial

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL.Image import Image, Resampling

from catalog_search import conf
from catalog_search.exceptions import PhotoNotKept
from catalog_search.models.catalogue.pictures import UploadedPicture
from catalog_search.models.side_notes import ask_storage, log_once, storage_note
from catalog_search.photos.formats import WEBP, encode, is_whole

LONGEST_SIDE = 1600
"""Pixels of a stored picture."""


def set_picture(row: UploadedPicture, image: Image) -> None:
    """Store the picture without metadata and set it on the row. Does not save the row.

    The file is named by its contents. The row's old file is not deleted, because another row
    may use it. Raises PhotoNotKept if the storage refuses.
    """
    image = image.copy()
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Resampling.LANCZOS)
    data = encode(image, WEBP)
    name = f"{row.folder}/{hashlib.sha256(data).hexdigest()[:32]}.webp"
    store_file = partial(keep, name, data)
    stored_name = storage_note("A picture could not be kept in the storage", store_file)
    if stored_name is None:
        raise PhotoNotKept(_("The storage does not take the picture. Its log says why."))
    row.picture, row.width, row.height = stored_name, image.width, image.height


def keep(name: str, data: bytes) -> str:
    """Store the bytes unless they are there already; return the name they have."""
    # On its own: an S3 role that may not list is refused the question but may write.
    is_there = storage_note(
        "The storage could not be asked for a picture", lambda: conf.get_storage().exists(name)
    )
    return name if is_there else conf.get_storage().save(name, ContentFile(data))


def picture(name: str) -> bytes:
    """Return the picture of this name as WebP.

    Raises FileNotFoundError if the storage has lost it, or a part of it, and PhotoNotKept if it
    does not answer.
    """
    try:
        data = ask_storage(partial(read, name))
    except FileNotFoundError:
        raise
    except Exception as error:
        log_once("A picture could not be read from the storage")
        raise PhotoNotKept(_("The storage does not hand out the picture at the moment.")) from error
    if not data:
        raise FileNotFoundError(name)
    return data


def read(name: str) -> bytes:
    """Return the picture under this name in the storage, nothing if it has no whole one."""
    with conf.get_storage().open(name) as file:
        data: bytes = file.read()
        return data if is_whole(data) else b""
