"""The drawn shop: its records, and what is painted into its folder."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from PIL import Image

from catalog_search.types import Record
from tests.pictures.goods import Good, goods, picture_of

UNSORTED = 5
"""Each so many products has no category yet, for the merchant's queue."""


def records() -> Iterator[Record]:
    """Yield the goods for RecordSource."""
    for number, good in enumerate(goods()):
        yield record_of(good, is_sorted=bool(number % UNSORTED))


def record_of(good: Good, *, is_sorted: bool) -> Record:
    return Record(
        sku=good.sku,
        title=good.title,
        brand=good.brand,
        category=tuple(good.category.split(" > ")) if is_sorted else (),
        colors=(good.color,),
        price=Decimal(good.price),
        currency="EUR",
        images=(f"{good.sku}.png",),
    )


def paint(media: Path) -> None:
    """Draw the photos of all goods into the folder that the source reads."""
    media.mkdir(parents=True, exist_ok=True)
    for good in goods():
        picture_of(good).save(media / f"{good.sku}.png")


def paint_shoppers_photo(path: Path) -> None:
    """Draw what a shopper's phone might see: a blue lamp, turned, on a wooden table."""
    lamp = next(good for good in goods() if good.sku == "table-lamp-blue")
    table = (206, 184, 156)
    turned = picture_of(lamp, background=table).rotate(7, Image.Resampling.BICUBIC, fillcolor=table)
    turned.save(path)
