"""Decode photo bytes to upright sRGB images: the limits for the catalogue's photos and shoppers'.

A shopper's photo may come from anybody, so its limit is memory: each format may have the pixels
that decode within MAX_UPLOAD_MEMORY, and a process with a memory limit decodes it (sandbox.py).
"""

from functools import cache
from importlib.util import find_spec

import numpy as np
from PIL import Image, features

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto, gettext_noop
from catalog_search.photos.decoder import pixels, sandbox, sniffing
from catalog_search.photos.decoder.pixels import PROGRESSIVE, Limits

FORMATS = ("JPEG", "PNG", "WEBP")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")

SHRUNK_WHILE_READ = 2
"""A JPEG that is shrunk while it is read may have this many times MAX_PHOTO_PIXELS."""

BYTES_PER_PIXEL = {
    "JPEG": 2.0,
    "PNG": 10.0,
    "WEBP": 19.0,
    "AVIF": 13.5,
    "GIF": 8.0,
    "TIFF": 9.0,
    "BMP": 8.0,
    "HEIF": 8.5,
    PROGRESSIVE: 7.5,
}
"""Memory that decoding takes at most, by format: `python -m tests.benchmarks.uploads`."""

GRID = 64
"""Pixels of each side that a mean color is made from."""

HEIC_TYPES = "image/heic,image/heif"


def decode(data: bytes, *, min_side: int | None = None) -> Image.Image:
    """Return a photo of the catalogue upright, as sRGB on a white background.

    With `min_side` a large picture is shrunk while it is decoded, which is much faster; each side
    then still has at least `min_side` pixels.
    Raises InvalidPhoto with a message for the user.
    """
    check_bytes(data)
    return pixels.decode(data, catalogue_limits(shrinks=bool(min_side)), min_side)


def decode_upload(data: bytes, side: int) -> Image.Image:
    """Return a shopper's photo like decode(), its longer side reduced to `side` pixels.

    Raises InvalidPhoto, and TooManyRequests while too many others are being decoded.
    """
    check_bytes(data)
    return sandbox.decode(data, upload_limits(), side)


def check_bytes(data: bytes) -> None:
    limit = conf.settings().max_photo_bytes
    if not data:
        raise InvalidPhoto(gettext_noop("The file is empty."))
    if len(data) > limit:
        raise InvalidPhoto(
            gettext_noop("The file is larger than %(size)s MB."), size=f"{limit / 2**20:.0f}"
        )


def catalogue_limits(*, shrinks: bool) -> Limits:
    max_pixels = conf.settings().max_photo_pixels
    jpeg = {"JPEG": max_pixels * SHRUNK_WHILE_READ, PROGRESSIVE: max_pixels} if shrinks else {}
    return Limits({**dict.fromkeys(FORMATS, max_pixels), **jpeg}, conf.settings().max_photo_side)


def upload_limits() -> Limits:
    memory, max_pixels = conf.settings().max_upload_memory, conf.settings().max_photo_pixels
    pixels_by_format = {
        form: min(int(memory / BYTES_PER_PIXEL[form]), max_pixels * SHRUNK_WHILE_READ)
        for form in (*upload_formats(), PROGRESSIVE)
    }
    return Limits(pixels_by_format, conf.settings().max_photo_side)


@cache
def upload_formats() -> tuple[str, ...]:
    """Return the formats of shoppers' photos that can be read here, by Pillow's names."""
    avif = ("AVIF",) if features.check("avif") else ()
    heic = ("HEIF",) if find_spec("pi_heif") else ()
    return (*FORMATS, *avif, "GIF", "TIFF", "BMP", *heic)


def upload_format_names() -> str:
    """Return the formats for a sentence: "JPEG, PNG or WebP"."""
    *names, last = map(sniffing.named, upload_formats())
    return f"{', '.join(names)} or {last}"


def asked_types() -> str:
    """Return the value of `accept` for a file field: "image/jpeg,image/png".

    HEIC is not asked for where it can be read: phones turn their photos into JPEGs then, which
    cost a tenth.
    """
    return ",".join(f"image/{form.lower()}" for form in upload_formats() if form != "HEIF")


def readable_types() -> str:
    """Return the content types of all formats that can be read."""
    return ",".join([asked_types(), *([HEIC_TYPES] if "HEIF" in upload_formats() else [])])


def mean_color(image: Image.Image) -> str:
    """Return the RGB image's mean color as #rrggbb, the placeholder until it has loaded.

    It is the mean of a grid of pixels: that of all takes 30 times as long and differs by a shade.
    """
    grid = image.resize((GRID, GRID), Image.Resampling.NEAREST)
    red, green, blue = np.asarray(grid.resize((1, 1), Image.Resampling.BOX))[0, 0]
    return f"#{red:02x}{green:02x}{blue:02x}"
