"""TIFFs with more than 8 bits of grey, and those that are refused."""

import io
import struct

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from catalog_search.exceptions import InvalidPhoto
from catalog_search.photos.decoder import decoding, pixels

GREY = np.array([[64, 90]], np.uint8).repeat(20, axis=0).repeat(20, axis=1)
"""Rows of 40 pixels: the left half darker than the right one."""
UNSIGNED, SIGNED, FLOAT = 1, 2, 3


def tiff(
    strips: list[bytes], bits: list[int], meaning: int = 1, kind: int = 1, planes: int = 1
) -> bytes:
    """Return an uncompressed TIFF of GREY's size, a strip for each plane."""
    height, width = GREY.shape
    data, starts = b"".join(strips), [8 + len(strips[0]) * n for n in range(len(strips))]
    tags = {256: ("H", [width]), 257: ("H", [height]), 258: ("H", bits), 259: ("H", [1]),
            262: ("H", [meaning]), 273: ("I", starts), 277: ("H", [len(bits)]),
            278: ("H", [height]), 279: ("I", [len(strip) for strip in strips]),
            284: ("H", [planes]), 339: ("H", [kind] * len(bits))}  # fmt: skip
    end = 8 + len(data) + 2 + 12 * len(tags) + 4
    entries = more = b""
    for tag, (form, values) in sorted(tags.items()):
        packed = struct.pack(f"<{len(values)}{form}", *values)
        place = packed.ljust(4, b"\0")
        if len(packed) > 4:
            place, more = struct.pack("<I", end + len(more)), more + packed
        entries += struct.pack("<HHI", tag, {"H": 3, "I": 4}[form], len(values)) + place
    head = b"II*\0" + struct.pack("<I", 8 + len(data))
    return head + data + struct.pack("<H", len(tags)) + entries + b"\0" * 4 + more


def grey(values: NDArray[np.generic], meaning: int = 1, kind: int = UNSIGNED) -> bytes:
    return tiff([values.tobytes()], [8 * values.itemsize], meaning, kind)


def read(data: bytes) -> list[int]:
    """Return the two greys of the picture."""
    image = pixels.decode(data, decoding.upload_limits())
    colors = [image.getpixel(at) for at in ((5, 5), (35, 5))]
    assert all(len(set(color)) == 1 for color in colors)
    return [color[0] for color in colors]


def twelve_bits(values: NDArray[np.uint16]) -> bytes:
    first, second = values[:, ::2].astype(np.uint32), values[:, 1::2].astype(np.uint32)
    packed = (first << 12 | second).astype(">u4")
    return packed.view(np.uint8).reshape(*packed.shape, 4)[..., 1:].tobytes()


SIXTEEN = GREY.astype("<u2") * 257
FILES = {
    "16 bits": grey(SIXTEEN),
    "16 bits, white is 0": grey((65535 - SIXTEEN).astype("<u2"), meaning=0),
    "16 bits, signed": grey((GREY.astype("<i2") * 128), kind=SIGNED),
    "12 bits": tiff([twelve_bits(SIXTEEN >> 4)], [12]),
    "32 bits": grey(GREY.astype("<u4") * 0x01010101),
    "32 bits, bright": grey((GREY.astype("<u4") + 128) * 0x01010101),
    "32 bits, signed": grey(GREY.astype("<i4") * 0x00808080, kind=SIGNED),
    "32 bits with values of 8": grey(GREY.astype("<i4"), kind=SIGNED),
    "32 bits with values of 16": grey(SIXTEEN.astype("<u4")),
    "floats to 1": grey(GREY.astype("<f4") / 255, kind=FLOAT),
    "floats to 255": grey(GREY.astype("<f4"), kind=FLOAT),
    "floats to 65535": grey(SIXTEEN.astype("<f4"), kind=FLOAT),
    "floats to 1, white is 0": grey(1 - GREY.astype("<f4") / 255, meaning=0, kind=FLOAT),
}


@pytest.mark.parametrize("name", list(FILES))
def test_deep_greys_are_shown_as_they_are(name: str) -> None:
    expected = [192, 218] if name == "32 bits, bright" else [64, 90]
    assert read(FILES[name]) == pytest.approx(expected, abs=1)


def test_greys_of_big_endian_files_are_shown_as_they_are() -> None:
    file = io.BytesIO()
    values = (GREY.astype(np.uint16) * 257).astype(">u2")
    Image.frombytes("I;16B", GREY.shape[::-1], values.tobytes()).save(file, "TIFF")
    assert file.getvalue().startswith(b"MM")
    shown = np.asarray(pixels.decode(file.getvalue(), decoding.upload_limits()).convert("L"))
    assert abs(shown.astype(int) - GREY).max() <= 1


def test_lights_brighter_than_white_are_white() -> None:
    values = GREY.astype("<f4") / 255
    values[:, 20:] = 1.5
    assert read(grey(values, kind=FLOAT)) == [64, 255]


@pytest.mark.parametrize(
    "data",
    [
        tiff([SIXTEEN.tobytes()] * 3, [16] * 3, meaning=2, planes=2),
        tiff([np.dstack([GREY] * 3).astype("<f4").tobytes()], [32] * 3, meaning=2, kind=FLOAT),
        grey(np.full(GREY.shape, np.inf, "<f4"), kind=FLOAT),
        grey(np.full(GREY.shape, np.nan, "<f4"), kind=FLOAT),
    ],
    ids=["planes of 16 bits", "colors as floats", "endless", "no numbers"],
)
def test_a_kind_that_cannot_be_read_is_told(data: bytes) -> None:
    with pytest.raises(InvalidPhoto, match="This TIFF picture is damaged, or of a kind that"):
        read(data)


def test_planes_of_8_bits_are_read() -> None:
    data = tiff([GREY.tobytes()] * 3, [8] * 3, meaning=2, planes=2)
    assert read(data) == [64, 90]
