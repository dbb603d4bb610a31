"""Metadata in any state of repair costs no picture that decodes; cut off pixels stay refused."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin

from catalog_search.exceptions import InvalidPhoto
from catalog_search.photos.decoder import decoding, pixels, sniffing
from tests.support.uploads import chunk

SOLID = (200, 40, 60)
TURNED = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
"""EXIF that says: turn by 270 degrees to see it upright."""

BROKEN_EXIF = {
    "nothing": b"",
    "noise": b"\x01\x02\x03",
    "no TIFF": b"hello, this is not EXIF at all",
    "a header only": b"II*\0",
    "an offset behind the end": b"II*\0\xff\xff\xff\x7f",
    "an offset into itself": b"II*\0\0\0\0\0",
    "endless entries": b"MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40,
    "cut off": TURNED[:-8],
    "an orientation of 99": TURNED.replace(b"\x06\0", b"\x63\0"),
    "an orientation in words": b"II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x04\0\0\0six\0\0\0\0\0",
    "an orientation of floats": TURNED[:12] + b"\x0b\0\x01\0\0\0\0\0\xc0\x7f\0\0\0\0",
    "a division by zero": b"II*\0\x08\0\0\0\x01\0\x12\x01\x05\0\x01\0\0\0\x1a\0\0\0" + b"\0" * 12,
}


def picture() -> Image.Image:
    return Image.new("RGB", (40, 20), SOLID)


def encoded(form: str, image: Image.Image | None = None, **options: object) -> bytes:
    file = io.BytesIO()
    (image or picture()).save(file, form, **options)
    return file.getvalue()


def shown(data: bytes) -> Image.Image:
    """Return what shoppers' limits make of the picture, which must look as it should."""
    image = pixels.decode(data, decoding.upload_limits(), min_side=1024)
    assert image.getpixel((5, 5)) == pytest.approx(SOLID, abs=12)
    return image


def with_chunk(made: bytes, before: bytes = b"IDAT") -> bytes:
    """Return a PNG with these bytes before the chunk of this kind."""
    plain = encoded("PNG")
    at = plain.index(before) - 4
    return plain[:at] + made + plain[at:]


def with_segment(marker: int, body: bytes) -> bytes:
    """Return a JPEG with this segment before all others."""
    plain = encoded("JPEG", quality=95)
    return plain[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + plain[2:]


def riff(kind: bytes, body: bytes) -> bytes:
    """Return a WebP with this chunk at its end."""
    plain = encoded("WEBP", quality=95, exif=TURNED)
    start = plain.index(b"EXIF")
    parts = plain[12:start] + kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WEBP" + parts


@pytest.mark.parametrize("exif", BROKEN_EXIF.values(), ids=BROKEN_EXIF)
@pytest.mark.parametrize(
    "write",
    [
        lambda exif: with_chunk(chunk(b"eXIf", exif)),
        lambda exif: with_segment(0xE1, b"Exif\0\0" + exif),
        lambda exif: with_segment(0xE1, exif),
        lambda exif: riff(b"EXIF", exif),
    ],
    ids=["PNG", "JPEG", "JPEG without a name", "WEBP"],
)
def test_broken_exif_is_passed_over(write: Callable[[bytes], bytes], exif: bytes) -> None:
    assert shown(write(exif)).size == (40, 20)


@pytest.mark.parametrize(
    "data",
    [
        encoded("JPEG", quality=95, exif=b"Exif\0\0" + TURNED),
        encoded("PNG", exif=TURNED),
        encoded("WEBP", quality=95, exif=TURNED),
        encoded("AVIF", quality=95, exif=TURNED),
        encoded("TIFF", tiffinfo={0x0112: 6}),
    ],
    ids=["JPEG", "PNG", "WEBP", "AVIF", "TIFF"],
)
def test_sound_exif_turns_the_picture(data: bytes) -> None:
    assert shown(data).size == (20, 40)


BOMB = zlib.compress(b"\0" * 80_000_000)
CHUNKS = {
    "a text that unpacks without end": chunk(b"zTXt", b"Comment\0\0" + BOMB),
    "an international one": chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + BOMB),
    "many texts": chunk(b"tEXt", b"Comment\0" + b"x" * 900_000) * 80,
    "a text without a name": chunk(b"tEXt", b""),
    "a text that is no zlib": chunk(b"zTXt", b"Comment\0\0hello"),
    "another compression": chunk(b"zTXt", b"Comment\0\7hello"),
    "a wrong checksum of a text": chunk(b"tEXt", b"Comment\0words")[:-4] + b"\0\0\0\0",
    "a wrong checksum of a time": chunk(b"tIME", b"\x07\xea\1\1\1\1\1")[:-4] + b"\0\0\0\0",
    "a wrong checksum of a profile": chunk(b"iCCP", b"x\0\0" + zlib.compress(b"x"))[:-4] + b"0000",
    "a profile that unpacks without end": chunk(b"iCCP", b"x\0\0" + BOMB),
    "a profile that is no zlib": chunk(b"iCCP", b"x\0\0hello"),
    "a profile of noise": chunk(b"iCCP", b"x\0\0" + zlib.compress(b"noise" * 99)),
    "an empty profile": chunk(b"iCCP", b""),
    "a short physical size": chunk(b"pHYs", b"\0"),
    "a short gamma": chunk(b"gAMA", b""),
    "a short chromaticity": chunk(b"cHRM", b"\0\0"),
    "a short sRGB": chunk(b"sRGB", b""),
    "a short transparency": chunk(b"tRNS", b"\1"),
    "an unknown chunk": chunk(b"abCd", b"\xff" * 99),
    "an animation of nothing": chunk(b"acTL", b"\0" * 8),
    "a short animation": chunk(b"acTL", b"\1"),
    "a frame outside": chunk(b"acTL", b"\0\0\0\2\0\0\0\0") + chunk(b"fcTL", b"\xff" * 26),
    "two headers of metadata": chunk(b"eXIf", TURNED[:9]) + chunk(b"eXIf", b"x"),
}


@pytest.mark.parametrize("made", CHUNKS.values(), ids=CHUNKS)
def test_broken_chunks_of_a_png_are_passed_over(made: bytes) -> None:
    assert shown(with_chunk(made)).size == (40, 20)
    assert shown(with_chunk(made, before=b"IEND")).size == (40, 20)


@pytest.mark.parametrize("cut", [5, 12, 35, 40])
@pytest.mark.parametrize("kind", [b"tEXt", b"eXIf", b"abCd"])
def test_a_png_may_be_cut_off_behind_its_pixels(kind: bytes, cut: int) -> None:
    data = with_chunk(chunk(kind, b"Comment\0" + b"x" * 32), before=b"IEND")
    assert shown(data[:-cut]).size == (40, 20)
    with pytest.raises(InvalidPhoto, match="cut off"):
        shown(data[: data.index(b"IDAT") + 20])


SEGMENTS = {
    "a preview index of other pictures": (0xE2, b"MPF\0II*\0\x08\0\0\0\xff\xff"),
    "a profile without parts": (0xE2, b"ICC_PROFILE\0"),
    "a profile with a part too many": (0xE2, b"ICC_PROFILE\0\x09\x01hello"),
    "a profile of noise": (0xE2, b"ICC_PROFILE\0\x01\x01" + b"noise" * 99),
    "XMP that is no XML": (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta <<<"),
    "XMP that claims another turn": (0xE1, b'http://ns.adobe.com/xap/1.0/\0tiff:Orientation="6"'),
    "Photoshop's resources, cut off": (0xED, b"Photoshop 3.0\x008BIM\x03\xed\0\0\xff\xff\xff\xff"),
    "a short JFIF": (0xE0, b"JFIF\0"),
    "an endless density": (0xE0, b"JFIF\0\1\2\7\0\0\0\0\xff\xff"),
    "an empty comment": (0xFE, b""),
    "a comment of noise": (0xFE, bytes(range(256)) * 20),
}


@pytest.mark.parametrize("segment", SEGMENTS.values(), ids=SEGMENTS)
def test_broken_segments_of_a_jpeg_are_passed_over(segment: tuple[int, bytes]) -> None:
    assert shown(with_segment(*segment)).size == (40, 20)


@pytest.mark.parametrize(
    ("kind", "body"),
    [(b"XMP ", b"<x:xmpmeta <<<"), (b"XMP ", b""), (b"ICCP", b"noise"), (b"abcd", b"\xff" * 9)],
)
def test_broken_chunks_of_a_webp_are_passed_over(kind: bytes, body: bytes) -> None:
    assert shown(riff(kind, body)).size == (40, 20)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
@pytest.mark.parametrize("more", [{}, {34675: b"noise"}, {700: b"<x"}, {34665: 999_999}])
def test_broken_tags_of_a_tiff_are_passed_over(orientation: int, more: dict) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in {0x0112: orientation, **more}.items():
        tags[tag] = value
    assert shown(encoded("TIFF", tiffinfo=tags)).size == (40, 20)


def test_text_of_a_png_reaches_no_parser() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "Anna, 12 Elm Street", zip=True)
    bare = sniffing.without_metadata(encoded("PNG", pnginfo=info), "PNG")
    assert Image.open(io.BytesIO(bare)).info == {}


def test_metadata_within_a_jpeg_costs_no_passes() -> None:
    """A preview in the EXIF has scans of its own."""
    preview = b"\xff\xda" * 3
    assert shown(with_segment(0xE1, b"Exif\0\0" + TURNED + preview)).size == (20, 40)


@pytest.mark.parametrize("length", [b"\0\0", b"\0\1"])
def test_a_segment_shorter_than_its_length_is_passed_over(length: bytes) -> None:
    plain = encoded("JPEG", quality=95)
    assert shown(plain[:2] + b"\xff\xe1" + length + plain[2:]).size == (40, 20)


@pytest.mark.parametrize("marker", [0xE1, 0xE2, 0xED, 0xFE])
@pytest.mark.parametrize("start", [2, 20])
def test_a_segment_longer_than_it_says_is_passed_over(marker: int, start: int) -> None:
    """`start` is behind JFIF's own segment too, which not every file has."""
    plain = encoded("JPEG", quality=95, exif=b"Exif\0\0" + TURNED)
    segment = struct.pack(">BBH", 0xFF, marker, 9) + b"Photoshop 3.0\0 words"
    made = plain[:2] + segment + plain[start:]
    assert shown(made).size == (20, 40)
    assert shown(made).tobytes() == shown(plain).tobytes()


@pytest.mark.parametrize("made", [
    riff(b"abcd", b"x") + b"junk",
    riff(b"abcd", b"x")[:-2],
    riff(b"EXIF", b"junk").replace(b"EXIF\4\0\0\0", b"EXIF\x90\1\0\0"),
    riff(b"XMP ", b"<x:x")[:4] + b"\0\0\0\0" + riff(b"XMP ", b"<x:x")[8:],
])  # fmt: skip
def test_a_webp_of_another_length_than_it_says_is_read(made: bytes) -> None:
    assert shown(made).size == (40, 20)


@pytest.mark.parametrize("side", [8, 40, 200])
def test_a_jpeg_without_its_end_is_whole_if_all_pixels_are_there(side: int) -> None:
    noise = Image.effect_noise((side, side), 80).convert("RGB")
    data = encoded("JPEG", noise, quality=90)
    whole = pixels.decode(data, decoding.upload_limits())
    assert data.endswith(b"\xff\xd9")
    for cut in (data[:-2], data[:-1]):
        assert pixels.decode(cut, decoding.upload_limits()).tobytes() == whole.tobytes()
    with pytest.raises(InvalidPhoto, match="cut off"):
        pixels.decode(data[:-12], decoding.upload_limits())


def test_a_progressive_jpeg_without_its_end_may_lack_passes() -> None:
    with pytest.raises(InvalidPhoto, match="cut off"):
        pixels.decode(encoded("JPEG", progressive=True)[:-2], decoding.upload_limits())


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF"])
@pytest.mark.parametrize("share", [0.3, 0.6])
def test_cut_off_pixels_stay_refused(form: str, share: float) -> None:
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    data = encoded(form, noise)
    with pytest.raises(InvalidPhoto, match=r"damaged|Not a"):
        pixels.decode(data[: int(len(data) * share)], decoding.upload_limits())


def test_jpegs_of_endless_passes_are_refused() -> None:
    data = encoded("JPEG", progressive=True)
    scans = data[data.index(b"\xff\xda") : -2]
    with pytest.raises(InvalidPhoto, match="too many passes"):
        pixels.decode(data[:-2] + scans * 60 + data[-2:], decoding.upload_limits())
