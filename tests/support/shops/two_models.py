"""A shop of 900 lamps in the colors of the encoder, a sixth of each color's price known."""

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from PIL import Image

from catalog_search.backends.color_words import COLORS
from catalog_search.types import Record

LAMPS = 900
NAMES = list(COLORS)


def color_of(number: int) -> str:
    return NAMES[number % len(NAMES)]


def paint(folder: Path) -> None:
    """Put a picture of each color where the shop's source reads them, one a lamp."""
    media = folder / "media"
    media.mkdir(exist_ok=True)
    pictures = {}
    for name, color in COLORS.items():
        pictures[name] = media / f"{name}.png"
        Image.new("RGB", (40, 40), color).save(pictures[name])
    for number in range(LAMPS):
        (media / f"lamp-{number}.png").hardlink_to(pictures[color_of(number)])


def records() -> Iterator[Record]:
    """Yield the lamps for RecordSource. A version in a file makes each tenth dearer."""
    version = int(Path(os.environ["SHOP_VAR_DIR"], "version").read_text())
    for number in range(LAMPS):
        price = Decimal(20 + (version if number % 10 == 0 else 0))
        title = f"{color_of(number)} lamp {number}"
        images = (f"lamp-{number}.png",)
        yield Record(f"lamp-{number}", title, price=price, currency="EUR", images=images)
