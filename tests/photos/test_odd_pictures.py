"""Pictures that every browser shows although something around their pixels is odd."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from catalog_search.exceptions import InvalidPhoto
from catalog_search.photos.decoder import decoding, pixels
from tests.support.uploads import chunk

SOLID = (200, 40, 60)
SIZE = (40, 20)
FILM = np.random.default_rng(1).bytes(6_000_000)


def jpeg(**options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", SIZE, SOLID).save(file, "JPEG", quality=95, **options)
    return file.getvalue()


def png(bits: int, colors: int, row: bytes, *more: bytes, checksum: bytes | None = None) -> bytes:
    """Return a PNG whose rows are all the same, with more chunks before its pixels."""
    packed = zlib.compress((b"\0" + row) * SIZE[1])
    packed = packed if checksum is None else packed[:-4] + checksum
    head = struct.pack(">IIBBBBB", *SIZE, bits, colors, 0, 0, 0)
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head), *more, chunk(b"IDAT", packed),
         chunk(b"IEND", b"")]
    )  # fmt: skip


def color_at(data: bytes) -> tuple[int, ...]:
    image = pixels.decode(data, decoding.upload_limits(), min_side=1024)
    assert image.size == SIZE
    return image.getpixel((5, 5))


@pytest.mark.parametrize("behind", [b"\0\0\0\x18ftypmp42" + FILM, b"\xff\xda\0\1" * 60, jpeg()])
@pytest.mark.parametrize("progressive", [False, True])
def test_what_a_phone_puts_behind_a_jpeg_is_left_out(behind: bytes, progressive: bool) -> None:
    """A film of some seconds has more bytes that look like passes than a picture may have."""
    photo = jpeg(progressive=progressive)
    assert color_at(photo + behind) == pytest.approx(SOLID, abs=12)


def test_passes_are_counted_up_to_the_end_alone() -> None:
    photo = jpeg(progressive=True)
    scans = photo[photo.index(b"\xff\xda") : -2]
    with pytest.raises(InvalidPhoto, match="too many passes"):
        color_at(photo[:-2] + scans * 60 + photo[-2:])


@pytest.mark.parametrize(
    ("level", "color"),
    [(b"\x12\x34", (128, 128, 128)), (b"\x80\x80", (255, 255, 255)), (b"\0\0", (128, 128, 128))],
)
def test_a_transparent_level_of_16_bits_is_white_and_no_other(level: bytes, color: object) -> None:
    data = png(16, 0, b"\x80\x80" * SIZE[0], chunk(b"tRNS", level))
    assert color_at(data) == color


@pytest.mark.parametrize("palette", [b"\1\2\3", b"\1\2\3\4", b""])
def test_a_palette_beside_full_colors_may_be_broken(palette: bytes) -> None:
    broken = chunk(b"PLTE", palette)[:-4] + b"\0\0\0\0"
    assert color_at(png(8, 2, bytes(SOLID) * SIZE[0], broken)) == SOLID


@pytest.mark.parametrize("checksum", [b"\0\0\0\0", b"", b"\1\2"])
def test_a_wrong_checksum_of_all_pixels_costs_none(checksum: bytes) -> None:
    assert color_at(png(8, 2, bytes(SOLID) * SIZE[0], checksum=checksum)) == SOLID


def test_pixels_that_are_missing_stay_refused() -> None:
    short = png(8, 2, np.random.default_rng(1).bytes(3 * SIZE[0]))
    at = short.index(b"IDAT")
    packed = zlib.compress(FILM[:2000])
    data = short[: at - 4] + chunk(b"IDAT", packed[:-300]) + chunk(b"IEND", b"")
    with pytest.raises(InvalidPhoto, match="damaged"):
        color_at(data)


def webp(*names: bytes) -> bytes:
    """Return a WebP with a color profile and transparency, its chunks in this order."""
    image = Image.new("RGBA", SIZE, (*SOLID, 255))
    image.putpixel((39, 19), (0, 0, 0, 10))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = io.BytesIO()
    image.save(file, "WEBP", quality=95, icc_profile=profile)
    data, parts, at = file.getvalue(), {}, 12
    while at < len(data):
        end = at + 8 + (int.from_bytes(data[at + 4 : at + 8], "little") + 1) // 2 * 2
        parts[data[at : at + 4]], at = data[at:end], end
    body = b"".join([b"WEBP", *(parts[name] for name in names)])
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    "names",
    [
        (b"VP8X", b"ICCP", b"ALPH", b"VP8 "),
        (b"VP8X", b"ALPH", b"ICCP", b"VP8 "),
        (b"VP8X", b"ALPH", b"VP8 ", b"ICCP"),
        (b"VP8X", b"ALPH", b"VP8 "),
        (b"VP8 ", b"ICCP"),
    ],
)
def test_the_profile_of_a_webp_may_stand_anywhere(names: tuple[bytes, ...]) -> None:
    assert color_at(webp(*names)) == pytest.approx(SOLID, abs=12)
