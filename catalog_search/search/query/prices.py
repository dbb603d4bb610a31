"""Prices in a query: "under $50", "between 20 and 40 euros", "about 30", "1.5k or more".

A number without a currency is a price only after a word such as "under", or between goods and
"or less", and only if no unit or noun follows it: "under 50 cm" and "over 3 pockets" are none.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.search.query.parts import Constraint
from catalog_search.text.analysis import fold, terms_of
from catalog_search.text.currencies import (
    AMBIGUOUS_CENTS,
    CENT,
    CENTS,
    CURRENCY,
    CURRENCY_PREFIX,
    currencies_of,
)
from catalog_search.text.goods.goods import name_of_goods
from catalog_search.text.rules import LanguageRules, language_rules

ABOUT = 0.2
""""About 30" means 30 plus or minus this share of it."""

MARKS = r"[,.'\u2019\u00a0\u202f ]"
"""Separators of thousands."""
INTEGER = rf"\d{{1,3}}(?:{MARKS}\d{{3}})+|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}"
"""Also as in India: 1,29,999."""
NUMBER = rf"(?:{INTEGER})(?!\d)(?:[.,]\d{{1,2}}(?!\d))?|\d+(?:[.,]\d{{1,2}})?(?!\d)"
GROUPED = re.compile(rf"({INTEGER})(?:[.,](\d{{1,2}}))?")
SIGN = "[$\u00a3\u00a5\u20a0-\u20cf]"
"""A sign of a currency, which may stand right behind a word: "under$50"."""
START = r"(?:(?<!\w)|(?=[<>\u2264\u2265]))"
"""Where a word begins, or a sign: "price<=50"."""
JOINED = re.compile(r"[^\W\d_]+\d")
"""A currency right before its amount, as in "under USD50". On its own "EUR42" is a size."""
NOTHING_MORE = r"(?:[.,]\s?[-\u2013\u2014]+|/-)?"
"""Endings in place of decimals: 50,- and 1299/-."""


def amount(name: str) -> str:
    """Return a regular expression for an amount. The names of its groups begin with `name`."""
    return (
        rf"(?:(?:(?<!\w)|(?={SIGN}))(?P<{name}_before>{CURRENCY_PREFIX})\s?|(?<![\w.,]))(?P<{name}>{NUMBER})"
        rf"{NOTHING_MORE}(?P<{name}_thousands>\s?k(?!\w))?"
        rf"(?:\s?-?(?P<{name}_after>{CURRENCY}|{CENT})(?:{rest(name)})?)?(?![\w%])"
    )


def rest(name: str) -> str:
    """Return a regular expression for the cents of an amount behind its currency: "1 euro 50"."""
    return (
        rf"(?:(?<={SIGN})|\s+(?:(?:and|con)\s+)?)(?P<{name}_cents>\d\d)(?:\s?(?:{CENT})"
        rf"|(?=\s*(?:$|[,;!?)]|(?:and|to|und|bis|et|à|y|a)(?!\w))))"
    )


LEAST = re.compile(r"\d{2,}(?:[.,]\d{1,2})?")
"""A number that is too high to be one of pieces: a "toy 3 or less" is for whom is that young."""
PRICE = re.compile(
    r"(?:pric|costs?\b|costing\b|preis|kostet\b|rango de precio|precio|prix)", re.IGNORECASE
)
"""Words that say that a number is a price: "price: 20-50"."""
DASH = r"-|–|~"  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class PriceForms:
    """Patterns of prices in the catalogue's language, in the order in which they are tried."""

    forms: tuple[tuple[str, re.Pattern[str]], ...]
    weak: re.Pattern[str]
    """Words that do not turn a number without a currency into a price: "from 1960"."""
    ends: re.Pattern[str]
    """Text that may follow a number without a currency."""


def price_forms() -> PriceForms:
    return conf.once("price forms", lambda: forms_of(language_rules()))


def forms_of(rules: LanguageRules) -> PriceForms:
    tail = rf"(?:\s+(?:{rules.price_tail})(?![\w-]))?"
    up_to, at_least = f"{rules.under}|{rules.up_to}", f"{rules.over}|{rules.at_least}"
    denier = rf"(?<!\w)(?:{rules.price_denier})(?:\s+|(?=[<>\u2264\u2265]))"
    limit = rf"(?:(?:{denier})?(?:{up_to}|{at_least}))\s*(?:{SIGN})?(?:{NUMBER})"
    lead = rf"(?:(?<!\w)(?:{rules.price_lead}))?"
    between = rf"(?:{rules.between})\s+{amount('low')}\s*(?:{rules.between_joint}|{DASH})"
    forms = {
        "pair": rf"{lead}(?<!\w){between}\s*{amount('high')}",
        "bare pair": rf"{lead}{amount('low')}\s*(?:{rules.joint}|{DASH})\s*{amount('high')}",
        # Before the others, which read the comparison without what denies it.
        "high denied": rf"{lead}(?P<denier>{denier})(?:{rules.over}|>=?|\u2265)\s*{amount('high')}",
        "low denied": rf"{lead}(?P<denier>{denier})(?:{rules.under}|<=?|\u2264)\s*{amount('low')}",
        "high": rf"{lead}{START}(?P<word>{up_to})\s*{amount('high')}",
        "high after": rf"{lead}{amount('high')}\s*(?:{rules.or_less})(?!\w)",
        "low": rf"{lead}{START}(?P<word>{at_least})\s*{amount('low')}",
        "low after": rf"{lead}{amount('low')}\s*(?:(?:{rules.or_more})(?!\w)|\+)",
        "about": rf"{lead}(?<!\w)(?P<word>{rules.near})\s*{amount('about')}",
        "bare": rf"{lead}{amount('about')}",
    }
    return PriceForms(
        tuple((kind, re.compile(form + tail, re.IGNORECASE)) for kind, form in forms.items()),
        re.compile(rules.weak, re.IGNORECASE),
        re.compile(
            rf"\s*(?:$|[,;.!?)]|(?:{rules.after_price}|{rules.chatter_after}|{rules.courtesy})\b"
            rf"|{limit}\s*(?:$|[,;.!?)]|{CURRENCY}))",
            re.IGNORECASE,
        ),
    )


def is_no_name(start: int, end: int) -> bool:
    return False


def ends_no_name(start: int) -> bool:
    return False


def prices(
    text: str,
    currencies: Collection[str],
    title_numbers: Collection[str],
    is_name: Callable[[int, int], bool] = is_no_name,
    ends_name: Callable[[int], bool] = ends_no_name,
) -> Iterator[Constraint]:
    """Yield the price constraints in the text.

    `currencies` are those of the store. `title_numbers` are numbers in its titles; on their own
    they are not prices. `is_name` returns whether text[start:end] is in a product's name, which
    sets no price unless it names a currency. `ends_name` returns whether a name ends with a
    negator of the words that begin at text[start], so that it does not turn a comparison round.
    """
    unread = text
    patterns = price_forms()
    for kind, form in patterns.forms:
        for match in form.finditer(unread):
            groups = match.groupdict()
            is_in_name = not currencies_in(groups) and is_name(*match.span())
            is_in_name |= "denier" in groups and ends_name(match.start("denier"))
            if not is_in_name and is_price(kind, match, title_numbers, patterns):
                yield price_constraint(match, currencies)
                # Spaces of the same length hide these words from the other patterns.
                blank = " " * len(match[0])
                unread = unread[: match.start()] + blank + unread[match.end() :]


def is_price(
    kind: str, match: re.Match[str], title_numbers: Collection[str], patterns: PriceForms
) -> bool:
    groups = match.groupdict()
    if kind.startswith("bare") and JOINED.match(match[0].lstrip()):
        return False
    # On its own "80C" is a size of bras, and "50c" a rate of batteries.
    after = groups.get("about_after") if kind == "bare" else groups.get(f"{kind}_after")
    if (after or "").lower() in AMBIGUOUS_CENTS and kind != "high":
        return False
    if currencies_in(groups):
        return kind != "bare" or groups["about"] not in title_numbers
    if kind != "bare" and PRICE.match(match[0].lstrip()):
        return True
    if kind.startswith("bare") or patterns.weak.fullmatch(groups.get("word") or ""):
        return False
    if kind.endswith("after") and not groups.get("high_thousands"):
        is_high = kind == "high after" and groups["high"] not in title_numbers
        if not (is_high and LEAST.fullmatch(groups["high"] or "") and ends_with_goods(match)):
            return False
    if kind == "about" and re.fullmatch(r"(19|20)\d\d", groups["about"]):
        return False
    behind = without_first_colors(match.string[match.end() :])
    is_limit = kind.startswith("high") and not match.string[: match.start()].strip()
    return bool(patterns.ends.match(behind)) or (is_limit and begins_with_goods(behind))


def without_first_colors(text: str) -> str:
    """Return the text without the colors that it begins with: none of them is a unit."""
    words = text.split()
    while words and fold(words[0]) in language_rules().clear_colors:
        words.pop(0)
    return " ".join(words)


def ends_with_goods(match: re.Match[str]) -> bool:
    """Return whether goods are named right before: "drill 60 or less", not "size 40 or less"."""
    terms = terms_of(match.string[: match.start()])
    return bool(name_of_goods(terms))


def begins_with_goods(text: str) -> bool:
    """Return whether goods are named next: "under 500" of "under 500 sandals" is a price."""
    words = text.split()[:2]
    first_words = (terms_of(" ".join(words[:end])) for end in range(1, len(words) + 1))
    return any(name_of_goods(terms) == terms for terms in first_words)


def price_constraint(match: re.Match[str], currencies: Collection[str]) -> Constraint:
    groups = match.groupdict()
    named_currencies = currencies_in(groups)
    low, high = price_limits(groups)
    note = ""
    if named_currencies and currencies and not set(named_currencies) & set(currencies):
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
        integer = re.sub(r"\D", "", grouped[1])
        digits = f"{integer}.{grouped[2] or 0}"
    value = float(digits.replace(",", ".")) * (1000 if groups.get(f"{name}_thousands") else 1)
    if (groups.get(f"{name}_after") or "").lower() in CENTS:
        value /= 100
    return value + float(groups.get(f"{name}_cents") or 0) / 100
