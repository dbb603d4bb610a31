"""Read amounts of money as merchants write them.

A separator followed by exactly three digits is not readable by itself: "1.299 €" may be a thousand
or one and a bit. What the other prices of the same file show decides (`PriceStyle`); without such
evidence the amount is refused, never guessed.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.prices.currency_signs import Mark, currency_of, is_whole, usual_mark
from catalog_search.sync.cells.prices.price_words import unknown_word
from catalog_search.text.cleaning import UNSEEN

MAX_LENGTH = 60
"""Characters of a price cell."""
LIMIT = Decimal(10) ** 10
FREE = frozenset(
    [
        "free",
        "gratis",
        "free of charge",
        "kostenlos",
        "gratuit",
        "grátis",
        "無料",
        "免费",
        "бесплатно",
    ]
)
SPACES = re.compile("[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\t ]+")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xFFE5: 0xA5, 0xFFE1: 0xA3}
"""Signs as Chinese and Japanese keyboards write them."""
QUOTES = re.compile("[\u2018\u2019\u02bc\u00b4`\u2032]")
MINUS = re.compile("[\u2212\u2010-\u2015\ufe58\ufe63\u02d7\u207b\u208b\u2796]")
NO_DECIMALS = re.compile(r"[.,]?\s?(?:/-|[-=]+)$")
NOTHING_MORE = re.compile(r"(?<=\d)(?:\s?/[-=]+|[.,:]\s?[-=]+)(?!\d)")
"""Endings that say "and nothing more": 199,- and 1299/-."""
TAG = re.compile(r"<[^<>]*>")
SIGN_BETWEEN = re.compile(r"(\D*\d+)(?:\s?[€$£]\s?|:)(\d\d(?!\d)\D*)")
"""12€50 is 12,50 €, and 129:90 is 129,90 kronor."""
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
"""As programs write numbers: 1e+05. A comma in one may be a spreadsheet's of another country."""
TAXES = (
    r"(?:vat|m\.?w\.?st\.?|ust\.?|tva|i\.?v\.?a\.?|gst|hst|pst|btw|moms|mva|alv|dph|pdv|ddv|kdv|"
    r"áfa|igic|itbis|igv|icms|ндс|пдв|ддс|(?:sales )?tax|消費税|增值税|부가세)"
)
RATE = r"\d{1,2}(?:[.,]\d{1,3})?\s?%"
TAX = re.compile(rf"{RATE}\s?{TAXES}|{TAXES}[:.]?\s?\(?{RATE}", re.IGNORECASE)
"""A rate of tax that stands beside the price."""
IN_CENTS = re.compile(r"(\d{1,4})\s?(p|pence|¢|c|ct|cts?|cents?)\.?", re.IGNORECASE)
PENCE_TOO = re.compile(r"(?<=[.,]\d\d)\s?p$")
"""£0.50p names its coin twice."""
NOTE_NUMBER = re.compile(r"(?<=[.,]\d\d)[\u00b9\u00b2\u00b3\u2074-\u2079](?=\D*$)")
"""The number of a note behind the price."""
RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
RAISED_CENTS = re.compile(
    r"(?<=\d)([.,]|\s?[€$£]\s?)([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{2})(?=\D*$)"
)
"""Decimals as price tags write them, raised: 12,50 € and 12€50."""
NUMBER = re.compile(r"(?<!\d)(-?)((?:(?<![\w.,/])[.,])?\d(?:[\d.,']|(?<=\d) (?=\d))*)")
"""A run of digits with its separators. A dot after letters belongs to them: kr.199, S/.5."""

NEGATIVE = re.compile(r"\(.*\)|-.*|.*[.,]\d\d\s?-")
"""Also as accountants and SAP write it: (5.00) and 5.00-."""
NO_AMOUNT = re.compile(
    r"\d\s?[%‰]|\d\s?[kM](?![./]?[^\W\d_])|\d\s?K$|[\u00bc-\u00be\u2150-\u215e]"
    r"|\d\s?(?:[万萬億亿千만천억]|(?i:thousand|milli?on|mio|mln|mrd|lakhs?|lacs?|crores?|tys|тыс|млн)\b)"
)
"""A share, and what multiplies: 10%, 1.5k, 2M, 5 lakh; or a fraction, 5½."""

PLAIN = re.compile(r"\d+")
SPACED = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{1,2})?")
INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
ENGLISH = re.compile(r"\d{1,3}(?:(?:,\d{3}){2,}(?:\.\d+)?|(?:,\d{3})+\.\d+)")
CONTINENTAL = re.compile(r"\d{1,3}(?:(?:\.\d{3}){2,}(?:,\d+)?|(?:\.\d{3})+,\d+)")
DECIMAL = re.compile(r"(\d*)([.,])(\d+)")


class UncertainAmount(ValueError):
    """The amount can be read in two ways."""


@dataclass(frozen=True, slots=True)
class PriceStyle:
    """How a file writes its prices, as far as its cells show."""

    mark: Mark = ""
    three_decimals: bool = False
    """Whether a price has three decimals for certain, as in dinars."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with two decimals, and its currency (ISO 4217), "" where none is named."""

    amount: Decimal
    currency: str = ""


NO_STYLE = PriceStyle()
BELOW_A_CENT = _("is less than a cent; say the price of as many as are sold together")


def read_money(text: str, style: PriceStyle = NO_STYLE, currency: str = "") -> Money | None:
    """Return the amount that a cell holds, or None for an empty one.

    `currency` is what the row says elsewhere. Raises ValueError with what is wrong, and
    UncertainAmount where the amount cannot be known from the cell and the style.
    """
    line = normalized(text)
    if not line:
        return None
    if line.casefold().rstrip("!") in FREE:
        return Money(Decimal("0.00"), currency)
    if len(line) > MAX_LENGTH:
        raise ValueError(_("is too long to be a price"))
    if SCIENTIFIC.fullmatch(line):
        line = f"{Decimal(line):f}"
    line = PENCE_TOO.sub("", line)
    if cents := IN_CENTS.fullmatch(line):
        return Money(Decimal(cents[1]) / 100, "GBP" if cents[2][0] in "pP" else "")
    sign, digits = number_in(line)
    if sign or NEGATIVE.fullmatch(line):
        raise ValueError(_("is negative"))
    if NO_AMOUNT.search(TAX.sub("", line)):
        raise ValueError(_("is not a price"))
    if word := unknown_word(TAX.sub("", line)):
        raise ValueError(_("is not a price: %(word)r is no currency that is known", word=word))
    number = plain_number(digits, style, line, currency)
    amount = Decimal(number).quantize(Decimal("0.01"))
    if not amount and Decimal(number):
        raise ValueError(BELOW_A_CENT)
    if amount >= LIMIT:
        raise ValueError(_("is too high to be a price"))
    named = currency_of(line, currency)
    # Of a sign for two currencies, the one that has decimals.
    return Money(amount, "CNY" if named == "JPY" and "¥" in line and amount % 1 else named)


def normalized(text: str) -> str:
    """Return the text with one kind of space, quote and minus, and with ASCII digits."""
    plain = UNSEEN.sub("", TAG.sub(" ", html.unescape(text))).translate(FULL_WIDTH)
    plain = MINUS.sub("-", QUOTES.sub("'", SPACES.sub(" ", plain))).strip()
    plain = RAISED_CENTS.sub(lambda cents: cents[1] + cents[2].translate(RAISED), plain)
    plain = NOTE_NUMBER.sub("", plain).replace("\u066b", ".").replace("\u066c", ",")
    return "".join(ascii_digit(char) for char in plain)


def ascii_digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char


def number_in(line: str) -> tuple[str, str]:
    """Return the sign and the digits of the one number in the line."""
    line = SIGN_BETWEEN.sub(r"\1,\2", TAX.sub("", line)) if len(line) <= MAX_LENGTH else line
    numbers = NUMBER.findall(NO_DECIMALS.sub("", NOTHING_MORE.sub("", line)))
    if len(numbers) != 1:
        raise ValueError(_("holds more than one number") if numbers else _("is not a price"))
    sign, digits = numbers[0]
    return sign, digits.rstrip(".,' ")


def plain_number(digits: str, style: PriceStyle, line: str, column: str) -> str:
    """Return the digits of the line as Decimal reads them."""
    if PLAIN.fullmatch(digits):
        return digits
    if SPACED.fullmatch(digits):
        return re.sub(r"[ ']", "", digits).replace(",", ".")
    if INDIAN.fullmatch(digits) or ENGLISH.fullmatch(digits):
        return digits.replace(",", "")
    if CONTINENTAL.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    match = DECIMAL.fullmatch(digits)
    if not match:
        raise ValueError(_("is not a price"))
    before, mark, after = match.groups()
    if is_decimal(before, after) or (mark == style.mark and style.three_decimals):
        return f"{before or 0}.{after}"
    if NOTHING_MORE.search(line) or style.mark not in ("", mark):
        return before + after
    usual = usual_mark(mark, line, column) if style.mark == "" or is_whole(line, column) else ""
    if usual:
        return f"{before}.{after}" if usual == mark else before + after
    raise UncertainAmount(
        _(
            "may be %(whole)s%(rest)s or %(whole)s.%(rest)s: write it with two "
            "decimals or without a separator",
            whole=before,
            rest=after,
        )
    )


def is_decimal(before: str, after: str) -> bool:
    """Return whether what follows a single separator must be decimals: 12.5, 0.500, 1234.500."""
    return len(after) != 3 or before in ("", "0") or len(before) > 3


def style_of(cells: Iterable[str]) -> PriceStyle:
    """Return how a file writes its prices, from those that can be read in one way only."""
    written = [digits for cell in cells if (digits := digits_of(cell))]
    marks = {mark for digits in written if (mark := mark_of(digits))} or grouped(written)
    if len(marks) != 1:
        return PriceStyle()
    pairs = [match.groups() for digits in written if (match := DECIMAL.fullmatch(digits))]
    three = any(len(after) == 3 and is_decimal(before, after) for before, _, after in pairs)
    return PriceStyle(marks.pop(), three)


def digits_of(cell: str) -> str:
    try:
        return number_in(normalized(cell[: 2 * MAX_LENGTH]))[1]
    except ValueError:
        return ""


def grouped(written: Sequence[str]) -> set[Mark]:
    """Return the decimal mark of a file whose only separator sets thousands apart.

    So it is where every separator is followed by three digits, and prices below a thousand have
    none: three decimals would be written everywhere.
    """
    separators = {match[2] for digits in written if (match := DECIMAL.fullmatch(digits))}
    plain = [digits for digits in written if PLAIN.fullmatch(digits)]
    if len(separators) != 1 or not plain or any(len(digits) > 3 for digits in plain):
        return set()
    return {"."} if separators == {","} else {","}


def mark_of(digits: str) -> Mark:
    """Return the decimal mark that these digits show, "" where they show none."""
    if INDIAN.fullmatch(digits) or ENGLISH.fullmatch(digits):
        return "."
    if CONTINENTAL.fullmatch(digits):
        return ","
    match = DECIMAL.fullmatch(digits) or re.fullmatch(r"(\d.*)([.,])(\d{1,2})", digits)
    if match and is_decimal(match[1], match[3]):
        return "." if match[2] == "." else ","
    return ""
