"""Prices in a query: "under $50", "between 20 and 40 euros", "about 30", "1.5k or more".

A number without a currency is a price only after a word such as "under", and only if no unit or
noun follows it: "under 50 cm" and "over 3 pockets" are not prices.
"""

import re
from collections.abc import Callable, Collection, Iterator

from django.utils.translation import gettext as _

from catalog_search.search.query.parts import Constraint
from catalog_search.text.currencies import CURRENCY, CURRENCY_PREFIX, currencies_of

ABOUT = 0.2
""""About 30" means 30 plus or minus this share of it."""

NUMBER = (
    r"\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d{1,2})?(?!\d)"
)
GROUPED = re.compile(r"(\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})+)(?:[.,](\d{1,2}))?")


def amount(name: str) -> str:
    """Return a regular expression for an amount. The names of its groups begin with `name`."""
    return (
        rf"(?:(?<!\w)(?P<{name}_before>{CURRENCY_PREFIX})\s?)?(?<![\w.,])(?P<{name}>{NUMBER})"
        rf"(?P<{name}_thousands>\s?k(?!\w))?(?:\s?-?(?P<{name}_after>{CURRENCY}))?(?![\w%])"
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
"""Words that do not turn a number without a currency into a price: "from 1960"."""

FORMS = tuple(
    (kind, re.compile(form, re.IGNORECASE))
    for kind, form in {
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
"""Patterns of prices, in the order in which they are tried."""

ENDS = re.compile(
    r"\s*(?:$|[,;.!?)]|(?:and|but|or|with|without|not|no|in|please|for|cheapest|newest)\b)",
    re.IGNORECASE,
)
"""What may follow a number without a currency."""


def is_no_name(start: int, end: int) -> bool:
    return False


def prices(
    text: str,
    currencies: Collection[str],
    title_numbers: Collection[str],
    is_name: Callable[[int, int], bool] = is_no_name,
) -> Iterator[Constraint]:
    """Yield the price constraints in the text.

    `currencies` are those of the store. `title_numbers` are numbers in its titles; on their own
    they are not prices. `is_name` returns whether text[start:end] is in a product's name, which
    sets no price unless it names a currency.
    """
    unread = text
    for kind, form in FORMS:
        for match in form.finditer(unread):
            named = not currencies_in(match.groupdict()) and is_name(*match.span())
            if not named and is_price(kind, match, title_numbers):
                yield price_constraint(match, currencies)
                # Spaces of the same length hide these words from the other patterns.
                blank = " " * len(match[0])
                unread = unread[: match.start()] + blank + unread[match.end() :]


def is_price(kind: str, match: re.Match[str], title_numbers: Collection[str]) -> bool:
    groups = match.groupdict()
    if currencies_in(groups):
        return kind != "bare" or groups["about"] not in title_numbers
    if kind.startswith("bare") or WEAK.fullmatch(groups.get("word") or ""):
        return False
    if kind.endswith("after") and not groups.get("high_thousands"):
        return False
    if kind == "about" and re.fullmatch(r"(19|20)\d\d", groups["about"]):
        return False
    return bool(ENDS.match(match.string, match.end()))


def price_constraint(match: re.Match[str], currencies: Collection[str]) -> Constraint:
    groups = match.groupdict()
    named = currencies_in(groups)
    low, high = price_limits(groups)
    note = ""
    if named and currencies and not set(named) & set(currencies):
        low = high = None
        note = _("Prices are in %(own)s and cannot be converted, so “%(words)s” is ignored.")
    elif len(currencies) > 1:
        note = _("Prices are in %(own)s. “%(words)s” compares the numbers without converting them.")
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    words = match.string[start : match.end()]
    note = note and note % {"own": ", ".join(currencies), "words": words}
    return Constraint("price", start, match.end(), words, low=low, high=high, note=note)


def currencies_in(groups: dict[str, str | None]) -> tuple[str, ...]:
    names = (text for name, text in groups.items() if name.endswith(("_before", "_after")))
    return currencies_of(*names)


def price_limits(groups: dict[str, str | None]) -> tuple[float | None, float | None]:
    """Return the lowest and the highest price. In "20-40k" both are thousands."""
    if about := number(groups, "about"):
        return round(about * (1 - ABOUT), 2), round(about * (1 + ABOUT), 2)
    low, high = number(groups, "low"), number(groups, "high")
    if low is not None and high is not None:
        if groups["high_thousands"] and not groups["low_thousands"] and low < high / 1000:
            low *= 1000
        low, high = min(low, high), max(low, high)
    return low, high


def number(groups: dict[str, str | None], name: str) -> float | None:
    digits = groups.get(name)
    if not digits:
        return None
    if grouped := GROUPED.fullmatch(digits):
        whole = re.sub(r"\D", "", grouped[1])
        digits = f"{whole}.{grouped[2] or 0}"
    return float(digits.replace(",", ".")) * (1000 if groups.get(f"{name}_thousands") else 1)
