"""Prices in words: "under $50", "between 20 and 40 euros", "about 30", "1.5k or more".

A number without a currency is a price only behind a word such as "under", and only where no
unit or noun follows it: "under 50 cm" and "over 3 pockets" are no prices.
"""

import re
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from catalog_search.search.query.parts import Constraint
from catalog_search.text.currencies import BEFORE, WRITTEN, meant

ABOUT = 0.2
""""About 30" is 30 less and more this share of it."""

NUMBER = (
    r"\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d{1,2})?(?!\d)"
)
GROUPED = re.compile(r"(\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})+)(?:[.,](\d{1,2}))?")


def amount(name: str) -> str:
    """Return a regular expression for an amount whose groups begin with this name."""
    return (
        rf"(?:(?<!\w)(?P<{name}_before>{BEFORE})\s?)?(?<![\w.,])(?P<{name}>{NUMBER})"
        rf"(?P<{name}_thousands>\s?k(?!\w))?(?:\s?-?(?P<{name}_after>{WRITTEN}))?(?![\w%])"
    )


LEAD = r"(?:(?<!\w)(?:priced?|costing|costs?|for|that costs?)\s+(?:at\s+|is\s+)?)?"
UP_TO = (
    r"under|below|less than|cheaper than|lower than|up to|at most|no more than|not more than|"
    r"not over|not above|max(?:imum)?(?: of)?|within|(?:(?:my |a )?budget(?: of| is)?:?)|<=?|≤"
)
FROM = (
    r"over|above|more than|at least|no less than|not less than|not under|not below|from|"
    r"min(?:imum)?(?: of)?|starting (?:at|from)|more expensive than|>=?|≥"
)
NEAR = r"about|around|roughly|approx(?:imately|\.)?|circa|~|near"
WEAK = re.compile(r"within|from|near", re.IGNORECASE)
"""Words that make no price of a number without a currency: "from 1960"."""

FORMS = tuple(
    (sense, re.compile(form, re.IGNORECASE))
    for sense, form in {
        "pair": rf"{LEAD}(?<!\w)(?:between|from)\s+{amount('low')}\s*(?:and|to|-|–)\s*{amount('high')}",  # noqa: E501, RUF001
        "bare pair": rf"{LEAD}{amount('low')}\s*(?:to|-|–)\s*{amount('high')}",  # noqa: RUF001
        "high": rf"{LEAD}(?<!\w)(?P<word>{UP_TO})\s*{amount('high')}",
        "high after": rf"{LEAD}{amount('high')}\s*(?:or (?:less|under|below|cheaper)|max(?:imum)?|tops)(?!\w)",  # noqa: E501
        "low": rf"{LEAD}(?<!\w)(?P<word>{FROM})\s*{amount('low')}",
        "low after": rf"{LEAD}{amount('low')}\s*(?:(?:or|and) (?:more|up|over|above)(?!\w)|\+)",
        "about": rf"{LEAD}(?<!\w)(?P<word>{NEAR})\s*{amount('about')}",
        "bare": rf"{LEAD}{amount('about')}",
    }.items()
)
"""Ways of saying a price, in the order in which they are tried."""

ENDS = re.compile(
    r"\s*(?:$|[,;.!?)]|(?:and|but|or|with|without|not|no|in|please|for|cheapest|newest)\b)",
    re.IGNORECASE,
)
"""What may follow a number without a currency."""


def prices(
    text: str, currencies: Collection[str], numbers: Collection[str]
) -> Iterator[Constraint]:
    """Yield the prices that the text asks for.

    `currencies` are the store's own; `numbers` are those in its titles, which alone are no price.
    """
    free = text
    for sense, form in FORMS:
        for found in form.finditer(free):
            if believed(sense, found, numbers):
                yield price_constraint(found, currencies)
                # Spaces as long as what was read: the other forms see it no more.
                blank = " " * len(found[0])
                free = free[: found.start()] + blank + free[found.end() :]


def believed(sense: str, found: re.Match[str], numbers: Collection[str]) -> bool:
    given = found.groupdict()
    if currency_of(given):
        return sense != "bare" or given["about"] not in numbers
    if sense.startswith("bare") or WEAK.fullmatch(given.get("word") or ""):
        return False
    if sense.endswith("after") and not given.get("high_thousands"):
        return False
    if sense == "about" and re.fullmatch(r"(19|20)\d\d", given["about"]):
        return False
    return bool(ENDS.match(found.string, found.end()))


def price_constraint(found: re.Match[str], currencies: Collection[str]) -> Constraint:
    given = found.groupdict()
    meaning = currency_of(given)
    low, high = limits(given)
    note = ""
    if meaning and currencies and not set(meaning) & set(currencies):
        low = high = None
        note = _("Prices here are in %(own)s, and nothing is converted: “%(words)s” is left out.")
    elif len(currencies) > 1:
        note = _("Prices here are in %(own)s: “%(words)s” compares the bare numbers.")
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    words = found.string[start : found.end()]
    note = note and note % {"own": ", ".join(currencies), "words": words}
    return Constraint("price", start, found.end(), words, low=low, high=high, note=note)


def currency_of(given: dict[str, str | None]) -> tuple[str, ...]:
    return meant(*(word for name, word in given.items() if name.endswith(("_before", "_after"))))


def limits(given: dict[str, str | None]) -> tuple[float | None, float | None]:
    """Return the lowest and the highest price; of "20-40k" both are thousands."""
    if near := value(given, "about"):
        return round(near * (1 - ABOUT), 2), round(near * (1 + ABOUT), 2)
    low, high = value(given, "low"), value(given, "high")
    if low is not None and high is not None:
        if given["high_thousands"] and not given["low_thousands"] and low < high / 1000:
            low *= 1000
        low, high = min(low, high), max(low, high)
    return low, high


def value(given: dict[str, str | None], name: str) -> float | None:
    written = given.get(name)
    if not written:
        return None
    if grouped := GROUPED.fullmatch(written):
        whole = re.sub(r"\D", "", grouped[1])
        written = f"{whole}.{grouped[2] or 0}"
    return float(written.replace(",", ".")) * (1000 if given.get(f"{name}_thousands") else 1)
