"""The variants of a product: their color, size, stock and price."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from catalog_search.exceptions import message as _
from catalog_search.sync.cells import fields
from catalog_search.sync.cells.cleaning import quoted
from catalog_search.sync.cells.placeholders import stands_for_nothing
from catalog_search.sync.cells.prices.money import Money, PriceStyle
from catalog_search.sync.records import sales
from catalog_search.sync.records.amounts import money, priced, usable_sale

MAX_VARIANTS = 100
MAX_PIECES = 10**9
MAX_NAME = 100
"""Characters of a variant's color or size."""

NAMES = {
    "sku": ("sku", "id"),
    "color": ("color", "colour"),
    "size": ("size",),
    "in_stock": ("in_stock", "available", "availability"),
    "stock": ("stock", "quantity"),
    "price": ("price",),
    "sale_price": ("sale_price",),
}
"""What a variant may call its values; of several the first that is filled counts."""


def tidied(
    rows: Sequence[Mapping[str, object]], style: PriceStyle, currency: str
) -> tuple[tuple[dict[str, Any], ...], str, list[str]]:
    """Return the variants that have a color or a size, their currency, and problems.

    `currency` is what the product says; without it the first price that names one does.
    """
    usual = currency or next(
        filter(None, (currency_in(row, style) for row in rows[:MAX_VARIANTS])), ""
    )
    foreign = [row for row in rows[:MAX_VARIANTS] if currency_in(row, style) not in ("", usual)]
    problems: list[str] = [
        _("price %(value)s of a variant is in another currency than the price", value=value)
        for value in dict.fromkeys(quoted(cell(row, "price")) for row in foreign)
    ]
    return tuple(islice(usable_variants(rows, style, usual), MAX_VARIANTS)), usual, problems[:1]


def currency_in(row: Mapping[str, object], style: PriceStyle) -> str:
    """Return the currency that the variant's price names, "" if it names none."""
    try:
        price = fields.price(cell(row, "price"), style, "")
    except ValueError:
        return ""
    return price.currency if price else ""


def usable_variants(
    rows: Iterable[Mapping[str, object]], style: PriceStyle, currency: str
) -> Iterator[dict[str, Any]]:
    """Yield the variants that have a color or a size, with the keys of NAMES that are known."""
    for row in rows:
        variant: dict[str, Any] = {
            name: text for name in ("sku", "color", "size") if (text := label(row, name))
        }
        if not variant.keys() & {"color", "size"}:
            continue
        stock = pieces(row)
        variant["in_stock"] = is_sold(row, stock)
        if stock is not None:
            variant["stock"] = stock
        yield {**variant, **variant_prices(row, style, currency)}


def variant_prices(row: Mapping[str, object], style: PriceStyle, currency: str) -> dict[str, str]:
    """Return the variant's prices and dates of its sale as text; an unreadable sale is left out."""

    def parsed(name: str) -> Money | None:
        try:
            return money(cell(row, name), style, currency)
        except ValueError:
            return None

    price = parsed("price")
    try:
        sale, dates = usable_sale(price, parsed("sale_price"), row)
    except ValueError:
        sale, dates = None, sales.Dates()
    offer = priced(price, None, sale, dates)
    named = {name: offer.get(name) for name in ("price", "sale_price")}
    moments = {name: offer[name].isoformat() for name in sales.DATES if offer.get(name)}
    return {name: str(amount) for name, amount in named.items() if amount is not None} | moments


def cell(row: Mapping[str, object], name: str) -> object:
    values = (row.get(each) for each in NAMES[name])
    return next((value for value in values if not is_empty(value, name)), None)


def is_empty(value: object, name: str) -> bool:
    return value in (None, "") or stands_for_nothing(value, name, is_documented=True)


def label(row: Mapping[str, object], name: str) -> str:
    try:
        return fields.text(cell(row, name), MAX_NAME)
    except ValueError:
        return ""


def pieces(row: Mapping[str, object]) -> int | None:
    return whole_number(label(row, "stock"), MAX_PIECES)


def is_sold(row: Mapping[str, object], stock: int | None) -> bool:
    """Return whether the variant can be bought, by its stock where nothing else says it."""
    value = cell(row, "in_stock")
    try:
        return stock != 0 if value is None else fields.in_stock(value)
    except ValueError:
        return True


def whole_number(text: str, limit: int) -> int | None:
    """Return a whole number from 0 to `limit`, None for any other text; "7.0" is one."""
    head, _, tail = text.partition(".")
    if not (head.isascii() and head.isdigit() and len(head) < 12) or tail.strip("0"):
        return None
    return min(int(head), limit)
