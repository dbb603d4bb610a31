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
    **dict.fromkeys(("dólar", "dolar", "dólares", "dolares"), DOLLARS),
    **dict.fromkeys(("peso", "pesos"), ("MXN",)),
    **dict.fromkeys(("us$", "us dollars"), ("USD",)),
    **dict.fromkeys(("a$", "au$"), ("AUD",)),
    **dict.fromkeys(("c$", "ca$"), ("CAD",)),
    **dict.fromkeys(("€", "euro", "euros"), ("EUR",)),
    **dict.fromkeys(("£", "pound", "pounds", "quid"), ("GBP",)),
    **dict.fromkeys(("¥", "yen"), ("JPY",)),
    **dict.fromkeys(("yuan", "rmb"), ("CNY",)),
    **dict.fromkeys(("₹", "rs", "rs.", "rupee", "rupees"), ("INR",)),
    **dict.fromkeys(("kr", "kr.", "kronor", "kroner", "kronen", "couronnes"), CROWNS),
    **dict.fromkeys(("zł", "zloty", "zlotys"), ("PLN",)),
    **dict.fromkeys(("franc", "francs", "franken"), ("CHF",)),
    "₩": ("KRW",),
}
"""Names and signs in lower case, and the currencies each may mean."""

EURO_OR_DOLLAR = ("EUR", *DOLLARS)
CENTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("cent", "cents", "¢", "ct", "c"), EURO_OR_DOLLAR),
    **dict.fromkeys(("pence", "p"), ("GBP",)),
    **dict.fromkeys(("centime", "centimes"), ("EUR", "CHF")),
    **dict.fromkeys(("céntimo", "céntimos", "centimo", "centimos"), ("EUR",)),
    **dict.fromkeys(("centavo", "centavos"), ("MXN", "BRL", *DOLLARS)),
    **dict.fromkeys(("rappen",), ("CHF",)),
}
"""Names of the hundredth part of a currency, and the currencies each may mean."""
AMBIGUOUS_CENTS = frozenset(["c", "ct", "p"])
"""Those that are also units, such as carats."""

LONGEST_FIRST = sorted(MEANINGS, key=len, reverse=True)
CURRENCY = "|".join(
    rf"{re.escape(name)}(?!\w)" if name[-1].isalpha() else re.escape(name) for name in LONGEST_FIRST
)
"""A regular expression for any name or sign."""

CENT = (
    rf"(?:{'|'.join(name for name in CENTS if name not in AMBIGUOUS_CENTS)})(?!\w)"
    rf"|(?<=\d\d)(?<!\d\d\d)(?:c|ct|p)(?!\w)|(?<=(?<!\d)\d\d\s)(?:ct|c)(?!\w)"
)
"""A regular expression for one of CENTS; the ambiguous ones stand behind two digits."""

CURRENCY_PREFIX = "|".join(re.escape(name) for name in LONGEST_FIRST if len(name) < 5)
"""A regular expression for one before an amount, where no space has to follow."""


def currencies_of(*names: str | None) -> tuple[str, ...]:
    """Return the currencies that the first name may mean; () if there is no name."""
    meanings = [(MEANINGS | CENTS)[name.lower()] for name in names if name]
    return meanings[0] if meanings else ()
