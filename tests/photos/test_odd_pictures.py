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


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
@pytest.mark.parametrize("is_level", [True, False])
def test_a_transparent_level_of_few_bits_is_white_and_no_other(bits: int, is_level: bool) -> None:
    levels = 2**bits
    level = levels // 2 - 1
    row = bytes([int(f"{level:0{bits}b}" * (8 // bits), 2)]) * (SIZE[0] * bits // 8)
    grey = round(255 * level / (levels - 1))
    data = png(bits, 0, row, chunk(b"tRNS", struct.pack(">H", level + (not is_level))))
    assert color_at(data) == ((255,) * 3 if is_level else (grey,) * 3)


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


PALETTE = chunk(b"PLTE", bytes((0, 0, 0, *SOLID)))


def test_a_palette_behind_the_pixels_or_none_is_told() -> None:
    """Pillow shows all of it black."""
    row = b"\1" * SIZE[0]
    assert color_at(png(8, 3, row, PALETTE)) == SOLID
    without = png(8, 3, row)
    end = len(without) - 12
    for data in (without, without[:end] + PALETTE + without[end:]):
        with pytest.raises(InvalidPhoto, match="This PNG picture is damaged"):
            color_at(data)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF"])
def test_a_damaged_head_is_not_told_as_another_format(form: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", SIZE, SOLID).save(file, form)
    data = file.getvalue()
    place = {"PNG": 29, "JPEG": data.index(b"\xff\xc0") + 5 if form == "JPEG" else 0, "GIF": 10}
    at = place[form]
    data = data[:at] + b"\0\0" + data[at + 2 :] if form != "GIF" else data[:at]
    with pytest.raises(InvalidPhoto, match="damaged"):
        color_at(data)


# Colors that are not sRGB


def linear(color: tuple[int, ...]) -> bytes:
    """Return the levels of a color in linear light."""
    shares = np.array(color) / 255
    light = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return bytes((light * 255 + 0.5).astype(np.uint8).tolist())


def gamma(value: float) -> bytes:
    return chunk(b"gAMA", struct.pack(">I", round(value * 100_000)))


LINEAR = linear(SOLID)


def test_a_png_in_linear_light_is_shown_as_it_says() -> None:
    assert color_at(png(8, 2, LINEAR * SIZE[0], gamma(1))) == pytest.approx(SOLID, abs=4)
    with_alpha = png(8, 6, (LINEAR + b"\xff") * SIZE[0], gamma(1))
    assert color_at(with_alpha) == pytest.approx(SOLID, abs=4)
    palette = chunk(b"PLTE", LINEAR)
    assert color_at(png(8, 3, b"\0" * SIZE[0], gamma(1), palette)) == pytest.approx(SOLID, abs=4)
    grey = png(16, 0, b"\x37\x37" * SIZE[0], gamma(1))
    assert color_at(grey) == pytest.approx((128, 128, 128), abs=1)


@pytest.mark.parametrize(
    "chunks",
    [
        [gamma(1 / 2.2)],
        [gamma(1), chunk(b"sRGB", b"\0")],
        [gamma(2.2)],
        [gamma(0)],
        [chunk(b"gAMA", b"")],
        [gamma(1)[:-1] + b"x"],
    ],
    ids=["usual", "sRGB", "none that is possible", "zero", "empty", "damaged"],
)
def test_a_gamma_of_no_use_is_passed_over(chunks: list[bytes]) -> None:
    assert color_at(png(8, 2, bytes(SOLID) * SIZE[0], *chunks)) == SOLID


def profile(name: str, curve: float) -> bytes:
    """Return a profile with the primaries of sRGB and this exponent."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(65536 * each) for each in values))

    text = name.encode() + b"\0"
    exponent = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(256 * curve))
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 78,
        b"wtpt": xyz(0.9642, 1, 0.8249),
        b"rXYZ": xyz(0.43607, 0.22249, 0.01392),
        b"gXYZ": xyz(0.38515, 0.71687, 0.09708),
        b"bXYZ": xyz(0.14307, 0.06061, 0.7141),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), exponent),
    }
    body, table, start = b"", struct.pack(">I", len(tags)), 132 + 12 * len(tags)
    for tag, value in tags.items():
        table += tag + struct.pack(">II", start + len(body), len(value))
        body += value + b"\0" * (-len(value) % 4)
    head = struct.pack(">I4xI4s4s4s12x4s28x", start + len(body), 0x02400000, b"mntr", b"RGB ",
                       b"XYZ ", b"acsp")  # fmt: skip
    return (head + xyz(0.9642, 1, 0.8249)[8:]).ljust(128, b"\0") + table + body


@pytest.mark.parametrize("name", ["linear sRGB", "sRGB-elle-V2-g10.icc", "Linear"])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_linear_srgb_is_not_taken_for_srgb(form: str, name: str) -> None:
    file = io.BytesIO()
    options = {"quality": 97} if form in ("JPEG", "WEBP") else {}
    picture = Image.new("RGB", SIZE, tuple(LINEAR))
    picture.save(file, form, icc_profile=profile(name, 1), **options)
    assert color_at(file.getvalue()) == pytest.approx(SOLID, abs=12)


def test_what_is_called_srgb_and_nearly_is_stays_as_it_is() -> None:
    file = io.BytesIO()
    Image.new("RGB", SIZE, SOLID).save(file, "PNG", icc_profile=profile("sRGB, simple", 2.2))
    assert color_at(file.getvalue()) == SOLID


# Parts of a picture that the file does not show


def test_what_a_gifs_frame_does_not_cover_is_empty() -> None:
    file = io.BytesIO()
    Image.new("RGB", (10, 8), SOLID).save(file, "GIF")
    data = bytearray(file.getvalue())
    data[6:10] = struct.pack("<HH", *SIZE)
    image = pixels.decode(bytes(data), decoding.upload_limits())
    assert (image.size, image.getpixel((9, 7))) == (SIZE, SOLID)
    assert {image.getpixel(at) for at in ((10, 7), (9, 8), (39, 19))} == {(255, 255, 255)}
    assert pixels.decode(bytes(data), decoding.upload_limits(), min_side=5).size == (20, 10)


@pytest.mark.parametrize("form", ["WEBP", "GIF"])
@pytest.mark.parametrize("blank", [(0, 0, 0, 0), (255, 255, 255, 255)])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_blank_frames_before_the_first_of_an_animation_are_passed_over(
    form: str, blank: tuple[int, ...], before: int
) -> None:
    shown = Image.new("RGBA", SIZE, (*SOLID, 255))
    shown.paste((0, 0, 0, 255), (0, 0, 3, 3))
    frames = [*[Image.new("RGBA", SIZE, blank)] * before, shown, shown.rotate(180)]
    file, times = io.BytesIO(), [*range(100, 100 + 10 * len(frames), 10)]
    frames[0].save(file, form, save_all=True, append_images=frames[1:], duration=times)
    assert color_at(file.getvalue()) == pytest.approx(SOLID, abs=12)
    file = io.BytesIO()
    Image.new("RGBA", SIZE, blank).save(file, form)
    assert color_at(file.getvalue()) == (255, 255, 255)


@pytest.mark.parametrize("head", [56, 108, 124])
@pytest.mark.parametrize(
    ("alphas", "color"), [((0, 0), SOLID), ((255, 255), SOLID), ((0, 255), (255, 255, 255))]
)
def test_a_bmp_that_is_transparent_all_over_is_not(
    head: int, alphas: tuple[int, int], color: tuple[int, ...]
) -> None:
    """Programs declare the fourth byte as transparency and leave it zero."""
    blue, green, red = reversed(SOLID)
    rows = b"".join(bytes((blue, green, red, alpha)) * (SIZE[0] * SIZE[1] // 2) for alpha in alphas)
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    info = struct.pack("<IiiHHIIiiII", head, SIZE[0], -SIZE[1], 1, 32, 3, len(rows), 0, 0, 0, 0)
    info = (info + masks).ljust(head, b"\0")
    start = 14 + head
    data = b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + info + rows
    assert color_at(data) == color
