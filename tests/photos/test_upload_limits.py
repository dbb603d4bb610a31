"""What shoppers may send: formats by their bytes, pixels by what their decoding costs."""

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from catalog_search.exceptions import InvalidPhoto
from catalog_search.photos.decoder import colors, decoding, pixels, sniffing
from tests.benchmarks.uploads import encoded
from tests.support.examples import many

FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP"]


def drawn() -> Image.Image:
    """Return a picture with a corner and a gradient, so that it is not decoded by chance."""
    image = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    image.paste("red", (0, 0, 32, 24))
    return image


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_read_and_told_by_its_bytes(form: str) -> None:
    data = encoded(drawn(), form)
    assert sniffing.format_of(data) == form
    image = decoding.decode_upload(data, 64)
    assert image.size == (64, 48)
    assert image.getpixel((8, 8)) == pytest.approx((255, 0, 0), abs=40)
    assert form in decoding.upload_formats()


@pytest.mark.parametrize("form", ["GIF", "WEBP", "AVIF", "PNG", "TIFF"])
def test_of_an_animation_the_first_frame_counts(form: str) -> None:
    frames = [Image.new("RGB", (40, 30), color) for color in ("red", "blue", "lime")]
    data = encoded(frames[0], form, save_all=True, append_images=frames[1:])
    assert decoding.decode_upload(data, 40).getpixel((9, 9)) == pytest.approx((255, 0, 0), abs=9)


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Save this SVG picture as JPEG"),
        (b"<?xml version='1.0'?>\n<!-- a -->\n<svg>", "Save this SVG picture as JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "Not a JPEG.* picture.$"),
        (b"<!doctype html><html>", "Not a JPEG.* picture.$"),
        (b"8BPS\0\1" + b"\0" * 40, "Save this Photoshop picture as JPEG"),
        (b"%PDF-1.7\n", "Save what this PDF file shows as JPEG"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "Save what this video file shows"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "Save what this video file shows"),
        (b"\x1aE\xdf\xa3", "Save what this video file shows"),
        (b"\0\0\0\x18ftypcrx \0\0", "Save this raw picture as JPEG"),
        (b"FUJIFILMCCD-RAW 0201", "Save this raw picture as JPEG"),
        (b"\0\0\1\0\1\0", "Save this ICO picture as JPEG"),
        (b"P6 9 9 255\n" + b"\0" * 300, "Not a JPEG.* picture.$"),
        (b"BM and so on", "Not a JPEG.* picture.$"),
        (b"\xff\x0a jxl", "Save this JPEG XL picture as JPEG"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "Save this JPEG 2000 picture as JPEG"),
        (b"id=ImageMagick\n", "Not a JPEG.* picture.$"),
    ],
)
def test_other_files_reach_no_parser(data: bytes, words: str) -> None:
    with pytest.raises(InvalidPhoto, match=words):
        pixels.decode(data, decoding.upload_limits())


def test_heic_without_the_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "find_spec", lambda name: None)
    decoding.upload_formats.cache_clear()
    with pytest.raises(InvalidPhoto, match="Save this HEIC picture as JPEG"):
        pixels.decode(heic(), decoding.upload_limits())
    assert decoding.readable_types() == decoding.asked_types()
    decoding.upload_formats.cache_clear()


def test_heic_with_the_extra_is_read_but_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "find_spec", lambda name: object())
    decoding.upload_formats.cache_clear()
    assert decoding.readable_types() == f"{decoding.asked_types()},image/heic,image/heif"
    assert "heic" not in decoding.asked_types()
    assert decoding.upload_format_names().endswith("BMP or HEIC")
    assert "HEIF" in decoding.upload_limits().pixels
    decoding.upload_formats.cache_clear()


def test_the_catalogue_takes_what_its_suffixes_say() -> None:
    for form in ("GIF", "TIFF", "BMP", "AVIF"):
        with pytest.raises(InvalidPhoto, match="Not a JPEG, PNG or WebP picture"):
            decoding.decode(encoded(drawn(), form))


# Pixels


def webp_of(width: int, height: int) -> bytes:
    """Return the head of a lossless WebP of this size: 34 bytes."""
    bits = (width - 1) | (height - 1) << 14
    body = b"VP8L" + (14).to_bytes(4, "little") + b"\x2f" + bits.to_bytes(4, "little") + b"\0" * 9
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (webp_of(8000, 5000), "8000 x 5000 pixels; at most 7 megapixels"),
        (webp_of(16383, 16383), "16383 x 16383 pixels; at most 7 megapixels"),
        (encoded(Image.new("I;16", (5000, 4000)), "PNG"), "5000 x 4000 pixels; at most 13"),
        (encoded(Image.new("P", (6000, 4000)), "GIF"), "at most 17 megapixels"),
        (encoded(Image.new("L", (6000, 4000)), "TIFF", compression="tiff_lzw"), "at most 15"),
        (encoded(Image.new("L", (9000, 9000)), "JPEG"), "at most 67 megapixels"),
        (encoded(Image.new("L", (5000, 5000)), "JPEG", progressive=True), "progressive JPEG"),
        (encoded(Image.new("1", (17_000, 1)), "PNG"), "16384 pixels per side"),
    ],
)
def test_more_pixels_than_the_format_may_have_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(InvalidPhoto, match=words):
        decoding.decode_upload(data, 1024)


def test_a_phone_of_fifty_megapixels_is_read() -> None:
    data = encoded(Image.new("L", (8192, 6144), 120), "JPEG")
    assert decoding.decode_upload(data, 1024).size == (1024, 768)
    assert min(decoding.decode(data, min_side=512).size) >= 512
    with pytest.raises(InvalidPhoto, match="at most 40 megapixels"):
        decoding.decode(data)


def test_less_memory_allows_fewer_pixels_and_the_catalogues_limit_holds(settings: Any) -> None:
    configured = settings.CATALOG_SEARCH
    settings.CATALOG_SEARCH = {**configured, "MAX_UPLOAD_MEMORY": 19_000_000}
    assert decoding.upload_limits().pixels["WEBP"] == 1_000_000
    settings.CATALOG_SEARCH = {**configured, "MAX_PHOTO_PIXELS": 1000}
    assert decoding.upload_limits().pixels["JPEG"] == 2000


COST = """
import sys, re, django
django.setup()
from tests.benchmarks.uploads import decode_one
print(decode_one(sys.stdin.buffer.read()))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "mode", "options"),
    [
        ("PNG", "RGBA", {}), ("PNG", "I;16", {}), ("PNG", "LA", {}), ("PNG", "P", {}),
        ("WEBP", "RGBA", {"lossless": True, "method": 0}), ("GIF", "P", {}),
        ("TIFF", "CMYK", {"compression": "tiff_lzw"}), ("AVIF", "RGB", {"speed": 10}),
    ],
)  # fmt: skip
def test_what_is_allowed_stays_within_the_memory(form: str, mode: str, options: dict) -> None:
    side = int(decoding.upload_limits().pixels[form] ** 0.5)
    data = encoded(Image.new(mode, (side, side)), form, **options)
    done = subprocess.run(
        [sys.executable, "-c", COST],
        input=data,
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": "."},
    )
    megabytes, _seconds, outcome = done.stdout.decode().split(" ", 2)
    assert outcome.strip() == "1024 x 1024"
    assert float(megabytes) < 1.25 * 128


# Fuzzing


def files() -> dict[str, bytes]:
    made = {form: encoded(drawn(), form) for form in FORMATS}
    frames = [Image.new("P", (40, 30), number) for number in (1, 2)]
    for form in ("GIF", "PNG", "WEBP"):
        made[f"{form} animated"] = encoded(
            frames[0].convert("RGB"), form, save_all=True, append_images=frames[1:]
        )
    made["TIFF deflate"] = encoded(drawn(), "TIFF", compression="tiff_deflate")
    made["TIFF jpeg"] = encoded(drawn(), "TIFF", compression="jpeg")
    made["JPEG progressive"] = encoded(drawn(), "JPEG", progressive=True)
    made["JPEG CMYK"] = encoded(drawn().convert("CMYK"), "JPEG")
    made["PNG palette"] = encoded(drawn().convert("P"), "PNG")
    made["PNG 16"] = encoded(Image.new("I;16", (64, 48), 900), "PNG")
    made["PNG alpha"] = encoded(drawn().convert("RGBA"), "PNG")
    return made


FILES = files()


def mutated(data: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    for share, kind, noise in changes:
        at = int(share * len(data))
        if kind == "cut":
            data = data[:at]
        elif kind == "insert":
            data = data[:at] + noise + data[at:]
        elif kind == "repeat":
            data = data[:at] + data[at : at + 40] * 3 + data[at:]
        else:
            data = data[:at] + noise + data[at + len(noise) :]
    return data


CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(["overwrite", "overwrite", "insert", "repeat", "cut"]),
        st.binary(min_size=1, max_size=8)
        | st.sampled_from([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"]),
    ),
    min_size=1,
    max_size=4,
)


def decode_or_refuse(name: str, changes: list[tuple[float, str, bytes]]) -> None:
    data = mutated(FILES[name], changes)
    limits = pixels.Limits(dict.fromkeys(decoding.upload_limits().pixels, 10**6), 4000)
    for min_side in (None, 16):
        try:
            image = pixels.decode(data, limits, min_side)
        except InvalidPhoto as error:
            assert str(error)
        else:
            assert image.mode == "RGB"
            assert image.width * image.height <= 10**6


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FILES)), CHANGES)
def test_damaged_files_are_pictures_or_refused(name: str, changes: list) -> None:
    decode_or_refuse(name, changes)


@pytest.mark.slow
@settings(max_examples=many(400), deadline=None)
@given(st.sampled_from(sorted(FILES)), CHANGES)
def test_many_damaged_files_are_pictures_or_refused(name: str, changes: list) -> None:
    decode_or_refuse(name, changes)


@given(st.binary(max_size=60), st.sampled_from(["", *sorted(FILES)]))
def test_no_bytes_fail_before_they_are_decoded(noise: bytes, name: str) -> None:
    data = FILES.get(name, b"")[:12] + noise
    form = sniffing.format_of(data)
    sniffing.webp_size(data)
    # A JPEG without an end gets one.
    assert len(sniffing.without_metadata(data, form)) <= len(data) + len(sniffing.JPEG_END)


def test_a_16_bit_picture_is_scaled_while_it_is_shrunk() -> None:
    image = Image.new("I;16", (3000, 3000), 0x8000)
    file = io.BytesIO()
    image.save(file, "PNG")
    small = pixels.decode(file.getvalue(), decoding.upload_limits(), min_side=500)
    assert small.size == (1000, 1000)
    assert small.getpixel((500, 999)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P", "1", "CMYK", "I;16"])
def test_bands_are_seamless(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few rows are converted at once, the picture is the same."""
    source = Image.linear_gradient("L").resize((301, 203))
    image = source.convert("RGBA").convert(mode) if mode != "I;16" else source.convert("I;16")
    if mode in ("RGBA", "LA"):
        image.putalpha(Image.radial_gradient("L").resize(image.size))
    whole = colors.as_rgb(image, 3)
    monkeypatch.setattr(colors, "BAND_PIXELS", 1000)
    assert colors.as_rgb(image, 3).tobytes() == whole.tobytes()
    assert whole.size == (101, 68)


def test_the_page_asks_for_what_is_read(client: Any, db: None) -> None:
    page = client.get("/photo/").content.decode()
    accept = re.search(r'accept="(image/jpeg[^"]+)"', page)
    assert accept
    assert accept[1] == decoding.asked_types()
    assert decoding.upload_format_names() in page
