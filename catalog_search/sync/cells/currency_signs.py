"""The currencies that price cells name, by their codes and by the signs of each country."""

import re
from collections.abc import Set
from typing import Literal

from catalog_search.text.currencies import DOLLARS, MEANINGS

Mark = Literal[".", ",", ""]
"""What stands before the decimals; "" where that is not known."""

CODES = re.findall(
    r"[A-Z]{3}",
    "AED AMD ARS AZN BDT BGN BHD BOB BYN CLP COP CRC DOP DZD EGP GEL GHS GTQ HNL HRK IDR IQD JMD "
    "JOD KES KGS KHR KWD KZT LAK LBP LKR LYD MAD MDL MKD MMK MNT MUR MYR MZN NAD NGN NIO NPR OMR "
    "PEN PHP PKR PYG QAR RSD RUB SAR TND TRY TTD TWD TZS UAH UGX UYU UZS VES VND XAF XOF ZMW",
)
"""Besides those that shoppers name in queries."""

PESOS = ("ARS", "CLP", "COP", "DOP", "JMD", "NAD", "NIO", "TTD", "TWD", "UYU", "BRL")
"""Currencies that are written with a dollar sign, too."""

DOLLAR = (*DOLLARS, *PESOS)
WITHOUT_MINOR_UNITS = frozenset(
    ["CLP", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "UGX", "VND", "XAF", "XOF"]
)
"""Currencies that are not written with decimals: three digits after a separator are thousands."""
WITH_THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR"])
"""Currencies of which a price has three decimals, behind a dot."""
RUPEES = frozenset(["INR", "PKR", "BDT", "LKR", "NPR"])
COMMA_GROUPS = RUPEES.union(
    DOLLAR, ["GBP", "EGP", "GHS", "ILS", "KES", "MYR", "NGN", "PHP", "THB", "TZS", "CNY"]
)
DOT_GROUPS = frozenset(["ARS", "BRL", "COP", "CRC", "RSD", "TRY", "UYU"])
"""Currencies with two decimals at most, in whose countries this sign sets thousands apart."""

SIGNS: dict[str, tuple[str, ...]] = {
    **MEANINGS,
    **{code.lower(): (code,) for code in CODES},
    **dict.fromkeys(("$", "dollar", "dollars"), DOLLAR),
    **dict.fromkeys(("us $", "$us", "$ us", "u$s", "u$d"), ("USD",)),
    **{"$ca": ("CAD",), "$ ca": ("CAD",), "r$": ("BRL",), "s$": ("SGD",), "hk$": ("HKD",)},
    **{"nt$": ("TWD",), "mx$": ("MXN",), "nz$": ("NZD",), "ar$": ("ARS",), "rd$": ("DOP",)},
    **dict.fromkeys(("rp", "rupiah"), ("IDR",)),
    **dict.fromkeys(("₫", "đ", "vnđ"), ("VND",)),
    **dict.fromkeys(("₽", "руб", "р"), ("RUB",)),  # noqa: RUF001
    **dict.fromkeys(("₺", "tl"), ("TRY",)),
    **dict.fromkeys(("₪", 'ש"ח', "ש״ח"), ("ILS",)),
    **dict.fromkeys(("฿", "บาท"), ("THB",)),
    **dict.fromkeys(("₴", "грн"), ("UAH",)),
    **dict.fromkeys(("₸", "тг"), ("KZT",)),
    **dict.fromkeys(("円", "yen", "jp¥"), ("JPY",)),
    **dict.fromkeys(("元", "人民币", "cn¥", "rmb"), ("CNY",)),
    **dict.fromkeys(("₩", "원"), ("KRW",)),
    **dict.fromkeys(("kč", "kčs"), ("CZK",)),
    **dict.fromkeys(("sfr", "fr."), ("CHF",)),
    **dict.fromkeys(("лв", "лв."), ("BGN",)),
    **dict.fromkeys(("din", "rsd", "дин"), ("RSD",)),
    **dict.fromkeys(("kd", "د.ك"), ("KWD",)),
    **dict.fromkeys(("e£", "ج.م"), ("EGP",)),
    **dict.fromkeys(("৳", "tk"), ("BDT",)),
    **dict.fromkeys(("s/", "s/."), ("PEN",)),
    **dict.fromkeys(("₲", "gs"), ("PYG",)),
    **dict.fromkeys(("dh", "dhs"), ("AED", "MAD")),
    **dict.fromkeys(("cfa", "fcfa"), ("XOF", "XAF")),
    **{"₱": ("PHP",), "₦": ("NGN",), "rm": ("MYR",), "r": ("ZAR",), "ft": ("HUF",)},
    **{"lei": ("RON",), "kn": ("HRK",), "ден": ("MKD",), "₾": ("GEL",), "₼": ("AZN",)},
    **{"֏": ("AMD",), "сум": ("UZS",), "රු": ("LKR",), "₵": ("GHS",), "gh₵": ("GHS",)},
    **{"ksh": ("KES",), "tsh": ("TZS",), "ush": ("UGX",), "₡": ("CRC",), "bs": ("BOB", "VES")},
    **{"jd": ("JOD",), "dt": ("TND",), "bd": ("BHD",), "د.إ": ("AED",), "ر.س": ("SAR",)},
    **{"₨": ("INR",), "rs": ("INR",), "¢": DOLLAR},
}
ALSO = {
    **dict.fromkeys(("rs", "rs.", "₨", "rupee", "rupees"), ("PKR", "LKR", "NPR", "MUR")),
    **{"¥": ("CNY",), "£": ("EGP", "LBP"), "pound": ("EGP", "LBP"), "pounds": ("EGP", "LBP")},
}
"""What a sign may mean besides, where the row names that currency."""


def bounded(sign: str) -> str:
    """Return a pattern for a sign that is no part of a word."""
    start = r"(?<![^\W\d_])" if sign[0].isalpha() and sign not in CJK else ""
    return start + re.escape(sign) + (r"(?![^\W\d_])" if sign[-1].isalpha() else "")


CJK = ("円", "元", "원", "บาท", "人民币")
"""Signs that stand behind other words without a space."""
SIGN = re.compile("|".join(map(bounded, sorted(SIGNS, key=len, reverse=True))))


def currencies_in(line: str) -> tuple[Set[str], Set[str]]:
    """Return the currencies that the line may name, and those that it may mean besides.

    "$12.50 USD" names one: a sign that may mean several agrees with the code beside it.
    """
    signs = SIGN.findall(line.casefold())
    named = [set(SIGNS[sign]) for sign in signs]
    wide = [{*SIGNS[sign], *ALSO.get(sign, ())} for sign in signs]
    return (set.intersection(*named), set.intersection(*wide)) if signs else (set(), set())


def currency_of(line: str, column: str) -> str:
    """Return the currency of a price cell, "" where it names none or may mean several.

    `column` is what the row says elsewhere; a sign that may mean it means it.
    """
    named, wide = currencies_in(line)
    if column in wide:
        return column
    found = wide if len(wide) == 1 else named
    return next(iter(found)) if len(found) == 1 else ""


def is_whole(line: str, column: str) -> bool:
    """Return whether the price is in a currency that is not written with decimals."""
    return meant(line, column) <= WITHOUT_MINOR_UNITS


def usual_mark(mark: str, line: str, column: str) -> Mark:
    """Return the decimal mark where the price's currency is from, "" where both are in use.

    `mark` stands in the number, before three digits.
    """
    currencies = meant(line, column)
    if currencies <= WITHOUT_MINOR_UNITS:
        return other(mark)
    if not SIGN.search(line.casefold()) and not currencies <= RUPEES:
        return ""  # A column of codes may come from a system of another country.
    if currencies <= WITH_THREE_DECIMALS and mark == ".":
        return "."
    return other(mark) if currencies <= (COMMA_GROUPS if mark == "," else DOT_GROUPS) else ""


def meant(line: str, column: str) -> Set[str]:
    """Return the currencies that the price may be in; "" stands for any."""
    named, wide = currencies_in(line)
    return {column} if column in wide or not named else named


def other(mark: str) -> Mark:
    return "," if mark == "." else "."
