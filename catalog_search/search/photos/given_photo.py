"""A photo as a project's code has it: bytes, a path, an open file or a picture."""

import os
from io import UnsupportedOperation
from typing import IO, TypeAlias

from PIL import Image

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto, gettext_noop
from catalog_search.photos.decoder import decoding, pixels
from catalog_search.photos.decoder.colors import as_rgb
from catalog_search.photos.shoppers import uploads

BYTES_LIKE = (bytes, bytearray, memoryview)
BytesLike: TypeAlias = bytes | bytearray | memoryview
SHOWN = 100
"""Letters of what is no photo that its error message shows."""

GivenPhoto: TypeAlias = BytesLike | os.PathLike[str] | IO[bytes] | Image.Image
"""A photo's bytes, the path of its file, an open file such as an upload, or a picture."""


def decoded(photo: GivenPhoto) -> Image.Image:
    """Return the photo, upright and in RGB, reduced as an upload is.

    Raises InvalidPhoto, and TypeError for what is no photo.
    """
    if isinstance(photo, Image.Image):
        return upright(photo)
    if isinstance(photo, os.PathLike):
        with open(photo, "rb") as file:
            return decoded(file)
    data = bytes_of(photo)
    uploads.refuse_larger(len(data))
    return decoding.decode_upload(data, uploads.LONGEST_SIDE)


def upright(picture: Image.Image) -> Image.Image:
    """Return a copy of the picture, with what Pillow reads of its file only now."""
    if not all(picture.size):
        raise InvalidPhoto(gettext_noop("The picture has no pixels."))
    try:
        rgb = as_rgb(picture, 1)
    except (OSError, SyntaxError, ValueError) as error:
        raise InvalidPhoto(
            gettext_noop("The picture is damaged or cut off (%(error)s)."), error=str(error)
        ) from error
    if turn := pixels.UPRIGHT.get(pixels.orientation(picture)):
        rgb = rgb.transpose(turn)
    rgb.thumbnail((uploads.LONGEST_SIDE, uploads.LONGEST_SIDE), Image.Resampling.LANCZOS)
    return rgb


def bytes_of(photo: BytesLike | IO[bytes]) -> bytes:
    """Return the photo's bytes; of a file no more than tell that it is too large."""
    data = photo if isinstance(photo, BYTES_LIKE) else read(photo)
    if not isinstance(data, BYTES_LIKE):
        raise TypeError(
            "A photo is bytes, a pathlib.Path, an open file or a picture, and a file is opened in "
            f'binary mode ("rb"): {repr(photo)[:SHOWN]}.'
        )
    return bytes(data)


def read(file: IO[bytes]) -> object:
    """Return what the file has, None if it is none that can be read."""
    try:
        return file.read(conf.settings().max_photo_bytes + 1)
    except (AttributeError, UnsupportedOperation):
        return None
