"""Pixels of any mode to 8-bit sRGB, with transparency on a white background.

This file reads no settings and imports no Django, so that a process of its own can run it.
"""

import io
from functools import lru_cache

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngImageFile

from catalog_search.photos.decoder import sniffing
from catalog_search.photos.decoder.deep_tiffs import Levels

CONVERTED_MODES = {"RGB": "RGB", "RGBA": "RGBA", "CMYK": "RGB", "L": "RGB"}
"""The image modes that a color profile is applied to, and the mode of the result."""

WHITE = 65_535
"""Of a grey picture of 16 bits."""

SRGB_GAMMA, LEAST_GAMMA, MOST_GAMMA = 1 / 2.2, 0.25, 1.0
"""What PNGs of sRGB say, and what others may say; the rest is no gamma."""
SAME_GAMMA = 0.03
SAME_GREY = 6
"""Levels of 255 that a middle grey may change by where a profile is sRGB."""

FEW_BITS = {"L;2": 255 // 3, "L;4": 255 // 15}
"""What Pillow multiplies levels of two and four bits with."""

BAND_PIXELS = 1_000_000
"""Pixels converted at once: a picture is never held twice in full."""


def as_rgb(image: Image.Image, factor: int, levels: Levels | None = None) -> Image.Image:
    """Return the image as RGB, its sides divided by `factor`; bands of rows are worked one by one.

    Shrinking comes before all that needs several copies: profiles, transparency. `levels` are those
    of a channel of more than 8 bits, if not the usual ones.
    """
    is_plain = not image.info.keys() & {"icc_profile", "transparency"} and not gamma_of(image)
    if image.mode == "RGB" and is_plain:
        return image.reduce(factor) if factor > 1 else image.copy()
    width, height = image.size
    rows = factor * max(1, BAND_PIXELS // (width * factor))
    canvas = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        band = image.crop((0, top, width, min(top + rows, height)))
        band = levels.grey(band) if levels else unpacked(band)
        canvas.paste(to_rgb(band.reduce(factor) if factor > 1 else band), (0, top // factor))
    return canvas


def scale_transparent_level(image: Image.Image) -> None:
    """Give the transparent level of a grey PNG of few bits the value that its pixels get."""
    level = image.info.get("transparency")
    if isinstance(image, PngImageFile) and image.mode == "L" and isinstance(level, int):
        image.info["transparency"] = level * FEW_BITS.get(str(image.tile[0][3]), 1)


def unpacked(image: Image.Image) -> Image.Image:
    """Return the image in a mode that can be shrunk: no palette, no 16 bits, no color key."""
    if image.mode.startswith("I;16"):
        return sixteen_bits(image)
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA" if has_transparency(image) else "RGB")
    return image.convert("L") if image.mode == "1" else image


def sixteen_bits(image: Image.Image) -> Image.Image:
    """Return a grey image of 16 bits as one of 32, its transparent level as white.

    Pillow's own conversion to transparent pixels makes everything white.
    """
    grey = image.convert("I")
    level = grey.info.pop("transparency", None)
    if isinstance(level, int) and 0 <= level <= WHITE:
        is_level = [255 * (each == level) for each in range(WHITE + 1)]
        grey.paste(WHITE, mask=grey.point(is_level, "L"))
    return grey


def to_rgb(image: Image.Image) -> Image.Image:
    """Return the image as 8-bit sRGB, with transparency on a white background."""
    image = in_srgb(image)
    if image.mode in ("I", "F"):
        grey = image.point(lambda value: value * (1 / 257) + 0.5).convert("L")
        grey.info, image = image.info, grey
    if gamma := gamma_of(image):
        image = image.point(brightened(gamma, image.getbands()))
    if image.mode in ("RGBA", "LA", "La", "RGBa"):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image if image.mode == "RGB" else image.convert("RGB")


def in_srgb(image: Image.Image) -> Image.Image:
    """Convert the image from its embedded color profile to sRGB; without one, return it as it is.

    A profile that cannot be read or does not fit the image's mode is ignored.
    """
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes) or not 0 < len(profile) <= sniffing.MAX_PROFILE_BYTES:
        return image
    if image.mode not in CONVERTED_MODES:
        return image
    to_srgb = transform(profile, image.mode)
    if to_srgb is None:
        return image
    try:
        return ImageCms.applyTransform(image, to_srgb) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def gamma_of(image: Image.Image) -> float:
    """Return the gamma that a PNG says its values have, 0.0 if they are sRGB or it says nothing."""
    gamma = image.info.get("gamma")
    if not isinstance(gamma, float) or image.info.keys() & {"icc_profile", "srgb"}:
        return 0.0
    is_usual = abs(gamma - SRGB_GAMMA) <= SAME_GAMMA
    return gamma if LEAST_GAMMA <= gamma <= MOST_GAMMA and not is_usual else 0.0


def brightened(gamma: float, bands: tuple[str, ...]) -> list[int]:
    """Return the sRGB level of each level with this gamma, for each band; transparency stays."""
    light = [(level / 255) ** (1 / gamma) for level in range(256)]
    srgb = [12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055 for x in light]
    levels = [round(255 * x) for x in srgb]
    return [level for band in bands for level in (range(256) if band == "A" else levels)]


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
        to_srgb = ImageCms.buildTransform(source, srgb, mode, CONVERTED_MODES[mode])
        is_named = "sRGB" in ImageCms.getProfileDescription(source)
        return None if is_named and keeps_grey(to_srgb, mode) else to_srgb
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def keeps_grey(to_srgb: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Return whether a middle grey stays what it is; in linear sRGB it is much lighter."""
    grey = Image.new("RGB", (1, 1), (128, 128, 128)).convert(mode)
    shown = ImageCms.applyTransform(grey, to_srgb) or grey
    return all(abs(level - 128) <= SAME_GREY for level in shown.convert("RGB").tobytes())
