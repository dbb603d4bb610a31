"""The one decoder: every odd picture comes out upright in RGB, or as a reason."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from catalog_search.exceptions import InvalidPhoto
from catalog_search.photos.decoder.decoding import decode, mean_color


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
    image = decode(data, min_side=448)
    assert min(image.size) >= 448
    assert image.width < 3000
    assert decode(data).size == (3000, 2000)


def test_only_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
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
        (bomb(20_000, 1), "pixels per side"),
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


def swapped_profile() -> bytes:
    """Return a profile in which red and green have changed places: nobody can overlook it."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    table = {bytes(data[at : at + 4]): at for at in range(132, 132 + 12 * 24, 12)}
    red, green = table[b"rXYZ"] + 4, table[b"gXYZ"] + 4
    data[red : red + 8], data[green : green + 8] = data[green : green + 8], data[red : red + 8]
    return bytes(data).replace(b"s\0R\0G\0B", b"o\0d\0d\0!").replace(b"sRGB built", b"odd! built")


def gray_profile() -> bytes:
    """Return a profile for grey pictures whose middle grey is darker than sRGB's."""
    tags = {
        b"wtpt": b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061),
        b"kTRC": b"curv\0\0\0\0" + struct.pack(">IH", 1, 3 * 256) + b"\0\0",
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 5) + b"grey\0" + b"\0" * 78,
    }
    body, table, place = b"", struct.pack(">I", len(tags)), 132 + 12 * len(tags)
    for name, value in tags.items():
        value += b"\0" * (-len(value) % 4)
        table += name + struct.pack(">II", place + len(body), len(value))
        body += value
    size = place + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"\0" * 4, 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP"])
def test_a_color_profile_is_turned_to_srgb(image_format: str) -> None:
    red = Image.new("RGB", (8, 8), (220, 30, 30))
    image = decode(encoded(red, image_format, icc_profile=swapped_profile()))
    assert image.mode == "RGB"
    assert image.getpixel((4, 4)) == pytest.approx((30, 220, 30), abs=12)


def test_a_profile_counts_for_palettes_and_leaves_transparency_alone() -> None:
    profile = swapped_profile()
    red = Image.new("RGBA", (8, 8), (220, 30, 30, 255))
    red.putpixel((0, 0), (220, 30, 30, 0))
    image = decode(encoded(red, icc_profile=profile))
    assert image.getpixel((0, 0)) == (255, 255, 255)
    assert image.getpixel((4, 4)) == pytest.approx((30, 220, 30), abs=4)
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([0, 0, 0, 220, 30, 30])
    assert pixel(encoded(palette, icc_profile=profile)) == pytest.approx((30, 220, 30), abs=4)


def test_a_grey_picture_with_a_profile_of_its_own() -> None:
    plain = pixel(encoded(Image.new("L", (8, 8), 128)))
    assert plain == (128, 128, 128)
    darker = pixel(encoded(Image.new("L", (8, 8), 128), icc_profile=gray_profile()))
    # 0.5 ** 3.0 in light is 0.126, which sRGB writes as 99.
    assert darker == pytest.approx((99, 99, 99), abs=3)


@pytest.mark.parametrize(
    "profile",
    [
        b"not a profile",
        b"\0" * 5_000_000,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        gray_profile(),
    ],
    ids=["nonsense", "too long", "sRGB itself", "for another kind of picture"],
)
def test_a_profile_of_no_use_is_passed_over(profile: bytes) -> None:
    red = Image.new("RGB", (8, 8), (220, 30, 30))
    assert pixel(encoded(red, "WEBP", lossless=True, icc_profile=profile)) == (220, 30, 30)


def test_the_mean_color() -> None:
    image = Image.new("RGB", (40, 20), (200, 0, 10))
    image.paste((0, 100, 10), (0, 0, 20, 20))
    assert mean_color(image) == "#64320a"
