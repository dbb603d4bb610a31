"""Parse what a row says of the offer: the price paid and the one before, rating, variants."""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog_search.exceptions import message as _
from catalog_search.sync import sales
from catalog_search.sync.cells import fields
from catalog_search.sync.cells.cleaning import one_line, quoted
from catalog_search.sync.cells.money import Money, PriceStyle

PRICES = ("price", "sale_price", "compare_at_price")
FIELDS = (*PRICES, sales.STARTS, sales.ENDS, "rating", "rating_count", "variants")
"""Of a Record."""

COLUMNS = (*FIELDS, sales.PERIOD)
PRICE_COUNTS = "the price counts"
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
    "sale_price": ("sale_price",),
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
    price, before = amounts["price"], amounts["compare_at_price"]
    try:
        sale, dates = usable_sale(price, amounts["sale_price"], cells)
    except ValueError as error:
        sale, dates = None, sales.Dates()
        problems.append(f"{error}; {PRICE_COUNTS}")
    if sale and dates and not price:
        value = quoted(cells["sale_price"])
        problems.append(f"sale_price {value} has dates and no price that counts outside of them")
    offer = priced(price, before, sale, dates)
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


def usable_sale(
    price: Money | None, sale: Money | None, cells: Mapping[str, object]
) -> tuple[Money | None, sales.Dates]:
    """Return the sale price and when it counts; none if it is 0 or the price itself.

    Raises ValueError if it is above the price or of another currency, or if its dates cannot be
    used.
    """
    if not sale or not sale.amount or (price and sale.amount == price.amount):
        return None, sales.Dates()
    value = quoted(cells.get("sale_price"))
    if price and sale.amount > price.amount:
        raise ValueError(_("sale_price %(value)s is above the price", value=value))
    if price and price.currency and sale.currency not in ("", price.currency):
        raise ValueError(
            _("sale_price %(value)s is in another currency than the price", value=value)
        )
    return sale, sales.read(cells)


def priced(
    price: Money | None, before: Money | None, sale: Money | None, dates: sales.Dates
) -> dict[str, Any]:
    """Return prices and currency of a Record. A sale without dates is what is paid today."""
    offer: dict[str, Any] = {}
    named = (each.currency for each in (price, sale, before) if each and each.currency)
    currency = next(named, "")
    if sale and dates:
        offer = {"sale_price": sale.amount, sales.STARTS: dates.starts, sales.ENDS: dates.ends}
    elif sale:
        price, before = sale, price or before
    if price:
        offer["price"] = price.amount
    if before and (not price or before.amount > price.amount):
        offer["compare_at_price"] = before.amount
    if currency:
        offer["currency"] = currency
    return offer if price or sale else {}


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
        yield {**variant, **variant_prices(row, style, currency)}
        shown += 1
        if shown == MAX_VARIANTS:
            return


def variant_prices(row: Mapping[str, object], style: PriceStyle, currency: str) -> dict[str, str]:
    """Return what the variant says of its price, as text; a sale that cannot be read is none."""

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
