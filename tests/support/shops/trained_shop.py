"""A shop with words that a model must learn, such as "ember" for red."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from catalog_search.backends.color_words import COLORS
from catalog_search.models import Store
from catalog_search.types import Record
from catalog_search.workshop.finetuning.order import Order
from tests.support.shops import factories

WORDS = {"red": "ember", "blue": "lagoon", "green": "fern", "yellow": "maize"}
NOUNS = ("mug", "bowl", "plate", "jug", "cup", "tray")
PRODUCTS = 160


def picture(number: int) -> bytes:
    """Return a photo of the product's color, with noise that makes it unique."""
    red, green, blue = COLORS[list(WORDS)[number % len(WORDS)]]
    grain = np.random.default_rng(number).integers(-9, 10, (24, 24, 3))
    pixels = (np.full((24, 24, 3), (red, green, blue)) + grain).clip(0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def title(number: int) -> str:
    return f"{list(WORDS.values())[number % len(WORDS)]} {NOUNS[number % len(NOUNS)]}"


def category(number: int) -> str:
    return f"Kitchen > {list(WORDS.values())[number % len(WORDS)]}"


def make_shop(count: int = PRODUCTS) -> Store:
    """Return the store `demo` with its photos in the memory source."""
    store = factories.make_store()
    for number in range(count):
        product = factories.make_product(
            store,
            sku=f"sku-{number:03}",
            title=title(number),
            category=category(number),
            attributes={"split": "dev" if number % 5 == 0 else "train"},
        )
        data = picture(number)
        photo = factories.make_photo(
            product,
            key=f"{number:03}.png",
            etag=hashlib.sha256(data).hexdigest(),
            size=len(data),
        )
        factories.put_photo(store, photo.key, data)
    return store


def fill(store: Store) -> None:
    """Put the photos into the store's source again, after changed settings emptied it."""
    for number in range(PRODUCTS):
        factories.put_photo(store, f"{number:03}.png", picture(number))


def write_photos(folder: Path) -> None:
    """Write the same photos as files, for another process."""
    folder.mkdir()
    for number in range(PRODUCTS):
        (folder / f"{number:03}.png").write_bytes(picture(number))


def records() -> Iterator[Record]:
    """Yield the same products, for another process."""
    for number in range(PRODUCTS):
        path = tuple(category(number).split(" > "))
        yield Record(f"sku-{number:03}", title(number), category=path, images=(f"{number:03}.png",))


def order(folder: Path, **options: Any) -> Order:
    return Order(**{"out": folder / "ours", "work": folder / "work", "epochs": 8, **options})
