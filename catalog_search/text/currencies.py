"""How shoppers write currencies, and which each may mean."""

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
"""What is written, in lower case, and the currencies it may stand for."""

WRITTEN = "|".join(
    rf"{re.escape(one)}(?!\w)" if one[-1].isalpha() else re.escape(one)
    for one in sorted(MEANINGS, key=len, reverse=True)
)
"""A regular expression for any of them."""

BEFORE = "|".join(re.escape(one) for one in sorted(MEANINGS, key=len, reverse=True) if len(one) < 5)
"""The same for those that stand before an amount; no space has to follow."""


def meant(*written: str | None) -> tuple[str, ...]:
    """Return the currencies that any of the words may stand for; () where none is named."""
    named = [MEANINGS[one.lower()] for one in written if one]
    return named[0] if named else ()
