"""Parse what a row says of the offer: the price paid and the one before, rating, variants."""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from catalog_search.exceptions import message as _
from catalog_search.sync.cells import fields
from catalog_search.sync.cells.cleaning import quoted
from catalog_search.sync.cells.prices.money import Money, PriceStyle
from catalog_search.sync.records import sales
from catalog_search.sync.records.amounts import PRICES, before_sale, money, priced, usable_sale
from catalog_search.sync.records.variants import tidied, whole_number
from catalog_search.text.cleaning import one_line

FIELDS = (*PRICES, sales.STARTS, sales.ENDS, "rating", "rating_count", "variants")
"""Fields of a Record that belong to its offer."""

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
    if isinstance(rating := cells["rating"], Mapping) and not cells["rating_count"]:
        cells["rating_count"] = fields.first_of(rating, COUNT_KEYS)
    problems: list[str] = []

    def parsed(name: str, parse: Callable[[object], Any]) -> Any:
        try:
            return parse(cells[name])
        except ValueError as error:
            details = {"name": name, "value": quoted(cells[name]), "error": error}
            problems.append(_("%(name)s %(value)s %(error)s", **details))
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
        offer["variants"], named, variant_problems = tidied(offer["variants"], style, usual)
        offer |= {"currency": named} if named and not usual else {}
        problems += variant_problems
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
    """Return a rating from 0 to 5 in hundredths, None if the cell is empty.

    It may say of how many: 9/10, 90 %, 4.5 out of 5.
    """
    if isinstance(value, Mapping):
        value = fields.first_of(value, STAR_KEYS)
    text = one_line(fields.as_text(value)).replace(",", ".")
    if not text:
        return None
    if STARS.fullmatch(text):
        text = str(len(text.rstrip(EMPTY_STARS)))
    match = OUT_OF.fullmatch(text)
    number = Decimal(match[1]) if match else Decimal("NaN")
    scale = Decimal((match and match[3] and 100) or (match and match[2]) or MAX_STARS)
    if not (number.is_finite() and scale and 0 <= number <= scale):
        raise ValueError(_("is not a number of stars from 0 to %(most)s", most=MAX_STARS))
    return (number * MAX_STARS / scale).quantize(Decimal("0.01"))


STAR_KEYS = ("rate", "ratingValue", "value", "average", "avg", "score", "stars")
COUNT_KEYS = ("count", "reviewCount", "ratingCount", "total", "votes")
"""What objects of JSON call a rating and how many gave it."""
OUT_OF = re.compile(
    r"(\d{1,4}(?:\.\d+)?)\s*(?:(?:/|out of|von|sur|de|di|of|z|av)\s*(\d{1,3}(?:\.0+)?)|(%))?"
    r"\s*(?:stars?|sterne?n?|estrellas?|étoiles?|stelle|\u2605)?(?:\s*\([^()]*\))?",
    re.IGNORECASE,
)
EMPTY_STARS = "\u2606\u2729\u2730"
STARS = re.compile(f"[\u2605\u2b50\U0001f31f]+[{EMPTY_STARS}]*")


def count(value: object) -> int | None:
    """Return a number of ratings, None if the cell is empty."""
    text = one_line(fields.as_text(value)).strip("()")
    if not text:
        return None
    match = COUNTED.fullmatch(text)
    number = whole_number(
        re.sub(r"[.,' ](?=\d{3}(?:\D|$))", "", match[1]) if match else text, MAX_RATINGS
    )
    if number is None:
        raise ValueError(_("is not a number of ratings"))
    return number


COUNTED = re.compile(r"(\d{1,3}(?:[.,' ]\d{3})+|\d+)(?:\s*\+|\s+[^\W\d_]+)?")
"""A number of ratings, with a word behind it: "1,234 reviews"."""


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
