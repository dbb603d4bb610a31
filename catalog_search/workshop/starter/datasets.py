"""The folders that a model is trained and measured on: rows and their photos."""

import io
import json
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

Row = dict[str, Any]
TRAINED_ON = ("fashion", "pairs-fashion", "electronics", "user-photos")


@dataclass(frozen=True)
class Collection:
    """Some rows of a catalogue file, and `photo(i)`: the photo of the i-th of them in RGB."""

    name: str
    rows: list[Row]
    numbers: list[int]
    """Where each row stands in the file, from 0."""
    photo: Callable[[int], Image.Image]

    def where(self, keep: Callable[[Row], bool]) -> "Collection":
        """Return the collection of the rows to keep. Only for a whole collection."""
        numbers = [number for number, row in enumerate(self.rows) if keep(row)]
        rows = [self.rows[number] for number in numbers]
        return Collection(self.name, rows, numbers, lambda i: self.photo(numbers[i]))

    def every(self, step: int) -> "Collection":
        """Return the collection of every step-th row; of none if that is 0."""
        kept = range(0, len(self.rows) if step else 0, step or 1)
        rows, numbers = [self.rows[i] for i in kept], [self.numbers[i] for i in kept]
        return Collection(self.name, rows, numbers, lambda i: self.photo(kept[i]))


@cache
def opened(data: Path, name: str) -> Collection:
    """Return a whole collection: fashion, rooms, pairs-fashion, electronics or user-photos."""
    if name in ("fashion", "rooms"):
        rows = lines(data / name / "catalog.jsonl")
        numbers = list(range(len(rows)))
        return Collection(name, rows, numbers, lambda i: read(data / name / rows[i]["images"][0]))
    stem = data / "pairs" / name.removeprefix("pairs-")
    rows = lines(stem.with_suffix(".jsonl"))
    # Left open: its photos are read one by one for as long as the process lives.
    archive = tarfile.open(stem.with_suffix(".tar"))  # noqa: SIM115
    members = {member.name: member for member in archive.getmembers()}

    def photo(i: int) -> Image.Image:
        file = archive.extractfile(members[rows[i]["file"]])
        return read(io.BytesIO(file.read() if file else b""))

    return Collection(name, rows, list(range(len(rows))), photo)


def for_training(data: Path, name: str) -> Collection:
    """Return the rows that may be learned from: of `fashion` the train split, some senders."""
    if name == "rooms":
        raise ValueError("rooms is for measuring only")
    return opened(data, name).where(lambda row: not held_out(row))


def for_measuring(data: Path, name: str) -> Collection:
    """Return the rows that nothing was learned from; all of `rooms`."""
    return opened(data, name).where(lambda row: name == "rooms" or held_out(row))


def held_out(row: Row) -> bool:
    """A fifth of the senders of user photos; the dev split of a catalogue that has splits."""
    if "sender" in row:
        return zlib.crc32(row["sender"].encode()) % 5 == 0
    return bool(row.get("split", "train") != "train")


def lines(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read(file: Path | io.BytesIO) -> Image.Image:
    with Image.open(file) as image:
        return image.convert("RGB")
