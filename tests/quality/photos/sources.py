"""Catalogues and photos to search them with, read from the data folder and the demo's cache."""

import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from catalog_search.photos.decoder import decoding
from shop import demo_catalogue

MOST = 600
"""Photos of a catalogue."""
HALVES = ("choose", "report")

WORN = {
    "T-Shirt": ("Tshirts",),
    "Longsleeve": ("Tshirts", "Sweaters", "Sweatshirts"),
    "Polo": ("Tshirts",),
    "Pants": ("Trousers", "Jeans", "Track Pants"),
    "Shirt": ("Shirts",),
    "Dress": ("Dresses",),
    "Outwear": ("Jackets",),
    "Shorts": ("Shorts",),
    "Skirt": ("Skirts",),
    "Hoodie": ("Sweatshirts", "Sweaters"),
    "Hat": ("Caps",),
    "Shoes": ("Casual Shoes", "Sports Shoes", "Formal Shoes", "Heels", "Flats", "Sandals"),
}
"""Labels of users' photos, and the categories of `fashion` that are right for them."""


@dataclass(frozen=True)
class Picture:
    """A photo, its name, and what it shows: other photos with such a label are right answers."""

    name: str
    image: Image.Image
    labels: tuple[str, ...]


def half_of(name: str) -> str:
    return HALVES[zlib.crc32(f"half\0{name}".encode()) % 2]


def shuffled(rows: Iterable[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """Return the rows in an order that depends on their names alone."""
    return sorted(rows, key=lambda row: zlib.crc32(str(row[name]).encode()))


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as file:
        yield from map(json.loads, file)


def demo(data: Path, cache: Path) -> list[Picture]:
    """Return the demo's photos; each is its own right answer."""
    objects = demo_catalogue.load(cache).objects
    keys = sorted(key for key in objects if key.lower().endswith(decoding.SUFFIXES))
    return [Picture(key, decoding.decode(objects[key], min_side=512), (key,)) for key in keys]


def catalogue(name: str) -> Callable[[Path, Path], list[Picture]]:
    """Return what reads MOST photos of the folder `fashion` or `rooms`, each its own answer."""

    def read(data: Path, cache: Path) -> list[Picture]:
        rows = shuffled(lines(data / name / "catalog.jsonl"), "sku")[:MOST]
        files = {row["sku"]: data / name / row["images"][0] for row in rows}
        return [Picture(sku, opened(path.read_bytes()), (sku,)) for sku, path in files.items()]

    return read


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def in_tars(folder: Path, rows: Iterable[Mapping[str, Any]]) -> list[Picture]:
    """Return the photos of these rows, which name their tar, file and label."""
    expected = {(row["tar"], row["file"]): row["label"] for row in rows}
    found = []
    for tar in sorted({tar for tar, _ in expected}):
        with tarfile.open(folder / tar) as file:
            for member in file:
                if (label := expected.get((tar, Path(member.name).name))) is not None:
                    content = file.extractfile(member)
                    assert content is not None
                    found.append(Picture(member.name, opened(content.read()), (label,)))
    return found


def office(data: Path, count: int) -> tuple[list[Picture], list[Picture]]:
    """Return studio photos of office things, and real photos of such things."""
    rows = shuffled(lines(data / "goods/goods.jsonl"), "file")
    ours = [row for row in rows if row["source"].startswith("syorami")]
    studio = [row for row in ours if row["domain"] == "studio"][:MOST]
    real = [row for row in ours if row["domain"] == "real"][:count]
    return in_tars(data / "goods", studio), in_tars(data / "goods", real)


def grocery(data: Path, count: int) -> tuple[list[Picture], list[Picture]]:
    """Return phone photos of groceries, and other views of the same."""
    rows = shuffled(lines(data / "goods/goods.jsonl"), "file")
    ours = [row for row in rows if "groceries" in row["source"]]
    views = in_tars(data / "goods", ours[:count])
    return in_tars(data / "goods", ours[count : count + MOST]), views


def users(data: Path, count: int) -> tuple[list[Picture], list[Picture]]:
    """Return photos of `fashion` by category, and users' photos of clothes."""
    rows = shuffled(lines(data / "fashion/catalog.jsonl"), "sku")[: 2 * MOST]
    shop = [
        Picture(
            row["sku"],
            opened((data / "fashion" / row["images"][0]).read_bytes()),
            (row["category"][-1],),
        )
        for row in rows
    ]
    photos = [
        {**row, "tar": "user-photos.tar"}
        for row in shuffled(lines(data / "pairs/user-photos.jsonl"), "file")
        if row["label"] in WORN and not row["kids"]
    ]
    worn = in_tars(data / "pairs", photos[:count])
    return shop, [Picture(each.name, each.image, WORN[each.labels[0]]) for each in worn]


CHANGED = {"demo": demo, "fashion": catalogue("fashion"), "rooms": catalogue("rooms")}
"""Catalogues whose own photos are changed. `rooms` is for evaluation only."""
MESSY = {"office": office, "grocery": grocery, "users": users}
"""Real photos, right if the label is."""
