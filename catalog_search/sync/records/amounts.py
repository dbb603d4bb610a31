"""The amounts of a row: which one is paid, which one was, and in what currency."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from catalog_search.exceptions import message as _
from catalog_search.sync.cells import fields
from catalog_search.sync.cells.cleaning import quoted
from catalog_search.sync.cells.prices.currency_signs import currency_of, minor_digits
from catalog_search.sync.cells.prices.currency_signs import unclear_sign as unclear_in
from catalog_search.sync.cells.prices.money import (
    MAX_LENGTH,
    SCIENTIFIC,
    Money,
    PriceStyle,
    normalized,
)
from catalog_search.sync.records import sales

PRICES = ("price", "sale_price", "compare_at_price")


def currency_in(cell: str) -> str:
    return currency_of(normalized(cell[:MAX_LENGTH]), "")


def sign_in(value: object, currency: str) -> str:
    """Return a sign in the cell that may mean several currencies, but not for sure this one."""
    is_short = isinstance(value, str) and len(value) <= MAX_LENGTH
    line = normalized(str(value)) if is_short else ""
    return "" if SCIENTIFIC.fullmatch(line) else unclear_in(line, currency)


def money(value: object, style: PriceStyle, currency: str) -> Money | None:
    """Return amount and currency of a cell.

    Raises ValueError where cell and currency column say different currencies: neither can be
    trusted then.
    """
    amount = fields.price(value, style, currency)
    cell_currency = amount.currency or sign_in(value, currency) if amount else ""
    if cell_currency and currency and cell_currency != currency:
        raise ValueError(
            _(
                "says %(currency)s, but the currency column says %(column)s; correct one of them",
                currency=cell_currency,
                column=currency,
            )
        )
    return amount


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


def before_sale(
    before: Money | None, paid: Iterable[Money | None], cells: Mapping[str, object]
) -> Money | None:
    """Return the price before. Raises ValueError if it is in another currency than one paid."""
    currencies = {each.currency for each in paid if each and each.currency}
    if before and before.currency and currencies - {before.currency}:
        value = quoted(cells.get("compare_at_price"))
        raise ValueError(
            _("compare_at_price %(value)s is in another currency than the price", value=value)
        )
    return before


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


def from_small_units(value: object, currency: str) -> str:
    """Return a whole number of cents as a price, "1299" as "12.99"; "" for anything else."""
    cents = str(value).strip()
    if not re.fullmatch(r"\d{1,12}", cents):
        return ""
    digits = minor_digits(currency)
    price = Decimal(cents).scaleb(-digits)
    return str(price.quantize(Decimal("0.01")) if digits else price)
