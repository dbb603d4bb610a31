"""Parse what a row says of the offer: the price paid and the one before, rating, variants."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog_search.exceptions import message as _
from catalog_search.sync import sales
from catalog_search.sync.amounts import PRICES, before_sale, money, priced, usable_sale
from catalog_search.sync.cells import fields
from catalog_search.sync.cells.cleaning import one_line, quoted
from catalog_search.sync.cells.money import Money, PriceStyle
from catalog_search.sync.variants import tidied, whole

FIELDS = (*PRICES, sales.STARTS, sales.ENDS, "rating", "rating_count", "variants")
"""Of a Record."""

COLUMNS = (*FIELDS, sales.PERIOD)
PRICE_COUNTS = "the price counts"
MAX_STARS, MAX_RATINGS = 5, 10**9


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
    offer, unusable = amounts_of(amounts, cells)
    problems += unusable
    for name, parse in (("rating", stars), ("rating_count", count), ("variants", variants)):
        value = parsed(name, parse)
        if value is not None:
            offer[name] = value
    if "variants" in offer:
        usual = currency or offer.get("currency", "")
        offer["variants"], named, told = tidied(offer["variants"], style, usual)
        offer |= {"currency": named} if named and not usual else {}
        problems += told
    return offer, problems


def amounts_of(
    amounts: Mapping[str, Money | None], cells: Mapping[str, object]
) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of a Record for the amounts by name in PRICES, and problems.

    `cells` are what the row says, for the dates of the sale and the words of problems.
    """
    problems: list[str] = []
    price, before = amounts["price"], amounts["compare_at_price"]
    try:
        sale, dates = usable_sale(price, amounts["sale_price"], cells)
    except ValueError as error:
        sale, dates = None, sales.Dates()
        problems.append(f"{error}; {PRICE_COUNTS}")
    if sale and dates and not price:
        value = quoted(cells["sale_price"])
        problems.append(f"sale_price {value} has dates and no price that counts outside of them")
    try:
        before = before_sale(before, (price, sale), cells)
    except ValueError as error:
        before = None
        problems.append(str(error))
    return priced(price, before, sale, dates), problems


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
