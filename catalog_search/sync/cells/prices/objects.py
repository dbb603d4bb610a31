"""Prices in cells of JSON and of text, and the codes of their currencies."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.prices.currency_signs import (
    currency_of,
    is_known_code,
    minor_digits,
)
from catalog_search.sync.cells.prices.money import (
    BELOW_A_CENT,
    LIMIT,
    Money,
    PriceStyle,
    read_money,
)
from catalog_search.sync.cells.texts import as_text
from catalog_search.text.cleaning import one_line

AMOUNT_KEYS = (
    *("amount", "value", "price", "gross", "withTax", "inclTax", "incl_tax", "$numberDecimal"),
    *("$numberInt", "$numberDouble", "lowPrice", "low_price", "minPrice", "min_price", "min"),
    *("minVariantPrice", "formatted", "display"),
)
WORDS_TOO = ("all", "cup", "top", "try")
"""Words that are codes of currencies in capitals."""
MINOR_KEYS = ("centAmount", "cent_amount", "amount_cents", "amount_minor", "minor_amount", "cents")
CURRENCY_KEYS = ("currency", "currency_code", "currencyCode", "priceCurrency")
DIGIT_KEYS = (
    *("fractionDigits", "fraction_digits", "precision", "scale", "exponent", "decimals"),
    *("decimal_places", "decimalPlaces", "minor_units", "minorUnits", "currency_minor_unit"),
)
DIVISOR_KEYS = ("divisor", "factor", "subunit_to_unit")
"""How objects of JSON call the parts of a price. With digits, or in minor units, 1299 is 12.99."""
DIVISORS = {"1": 0, "10": 1, "100": 2, "1000": 3}
SMALL_UNITS = ("cent", "cents", "minor", "pence", "penny", "subunit")


def price(value: object, style: PriceStyle, usual: str) -> Money | None:
    """Return the amount and the currency that the cell names, or None if empty; see money.py.

    Numbers of JSON and of Python are certain, text depends on the file's style and, where a sign
    stands for several currencies, on the usual one.
    """
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        value = value[0]
    if isinstance(value, Mapping):
        return price_of_object(value, style, usual)
    if isinstance(value, str):
        return read_money(value, style, usual)
    line = as_text(value)
    if not line:
        return None
    amount = Decimal(line)
    if not amount.is_finite():
        raise ValueError(_("is not a price"))
    if amount < 0:
        raise ValueError(_("is negative"))
    if amount >= LIMIT:
        raise ValueError(_("is too high to be a price"))
    rounded = amount.quantize(Decimal("0.01"))
    if amount and not rounded:
        raise ValueError(BELOW_A_CENT)
    return Money(rounded)


def price_of_object(value: Mapping[str, object], style: PriceStyle, usual: str) -> Money | None:
    """Return the price in an object of JSON: {"amount": 5, "currency": "EUR"} or {"EUR": 5}."""
    named, amount, minor = (
        first_of(value, names) for names in (CURRENCY_KEYS, AMOUNT_KEYS, MINOR_KEYS)
    )
    digits = first_of(value, DIGIT_KEYS)
    if (divisor := first_of(value, DIVISOR_KEYS)) is not None:
        if str(divisor) not in DIVISORS:
            raise ValueError(_("is not a price"))
        digits = DIVISORS[str(divisor)]
    if code := in_currencies(value, usual):
        named, amount = code.upper(), value[code]
    if minor is None and str(value.get("unit")).lower() in SMALL_UNITS:
        amount, minor = None, amount
    if amount is None and minor is not None:
        amount = minor
        digits = minor_digits(currency(named) or usual) if digits is None else digits
    if amount is None or isinstance(amount, list):
        raise ValueError(_("is not a price"))
    if re.fullmatch(r"[0-4]", str(digits)) and re.fullmatch(r"\d+", str(amount)):
        amount = Decimal(str(amount)).scaleb(-int(str(digits)))
    money = price(amount, style, usual)
    return money and Money(money.amount, money.currency or currency(named))


def in_currencies(value: Mapping[str, object], usual: str) -> str:
    """Return the key in an object whose keys are codes of currencies: the usual or the only one."""
    codes = {name.upper(): name for name in value if name.isupper() or name not in WORDS_TOO}
    if not codes or len(codes) < len(value) or not all(map(is_known_code, codes)):
        return ""
    return codes.get(usual, next(iter(value)) if len(value) == 1 else "")


def first_of(value: Mapping[str, object], names: Iterable[str]) -> object:
    return next((value[name] for name in names if value.get(name) not in (None, "")), None)


def currency(value: object) -> str:
    """Return the code of a currency, also of one that is named by its sign: €, US$."""
    text = one_line(as_text(value))
    code = text.upper()
    if code and (not re.fullmatch(r"[A-Z]{3}", code) or not is_known_code(code)):
        code = currency_of(text, "") or code
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise ValueError(_("is not a three-letter currency code such as EUR"))
    if code and not is_known_code(code):
        raise ValueError(_("is no currency that is known; write a code such as EUR"))
    return code
