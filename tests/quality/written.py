"""Shops that were written for this measurement, by somebody who knew nothing of the search.

Each has 150 products, 120 queries for what it sells or lacks, and 40 judged ones. There are no
photos of the goods: a blob of the product's color stands for one, so that words alone decide.
Rules and lists are made with the train shops; the queries of the report shops stay unread.
"""

import csv
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from math import cos, pi, sin
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageColor, ImageDraw

from catalog_search.types import Record
from tests.quality.goods import SHOPS, Shop

FOLDER = Path(__file__).parent / "written"
REPORT = ("bicycles", "camping", "crafts", "kitchen", "pharmacy", "sports")
TRAIN = (
    *("electronics", "garden", "jewellery", "lighting", "market"),
    *("motors", "music", "office", "pets", "toys"),
)
SIDE = 320
CORNERS = 9
GREY = (128, 128, 128)


def records(shop: str, data: Path) -> Iterator[Record]:
    with (FOLDER / shop / "products.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Record(
                sku=row["sku"],
                title=row["title"],
                description=row["description"],
                category=tuple(row["category"].split(" > ")),
                brand=row["brand"],
                colors=(row["color"],) if row["color"] else (),
                price=Decimal(row["price"]),
                currency="EUR",
                images=(f"{row['color'] or 'none'}/{row['sku']}.png",),
            )


def drawn(data: Path, key: str) -> bytes:
    """Return a PNG: a blob of the color that the key begins with, on white."""
    color, _, name = key.partition("/")
    random, middle = Random(zlib.crc32(name.encode())), SIDE / 2
    points = []
    for corner in range(CORNERS):
        angle, radius = 2 * pi * corner / CORNERS, random.uniform(0.4, 0.9) * middle
        points.append((middle + radius * cos(angle), middle + radius * sin(angle)))
    image = Image.new("RGB", (SIDE, SIDE), "white")
    ImageDraw.Draw(image).polygon(points, fill=rgb(color))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def rgb(color: str) -> tuple[int, ...]:
    """Return the color named by the last word that Pillow knows: "navy" of "dark navy"."""
    for word in reversed(color.lower().split()):
        try:
            return ImageColor.getrgb(word)
        except ValueError:
            continue
    return GREY


def lines(shop: str, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of "sold": query, sells; or of "judged": query, grades above 0 by SKU."""
    text = (FOLDER / shop / f"{name}.jsonl").read_text("utf-8")
    yield from (json.loads(line) for line in text.splitlines() if line.strip())


WRITTEN: Mapping[str, Shop] = {
    name: Shop(partial(records, name), drawn) for name in (*TRAIN, *REPORT)
}
EVERY_SHOP: Mapping[str, Shop] = {**SHOPS, **WRITTEN}
