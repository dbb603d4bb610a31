"""Pictures with a colour profile, turned to sRGB: what a screen shows and a model has learnt."""

import io
from functools import lru_cache

from PIL import ImageCms
from PIL.Image import Image

MOST_BYTES = 4 * 2**20
"""Of a profile; those of printing presses are the largest, with about 2 MiB."""
TURNED = {"RGB": "RGB", "RGBA": "RGBA", "CMYK": "RGB", "L": "RGB"}
"""The modes that a profile is applied to, and the mode that comes out."""


def in_srgb(image: Image) -> Image:
    """Return the image in sRGB where it says that its colours are others, else as it is.

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


def has_transparency(image: Image) -> bool:
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
