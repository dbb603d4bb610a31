"""Bytes to an upright RGB image within limits: the only decoder of the project."""

import io
import struct
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto

MOST_BYTES = 4 * 2**20
"""Of a profile; those of printing presses are the largest, with about 2 MiB."""

TURNED = {"RGB": "RGB", "RGBA": "RGBA", "CMYK": "RGB", "L": "RGB"}
"""The modes that a profile is applied to, and the mode that comes out."""


FORMATS = ("JPEG", "PNG", "WEBP")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


def decode(data: bytes, *, at_least: int | None = None) -> Image.Image:
    """Return the photo upright and in sRGB, its transparent parts white.

    With `at_least` a large JPEG may come back smaller, yet no side below that many pixels:
    decoding at half or a quarter of the size costs a fraction of the time.
    Raises InvalidPhoto, whose message says what is wrong.
    """
    check_bytes(data)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            check_size(image)
            if at_least:
                image.draft("RGB", (at_least, at_least))
            image.load()
            return to_rgb(ImageOps.exif_transpose(image))
    except UnidentifiedImageError:
        raise InvalidPhoto("Not a JPEG, PNG or WebP picture.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidPhoto(too_large("far too large")) from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise InvalidPhoto(f"The picture is damaged or cut off ({error}).") from error


def check_bytes(data: bytes) -> None:
    limit = conf.get("MAX_PHOTO_BYTES")
    if not data:
        raise InvalidPhoto("The file is empty.")
    if len(data) > limit:
        raise InvalidPhoto(f"The file is larger than {limit / 2**20:.0f} MB.")


def check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > conf.get("MAX_PHOTO_PIXELS") or max(width, height) > side_limit():
        raise InvalidPhoto(too_large(f"{width} x {height} pixels"))


def side_limit() -> int:
    return int(conf.get("MAX_PHOTO_SIDE"))


def too_large(size: str) -> str:
    megapixels = conf.get("MAX_PHOTO_PIXELS") / 1e6
    return (
        f"The picture is {size}; at most {megapixels:.0f} megapixels "
        f"and {side_limit()} pixels a side are taken."
    )


def to_rgb(image: Image.Image) -> Image.Image:
    """Return the image in sRGB: 16 bits scaled to 8, transparency laid over white."""
    image = in_srgb(image)
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float64)
        image = Image.fromarray((values / 257).clip(0, 255).round().astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image if image.mode == "RGB" else image.convert("RGB")


def mean_color(image: Image.Image) -> str:
    """Return the RGB image's mean color as #rrggbb: what stands where it will be shown."""
    red, green, blue = np.asarray(image.resize((1, 1), Image.Resampling.BOX))[0, 0]
    return f"#{red:02x}{green:02x}{blue:02x}"


def in_srgb(image: Image.Image) -> Image.Image:
    """Return the image in sRGB where it says that its colors are others, else as it is.

    A profile that cannot be read, or is one for another kind of picture, is passed over.
    """
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes) or not 0 < len(profile) <= MOST_BYTES:
        return image
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if has_transparency(image) else "RGB")
    if image.mode not in TURNED:
        return image
    change = transform(profile, image.mode)
    if change is None:
        return image
    turned = ImageCms.applyTransform(image, change)
    return turned if turned is not None else image


def has_transparency(image: Image.Image) -> bool:
    return image.mode == "PA" or "transparency" in image.info


@lru_cache(maxsize=32)
def transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Return what turns pixels of this profile to sRGB; None where it says nothing of use.

    Photos of a catalogue mostly share a few profiles, and to build a transform takes longer than
    to use it.
    """
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        if "sRGB" in ImageCms.getProfileDescription(given):
            return None
        return ImageCms.buildTransform(given, srgb, mode, TURNED[mode])
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
