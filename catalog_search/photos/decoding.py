"""Decode photo bytes to upright sRGB images within size limits. All photos are decoded here."""

import io
import struct
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto

MAX_PROFILE_BYTES = 4 * 2**20
"""The largest color profiles, those of printing presses, have about 2 MiB."""

CONVERTED_MODES = {"RGB": "RGB", "RGBA": "RGBA", "CMYK": "RGB", "L": "RGB"}
"""The image modes that a color profile is applied to, and the mode of the result."""

FORMATS = ("JPEG", "PNG", "WEBP")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


def decode(data: bytes, *, min_side: int | None = None) -> Image.Image:
    """Return the photo upright, as sRGB on a white background.

    With `min_side` a large JPEG may be decoded at a reduced size, which is much faster; each side
    then still has at least `min_side` pixels.
    Raises InvalidPhoto with a message for the user.
    """
    check_bytes(data)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            check_size(image)
            if min_side:
                image.draft("RGB", (min_side, min_side))
            image.load()
            return to_rgb(ImageOps.exif_transpose(image))
    except UnidentifiedImageError:
        raise InvalidPhoto("Not a JPEG, PNG or WebP picture.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidPhoto(too_large("far too large")) from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise InvalidPhoto(f"The picture is damaged or cut off ({error}).") from error


def check_bytes(data: bytes) -> None:
    limit = conf.settings().max_photo_bytes
    if not data:
        raise InvalidPhoto("The file is empty.")
    if len(data) > limit:
        raise InvalidPhoto(f"The file is larger than {limit / 2**20:.0f} MB.")


def check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > conf.settings().max_photo_pixels or max(width, height) > side_limit():
        raise InvalidPhoto(too_large(f"{width} x {height} pixels"))


def side_limit() -> int:
    return int(conf.settings().max_photo_side)


def too_large(size: str) -> str:
    megapixels = conf.settings().max_photo_pixels / 1e6
    return (
        f"The picture is {size}; at most {megapixels:.0f} megapixels "
        f"and {side_limit()} pixels per side are allowed."
    )


def to_rgb(image: Image.Image) -> Image.Image:
    """Return the image as 8-bit sRGB, with transparency on a white background."""
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
    """Return the RGB image's mean color as #rrggbb, the placeholder until it has loaded."""
    red, green, blue = np.asarray(image.resize((1, 1), Image.Resampling.BOX))[0, 0]
    return f"#{red:02x}{green:02x}{blue:02x}"


def in_srgb(image: Image.Image) -> Image.Image:
    """Convert the image from its embedded color profile to sRGB; without one, return it as it is.

    A profile that cannot be read or does not fit the image's mode is ignored.
    """
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes) or not 0 < len(profile) <= MAX_PROFILE_BYTES:
        return image
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if has_transparency(image) else "RGB")
    if image.mode not in CONVERTED_MODES:
        return image
    to_srgb = transform(profile, image.mode)
    if to_srgb is None:
        return image
    converted = ImageCms.applyTransform(image, to_srgb)
    return converted if converted is not None else image


def has_transparency(image: Image.Image) -> bool:
    return image.mode == "PA" or "transparency" in image.info


@lru_cache(maxsize=32)
def transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Return the transform from this profile to sRGB, or None if it is sRGB or cannot be used.

    Cached, because building a transform takes longer than applying it, and the photos of a
    catalogue share a few profiles.
    """
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        if "sRGB" in ImageCms.getProfileDescription(source):
            return None
        return ImageCms.buildTransform(source, srgb, mode, CONVERTED_MODES[mode])
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
