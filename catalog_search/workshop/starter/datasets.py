"""Loads the datasets a model is trained and measured on: rows and their photos."""

import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from PIL import Image

Row = dict[str, Any]
TRAINED_ON = ("fashion", "pairs-fashion", "electronics", "user-photos")


@dataclass(frozen=True)
class Collection:
    """Rows of a catalogue file; `photo(i)` returns the photo of the i-th row in RGB."""

    name: str
    rows: list[Row]
    numbers: list[int]
    """Position of each row in the file, from 0."""
    photo: Callable[[int], Image.Image]

    def where(self, keep: Callable[[Row], bool]) -> "Collection":
        """Return the rows for which `keep` is true. Call it on a whole collection only."""
        numbers = [number for number, row in enumerate(self.rows) if keep(row)]
        rows = [self.rows[number] for number in numbers]
        return Collection(self.name, rows, numbers, lambda i: self.photo(numbers[i]))

    def every(self, step: int) -> "Collection":
        """Return every step-th row; no rows if step is 0."""
        selected = range(0, len(self.rows) if step else 0, step or 1)
        rows, numbers = [self.rows[i] for i in selected], [self.numbers[i] for i in selected]
        return Collection(self.name, rows, numbers, lambda i: self.photo(selected[i]))


@cache
def load(data: Path, name: str) -> Collection:
    """Return a whole collection: fashion, rooms, goods, pairs-fashion, electronics, user-photos."""
    if name in ("fashion", "rooms"):
        rows = lines(data / name / "catalog.jsonl")
        numbers = list(range(len(rows)))
        return Collection(name, rows, numbers, lambda i: read(data / name / rows[i]["images"][0]))
    if name == "goods":
        rows, archives = (
            lines(data / "goods" / "goods.jsonl"),
            sorted((data / "goods").glob("*.tar")),
        )
    else:
        stem = data / "pairs" / name.removeprefix("pairs-")
        rows, archives = lines(stem.with_suffix(".jsonl")), [stem.with_suffix(".tar")]
    files = {file: content for archive in archives for file, content in members(archive)}
    return Collection(
        name, rows, list(range(len(rows))), lambda i: read(io.BytesIO(files[rows[i]["file"]]()))
    )


def members(path: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each file in an archive, and what returns its content."""

    def content(member: tarfile.TarInfo) -> bytes:
        with path.open("rb") as file:
            file.seek(member.offset_data)
            return file.read(member.size)

    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            yield member.name, partial(content, member)


def for_training(data: Path, name: str) -> Collection:
    """Return the rows that may be trained on, those that are not held out."""
    if name == "rooms":
        raise ValueError("rooms is for measuring only")
    return load(data, name).where(lambda row: not held_out(row))


def for_measuring(data: Path, name: str) -> Collection:
    """Return the rows held out from training; all rows of `rooms`."""
    return load(data, name).where(lambda row: name == "rooms" or held_out(row))


def held_out(row: Row) -> bool:
    """Return whether a row is held out: a fifth of the senders, or any split but train."""
    if "sender" in row:
        return zlib.crc32(row["sender"].encode()) % 5 == 0
    return bool(row.get("split", "train") != "train")


def lines(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read(file: Path | io.BytesIO) -> Image.Image:
    with Image.open(file) as image:
        return image.convert("RGB")
