"""Bytes to upright 8-bit sRGB, within limits that are passed in.

This file reads no settings and imports no Django, so that a process of its own can run it.
"""

import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from threading import Lock

from PIL import Image, UnidentifiedImageError
from PIL.GifImagePlugin import GifImageFile

from catalog_search.exceptions import InvalidPhoto, gettext_noop
from catalog_search.photos.decoder import colors, deep_tiffs, jpeg_ends, other_files, sniffing
from catalog_search.photos.decoder.png_checksums import with_right_checksum

PROGRESSIVE = "progressive JPEG"
"""A JPEG that cannot be shrunk while it is read; a format of its own among the limits."""

ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by its EXIF orientation."""

FRAMES = 10
"""How many of an animation are looked at for one that shows something."""

TOO_MUCH_MEMORY = gettext_noop("The picture needs too much memory. Save it smaller.")

TOO_LARGE = gettext_noop(
    "The picture is %(width)d x %(height)d pixels; at most %(most)s megapixels and %(side)d pixels "
    "per side are allowed for a %(form)s picture. Save it smaller."
)
FAR_TOO_LARGE = gettext_noop(
    "The picture is far too large; at most %(most)s megapixels and %(side)d pixels per side are "
    "allowed for a %(form)s picture. Save it smaller."
)

WARNINGS = Lock()
"""Held while warnings are off, which counts for all threads."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be decoded: the most pixels by format, and the most on each side."""

    pixels: Mapping[str, int]
    """By Pillow's name of the format; others are refused. The name PROGRESSIVE is optional."""
    side: int


def decode(data: bytes, limits: Limits, min_side: int | None = None) -> Image.Image:
    """Return the photo upright, as sRGB on a white background; of an animation the first frame
    that shows something.

    With `min_side` it may be smaller, but each side has at least so many pixels, or all it had.
    Raises InvalidPhoto with a message for the user.
    """
    form = sniffing.format_of(data)
    if form not in limits.pixels:
        raise unreadable(data, form, limits)
    if form == "WEBP":
        check_size(sniffing.webp_size(data), form, limits)
    if form == "HEIF":
        register_heic()
    bare = sniffing.without_metadata(data, form)
    try:
        with open_as(bare, form) as image:
            check_size(image.size, progressive(image) or form, limits)
            jpeg_ends.check_whole(data, bare, form)
            if form == "PNG" and image.mode == "P" and not sniffing.has_palette(bare):
                raise InvalidPhoto(deep_tiffs.UNREADABLE, form=form)
            return upright(image, min_side)
    except InvalidPhoto:
        raise
    except UnidentifiedImageError:
        raise InvalidPhoto(deep_tiffs.UNREADABLE, form=sniffing.named(form)) from None
    except Image.DecompressionBombError:
        raise too_large(FAR_TOO_LARGE, form, limits) from None
    except MemoryError:
        raise InvalidPhoto(TOO_MUCH_MEMORY) from None
    except Exception as error:  # whatever a decoder makes of bytes that are not what they seem
        if form == "PNG" and (png := with_right_checksum(bare)):
            return decode(png, limits, min_side)
        raise InvalidPhoto(
            gettext_noop("The picture is damaged or cut off (%(error)s)."), error=str(error)
        ) from error


def upright(image: Image.Image, min_side: int | None) -> Image.Image:
    """Return the opened picture upright as RGB, see decode()."""
    deep_tiffs.refuse_mixed_up(image)
    if min_side:
        image.draft("RGB", (min_side, min_side))
    colors.scale_transparent_level(image)
    covered = image.tile[0][1] if isinstance(image, GifImageFile) and image.tile else None
    load(image)
    if may_have_frames(image) and is_blank(image):
        show_another_frame(image)
        covered = None if image.tell() else covered
    if image.format == "BMP" and image.mode == "RGBA" and not image.getbbox():
        image.putalpha(255)  # the header names these bytes transparency, but no program set them
    factor = shrink_factor(image.size, min_side)
    rgb = colors.as_rgb(image, factor, deep_tiffs.levels_of(image))
    if covered:
        rgb = on_white(rgb, covered, factor)
    turn = UPRIGHT.get(orientation(image))
    return rgb if turn is None else rgb.transpose(turn)


def may_have_frames(image: Image.Image) -> bool:
    """Return whether to look for other frames. A GIF does not tell before the next one is read."""
    is_animated: bool = image.format == "WEBP" and getattr(image, "is_animated", False)
    return is_animated or image.format == "GIF"


def is_blank(image: Image.Image) -> bool:
    """Return whether all pixels are the same, or transparent."""
    extrema = image.getextrema()
    bands = extrema if isinstance(extrema[0], tuple) else (extrema,)
    is_clear = image.mode == "RGBA" and bands[-1] == (0, 0)
    return is_clear or all(low == high for low, high in bands)


def show_another_frame(image: Image.Image) -> None:
    """Go to the first frame of an animation that is not blank, back to the first if all are."""
    with suppress(Exception):  # there are no more, or they are damaged
        for number in range(1, FRAMES):
            image.seek(number)
            image.load()
            if not is_blank(image):
                return
    image.seek(0)
    image.load()


def on_white(rgb: Image.Image, covered: tuple[int, ...], factor: int) -> Image.Image:
    """Return the picture white where its frame does not cover it; `factor` is how it was shrunk."""
    left, top = (each // factor for each in covered[:2])
    right, bottom = (-(-each // factor) for each in covered[2:])
    if (left, top, right, bottom) == (0, 0, *rgb.size):
        return rgb
    canvas = Image.new("RGB", rgb.size, "white")
    canvas.paste(rgb.crop((left, top, right, bottom)), (left, top))
    return canvas


@contextmanager
def without_warnings() -> Iterator[None]:
    """Do something without warnings about metadata, which are errors in some projects."""
    with WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_as(data: bytes, form: str) -> Image.Image:
    """Open the picture as this format and no other."""
    with without_warnings():
        return Image.open(io.BytesIO(data), formats=(form,))


def load(image: Image.Image) -> None:
    """Decode the pixels. A TIFF's metadata is read once more then, and turns it upright."""
    with without_warnings() if image.format == "TIFF" else nullcontext():
        image.load()


@cache
def register_heic() -> None:
    from pi_heif import register_heif_opener

    register_heif_opener()


def unreadable(data: bytes, form: str, limits: Limits) -> InvalidPhoto:
    """Return the error that the format is none of those, with advice where it is a known one."""
    *names, last = (sniffing.named(each) for each in limits.pixels if each != PROGRESSIVE)
    formats = {"formats": ", ".join(names), "last": last}
    if form:
        return InvalidPhoto(other_files.SAVE_AS_JPEG, **formats, form=sniffing.named(form))
    message, name = other_files.refusal_of(data)
    return InvalidPhoto(message, **formats, **({"form": name} if name else {}))


def progressive(image: Image.Image) -> str:
    return PROGRESSIVE if image.info.get("progressive") else ""


def check_size(size: tuple[int, int], form: str, limits: Limits) -> None:
    if size[0] * size[1] > most_pixels(form, limits) or max(size) > limits.side:
        raise too_large(TOO_LARGE, form, limits, width=size[0], height=size[1])


def most_pixels(form: str, limits: Limits) -> int:
    return limits.pixels.get(form, limits.pixels.get("JPEG", 0))


def too_large(message: str, form: str, limits: Limits, **size: int) -> InvalidPhoto:
    """Return the error that the picture has more pixels than its format may have."""
    max_megapixels = f"{most_pixels(form, limits) / 1e6:.0f}"
    name = form if form == PROGRESSIVE else sniffing.named(form)
    return InvalidPhoto(message, **size, most=max_megapixels, side=limits.side, form=name)


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 if there is none or it cannot be read."""
    try:
        with without_warnings():
            value = image.getexif().get(ORIENTATION, 1)
    except Exception:  # damaged metadata must not cost the photo
        return 1
    return value if isinstance(value, int) else 1


def shrink_factor(size: tuple[int, int], min_side: int | None) -> int:
    """Return by how much to shrink while converting: twice `min_side` stays, for a finer filter."""
    return max(1, min(size) // (2 * min_side)) if min_side else 1
