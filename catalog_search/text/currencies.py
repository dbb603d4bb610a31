"""The names and signs that shoppers use for currencies, and the currencies each may mean."""

import re

from catalog_search.text.analysis import WORD

DOLLARS = ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN")
CROWNS = ("SEK", "NOK", "DKK", "ISK", "CZK")
CODES = WORD.findall(
    "USD EUR GBP JPY CNY INR CHF SEK NOK DKK ISK PLN CZK HUF RON AUD CAD NZD SGD HKD MXN BRL "
    "ZAR KRW THB ILS AED"
)
MEANINGS: dict[str, tuple[str, ...]] = {
    **{code.lower(): (code,) for code in CODES},
    **dict.fromkeys(("$", "dollar", "dollars", "buck", "bucks"), DOLLARS),
    **dict.fromkeys(("us$", "us dollars"), ("USD",)),
    **dict.fromkeys(("a$", "au$"), ("AUD",)),
    **dict.fromkeys(("c$", "ca$"), ("CAD",)),
    **dict.fromkeys(("€", "euro", "euros"), ("EUR",)),
    **dict.fromkeys(("£", "pound", "pounds", "quid"), ("GBP",)),
    **dict.fromkeys(("¥", "yen"), ("JPY",)),
    **dict.fromkeys(("yuan", "rmb"), ("CNY",)),
    **dict.fromkeys(("₹", "rs", "rs.", "rupee", "rupees"), ("INR",)),
    **dict.fromkeys(("kr", "kr.", "kronor", "kroner"), CROWNS),
    **dict.fromkeys(("zł", "zloty", "zlotys"), ("PLN",)),
    **dict.fromkeys(("franc", "francs"), ("CHF",)),
    "₩": ("KRW",),
}
"""Names and signs in lower case, and the currencies each may mean."""

LONGEST_FIRST = sorted(MEANINGS, key=len, reverse=True)
CURRENCY = "|".join(
    rf"{re.escape(name)}(?!\w)" if name[-1].isalpha() else re.escape(name) for name in LONGEST_FIRST
)
"""A regular expression for any name or sign."""

CURRENCY_PREFIX = "|".join(re.escape(name) for name in LONGEST_FIRST if len(name) < 5)
"""A regular expression for one before an amount, where no space has to follow."""


def currencies_of(*names: str | None) -> tuple[str, ...]:
    """Return the currencies that the first name may mean; () if there is no name."""
    meanings = [MEANINGS[name.lower()] for name in names if name]
    return meanings[0] if meanings else ()
