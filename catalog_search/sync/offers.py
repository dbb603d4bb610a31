"""Parse what a row says of the offer: the price paid and the one before, rating, variants."""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog_search.exceptions import message as _
from catalog_search.sync import fields
from catalog_search.sync.cleaning import one_line, quoted
from catalog_search.sync.money import Money, PriceStyle

PRICES = ("price", "sale_price", "compare_at_price")
FIELDS = ("price", "compare_at_price", "rating", "rating_count", "variants")
"""Of a Record; in a manifest `sale_price` may stand beside them."""

COLUMNS = (*FIELDS, "sale_price")
MAX_VARIANTS = 100
MAX_STARS, MAX_RATINGS, MAX_PIECES = 5, 10**9, 10**9
MAX_NAME = 100
"""Characters of a variant's color or size."""

NAMES = {
    "sku": ("sku", "id"),
    "color": ("color", "colour"),
    "size": ("size",),
    "in_stock": ("in_stock", "available", "availability"),
    "stock": ("stock", "quantity"),
    "price": ("price",),
}
"""What a variant may call its values; of several the first that is filled counts."""


def read(
    values: dict[str, object], style: PriceStyle, currency: str
) -> tuple[dict[str, Any], list[str]]:
    """Take the columns of the offer out of `values`; return fields of a Record, and problems.

    A problem is a text such as "price 'cheap' is not a price".
    """
    cells = {name: values.pop(name, None) for name in COLUMNS}
    problems: list[str] = []

    def parsed(name: str, parse: Callable[[object], Any]) -> Any:
        try:
            return parse(cells[name])
        except ValueError as error:
            told = {"name": name, "value": quoted(cells[name]), "error": error}
            problems.append(_("%(name)s %(value)s %(error)s", **told))
            return None

    amounts = {name: parsed(name, lambda cell: money(cell, style, currency)) for name in PRICES}
    offer = priced(amounts)
    for name, parse in (("rating", stars), ("rating_count", count), ("variants", variants)):
        value = parsed(name, parse)
        if value is not None:
            offer[name] = value
    if "variants" in offer:
        offer["variants"] = tuple(tidied(offer["variants"], style, currency))
    return offer, problems


def money(value: object, style: PriceStyle, currency: str) -> Money | None:
    """Return amount and currency of a cell.

    Raises ValueError where cell and currency column say different currencies: neither can be
    trusted then.
    """
    found = fields.price(value, style, currency)
    if found and found.currency and currency and found.currency != currency:
        raise ValueError(
            _(
                "says %(currency)s, but the currency column says %(column)s; correct one of them",
                currency=found.currency,
                column=currency,
            )
        )
    return found


def priced(amounts: Mapping[str, Money | None]) -> dict[str, Any]:
    """Return the price that is paid, the higher one before it, and a currency from their cells.

    A sale price of 0, or one that is not below the price, is none.
    """
    price, sale, before = (amounts[name] for name in PRICES)
    if sale and sale.amount and (not price or sale.amount < price.amount):
        price, before = sale, price or before
    if not price:
        return {}
    offer: dict[str, Any] = {"price": price.amount}
    if before and before.amount > price.amount:
        offer["compare_at_price"] = before.amount
    if price.currency:
        offer["currency"] = price.currency
    return offer


def stars(value: object) -> Decimal | None:
    """Return a rating from 0 to 5 in hundredths, None if the cell is empty."""
    text = one_line(fields.as_text(value)).replace(",", ".")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and 0 <= number <= MAX_STARS):
        raise ValueError(_("is not a number of stars from 0 to %(most)s", most=MAX_STARS))
    return number.quantize(Decimal("0.01"))


def count(value: object) -> int | None:
    """Return a number of ratings, None if the cell is empty."""
    text = one_line(fields.as_text(value))
    if not text:
        return None
    number = whole(text, MAX_RATINGS)
    if number is None:
        raise ValueError(_("is not a number of ratings"))
    return number


def whole(text: str, limit: int) -> int | None:
    """Return a whole number from 0 to `limit`, None for any other text; "7.0" is one."""
    head, _, tail = text.partition(".")
    if not (head.isascii() and head.isdigit() and len(head) < 12) or tail.strip("0"):
        return None
    return min(int(head), limit)


def variants(value: object) -> list[Mapping[str, object]] | None:
    """Return the objects of a list, or of a list as JSON in a cell of CSV; None if it is empty."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.strip() else None
        except (ValueError, RecursionError):
            raise ValueError(_("is not a list of objects in JSON")) from None
    if value in (None, "", [], ()):
        return None
    if not isinstance(value, list | tuple):
        raise ValueError(_("is not a list of objects in JSON"))
    return [each for each in value if isinstance(each, Mapping)]


def tidied(
    found: list[Mapping[str, object]], style: PriceStyle, currency: str
) -> Iterator[dict[str, Any]]:
    """Yield the variants that have a color or a size, with the keys of NAMES that are known."""
    shown = 0
    for row in found:
        variant: dict[str, Any] = {
            name: text for name in ("sku", "color", "size") if (text := label(row, name))
        }
        if not variant.keys() & {"color", "size"}:
            continue
        stock = whole(label(row, "stock"), MAX_PIECES)
        variant["in_stock"] = is_sold(row, stock)
        if stock is not None:
            variant["stock"] = stock
        try:
            price = money(cell(row, "price"), style, currency)
        except ValueError:
            price = None
        yield {**variant, **({"price": str(price.amount)} if price else {})}
        shown += 1
        if shown == MAX_VARIANTS:
            return


def cell(row: Mapping[str, object], name: str) -> object:
    return next((row[each] for each in NAMES[name] if row.get(each) not in (None, "")), None)


def label(row: Mapping[str, object], name: str) -> str:
    try:
        return fields.text(cell(row, name), MAX_NAME)
    except ValueError:
        return ""


def is_sold(row: Mapping[str, object], stock: int | None) -> bool:
    """Return whether the variant can be bought, by its stock where nothing else says it."""
    value = cell(row, "in_stock")
    try:
        return stock != 0 if value is None else fields.in_stock(value)
    except ValueError:
        return True
