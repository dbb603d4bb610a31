"""The one decoder: every odd picture comes out upright in RGB, or as a reason."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from catalog_search.exceptions import InvalidPhoto
from catalog_search.photos import decode


def encoded(image: Image.Image, image_format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def pixel(data: bytes) -> tuple[int, ...]:
    return decode(data).getpixel((0, 0))


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP"])
def test_a_plain_picture_comes_back_as_it_is(image_format: str) -> None:
    image = decode(encoded(Image.new("RGB", (40, 30), (200, 10, 30)), image_format))
    assert (image.mode, image.size) == ("RGB", (40, 30))
    assert image.getpixel((5, 5)) == pytest.approx((200, 10, 30), abs=6)


def test_exif_orientation_is_applied() -> None:
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held turned: rotate by 270 degrees to see it upright
    upright = decode(encoded(image, "JPEG", exif=exif))
    assert upright.size == (20, 40)
    assert upright.getpixel((10, 2)) == pytest.approx((0, 0, 254), abs=8)
    assert upright.getpixel((10, 37)) == pytest.approx((254, 0, 0), abs=8)


def test_transparency_lies_over_white() -> None:
    assert pixel(encoded(Image.new("RGBA", (4, 4), (255, 0, 0, 0)))) == (255, 255, 255)
    assert pixel(encoded(Image.new("LA", (4, 4), (0, 0)))) == (255, 255, 255)


def test_palettes_with_and_without_transparency() -> None:
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 10, 200, 30])
    assert pixel(encoded(image)) == (10, 200, 30)
    assert pixel(encoded(image, transparency=1)) == (255, 255, 255)


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    values = np.full((4, 4), 0x8000, dtype=np.uint16)
    assert pixel(encoded(Image.fromarray(values))) == (128, 128, 128)


def test_cmyk_becomes_rgb() -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red, green, blue = pixel(encoded(image, "JPEG"))
    assert red > 200
    assert max(green, blue) < 60


def test_one_bit_and_grey() -> None:
    assert pixel(encoded(Image.new("1", (4, 4), 1))) == (255, 255, 255)
    assert pixel(encoded(Image.new("L", (4, 4), 77))) == (77, 77, 77)


def test_a_large_jpeg_may_be_decoded_smaller_but_not_below_what_is_asked() -> None:
    data = encoded(Image.new("RGB", (3000, 2000), "green"), "JPEG")
    image = decode(data, at_least=448)
    assert min(image.size) >= 448
    assert image.width < 3000
    assert decode(data).size == (3000, 2000)


def test_only_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert pixel(data) == (255, 0, 0)


def bomb(width: int, height: int) -> bytes:
    """Return a tiny PNG that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


PICTURE = encoded(Image.new("RGB", (64, 64), "red"), "JPEG")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"hello", "Not a JPEG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "Not a JPEG, PNG or WebP"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "Not a JPEG, PNG or WebP"),
        (encoded(Image.new("RGB", (4, 4)), "GIF"), "Not a JPEG, PNG or WebP"),
        (encoded(Image.new("RGB", (4, 4)), "TIFF"), "Not a JPEG, PNG or WebP"),
        (PICTURE[:400], "damaged or cut off"),
        (bomb(60_000, 60_000), "far too large"),
        (bomb(8_000, 8_000), "8000 x 8000 pixels; at most 40 megapixels"),
        (bomb(20_000, 1), "pixels a side"),
    ],
)
def test_what_is_no_usable_picture_has_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidPhoto, match=reason):
        decode(data)


def test_a_file_over_the_limit_is_not_looked_at(settings: object) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "MAX_PHOTO_BYTES": 100}  # type: ignore[attr-defined]
    with pytest.raises(InvalidPhoto, match="larger than"):
        decode(PICTURE)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(PICTURE) - 1))
def test_damage_anywhere_is_a_reason_or_a_picture(noise: bytes, where: int) -> None:
    damaged = PICTURE[:where] + noise + PICTURE[where + len(noise) :]
    try:
        assert decode(damaged).mode == "RGB"
    except InvalidPhoto as error:
        assert str(error)
