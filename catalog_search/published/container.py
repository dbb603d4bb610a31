"""One file of named arrays and a small description, read where it lies.

Layout: MAGIC, the header's length and CRC-32 as two little-endian uint32, the header as JSON,
then the arrays, each at a multiple of ALIGNMENT bytes.
"""

import hashlib
import io
import json
import mmap
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from catalog_search.exceptions import Damaged

MAGIC = b"CATALOG\x01"
LENGTHS = struct.Struct("<II")
START = len(MAGIC) + LENGTHS.size
ALIGNMENT = 64
KINDS_OF_NUMBERS = "iufb"
"""Kinds of numpy dtypes that a file may hold; no other is made from a header."""


class Container:
    """The arrays of a file, by name; nothing is read before it is used. Arrays are read-only."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        """Take a file's bytes, in memory or mapped. Raises Damaged."""
        self.data = data
        header = header_of(data)
        self.about: Mapping[str, Any] = header["about"]
        self.places: Mapping[str, tuple[str, int, int]] = header["arrays"]

    @classmethod
    def open(cls, path: Path) -> "Container":
        """Map the file. Raises Damaged, or OSError if it cannot be opened."""
        with path.open("rb") as file:
            return cls.mapped(file)

    @classmethod
    def mapped(cls, file: BinaryIO) -> "Container":
        """Map an open file, which may be renamed, deleted and closed afterwards. Raises Damaged."""
        try:
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except ValueError as error:
            raise Damaged(f"{file.name} cannot be read: {error}") from error

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> "Container":
        """Return the arrays as they would be read from a file, without one."""
        file = io.BytesIO()
        write(file, arrays, about)
        return cls(file.getvalue())

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return the array [n]. Raises KeyError if the file has none of this name."""
        dtype, count, start = self.places[name]
        if not count:
            return np.empty(0, np.dtype(dtype))
        return np.frombuffer(self.data, np.dtype(dtype), count, start)

    def __contains__(self, name: str) -> bool:
        return name in self.places

    def let_go(self) -> None:
        """Take what was read of the file out of this process; reading it again finds it shared.

        Systems count read pages as memory of each process that maps them, until it lets them go.
        """
        if isinstance(self.data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self.data.madvise(mmap.MADV_DONTNEED)


def header_of(data: bytes | mmap.mmap) -> dict[str, Any]:
    """Return the header. Raises Damaged if it, or the file's length, is not as it was written."""
    if data[: len(MAGIC)] != MAGIC or len(data) < START:
        raise Damaged("This is no file of arrays, or one of another version.")
    length, checksum = LENGTHS.unpack(data[len(MAGIC) : START])
    text = data[START : START + length]
    if zlib.crc32(text) != checksum:
        raise Damaged("The header of a file of arrays is damaged.")
    header: dict[str, Any] = json.loads(text)
    if header["size"] != len(data):
        raise Damaged(f"A file of arrays has {len(data)} bytes instead of {header['size']}.")
    if any(np.dtype(dtype).kind not in KINDS_OF_NUMBERS for dtype, _, _ in places(header)):
        raise Damaged("A file of arrays holds something else than numbers.")
    return header


def places(header: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    return list(header["arrays"].values())


def write(
    file: BinaryIO, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]
) -> tuple[str, int]:
    """Write arrays [n] of numbers; return the SHA-256 of the file and its size in bytes."""
    text = header_text(arrays, about)
    digest = hashlib.sha256()

    def put(data: bytes | memoryview) -> int:
        file.write(data)
        digest.update(data)
        return len(data)

    written = put(MAGIC + LENGTHS.pack(len(text), zlib.crc32(text)) + text)
    for array in arrays.values():
        written += put(bytes(-written % ALIGNMENT))
        if array.size:
            written += put(np.ascontiguousarray(array).data.cast("B"))
    return digest.hexdigest(), written


def header_text(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> bytes:
    """Return the header as JSON, padded with spaces until its own length fits its offsets."""
    length = 0
    while True:
        end, positions = START + length, {}
        for name, array in arrays.items():
            start = end + -end % ALIGNMENT
            positions[name] = (array.dtype.str, array.size, start)
            end = start + array.nbytes
        header = {"about": about, "arrays": positions, "size": end}
        text = json.dumps(header, separators=(",", ":")).encode()
        if len(text) <= length:
            return text.ljust(length)
        length = len(text)
