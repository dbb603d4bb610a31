"""Further records of a SKU: the first one is used, and what it leaves blank is theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from catalog_search.types import Record

TEXTS = ("description", "category", "brand", "colors", "url", "images")
OFFER = ("price", "compare_at_price", "sale_price", "sale_starts", "sale_ends", "variants")
HIGHEST = ("highest_price", "highest_sale_price")


def with_twins_cells(records: Sequence[Record]) -> list[Record]:
    """Return the records; the first of each SKU has what only further ones of it say."""
    firsts: dict[str, int] = {}
    completed = list(records)
    for number, record in enumerate(records):
        first = firsts.setdefault(record.sku, number)
        if first != number:
            completed[first] = completed_by(completed[first], record)
    return completed


def completed_by(record: Record, twin: Record) -> Record:
    """Return the record with the twin's values where it has none."""
    texts = {name: getattr(record, name) or getattr(twin, name) for name in TEXTS}
    title = record.title if has_title(record) else twin.title or record.title
    offer: dict[str, Any] = {}
    if takes_price(record.price, record.currency, twin):
        offer = {name: getattr(twin, name) for name in (*OFFER, "currency")}
    if not tells_stock(record):
        offer |= {"in_stock": twin.in_stock, "stock_told": twin.stock_told}
    if record.rating is None:
        offer |= {"rating": twin.rating, "rating_count": twin.rating_count}
    attributes = completed_attributes(record.attributes, twin, with_price="price" in offer)
    return replace(record, title=title, **texts, **offer, attributes=attributes)


def tells_stock(record: Record) -> bool:
    """Return whether the record says if the product can be bought."""
    return record.stock_told or not record.in_stock


def takes_price(price: object, currency: str, twin: Record) -> bool:
    """Return whether the twin has the price that a record or its product lacks."""
    return price is None and twin.price is not None and currency in ("", twin.currency)


def completed_attributes(
    attributes: Mapping[str, object], twin: Record, *, with_price: bool
) -> dict[str, object]:
    """Return the attributes with those that only the twin has, in the record's order."""
    names = [name for name in twin.attributes if with_price or name not in HIGHEST]
    return {**attributes, **{n: twin.attributes[n] for n in names if n not in attributes}}


def has_title(record: Record) -> bool:
    """Return whether the record has a title that is more than its SKU once more."""
    return bool(record.title) and record.title.casefold() != record.sku.casefold()
