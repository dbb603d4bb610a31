"""Tell which documented column a name of a manifest stands for."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from catalog_search.sync.cells.prices.currency_signs import SIGNS, currency_of
from catalog_search.sync.records.amounts import PRICES
from catalog_search.sync.tables.names import ALIASES
from catalog_search.sync.tables.names import DOCUMENTED as DOCUMENTED
from catalog_search.text.cleaning import UNSEEN, one_line


def column(name: str) -> str:
    """Return a column's documented name: "Category path" is `category`. Others stay as given."""
    return documented_name(name) or one_line(UNSEEN.sub("", name))


@lru_cache(maxsize=5000)
def documented_name(name: str) -> str:
    """Return the documented column that the name stands for, or "".

    `image 2` is `images`, `salePrice` and `sale-price` are `sale_price`.
    """
    normal = NUMBERED_IMAGE.sub("images", normalized(name))
    if flattened := FLATTENED.fullmatch(normal):
        normal = ("images" if flattened["image"] else flattened["currency"]) or flattened["column"]
    for spelling in (normal, "_".join(words_of(name[:LONGEST_NAME]))):
        documented = ALIASES.get(spelling, spelling)
        if documented in DOCUMENTED:
            return documented
    return with_currency(name[:LONGEST_NAME])[0] or of_cents(name[:LONGEST_NAME])


FLATTENED = re.compile(
    r"(?P<image>images?|photos?|pictures?)[./\[]+\d{1,2}\]?(?:[./]+(?:src|url|href|path|link))?"
    r"|price[./](?P<currency>currency)(?:_?code)?"
    r"|(?P<column>price|sale_price|compare_at_price|brand|category|title|description)"
    r"[./](?:amount|value|gross|name|label|text|plain)"
)
"""Columns of tables that were made of nested JSON: images.0, price.amount, brand/name."""
WITH_CURRENCY = re.compile(r"(.+?)_*(?:[(\[](.+?)[)\]]?|_in_(\w+)|_([a-z]{3}|[€£]))")


LONGEST_NAME = 60
"""Characters of a name in which a currency is looked for."""


@lru_cache(maxsize=1000)
def with_currency(name: str) -> tuple[str, str]:
    """Return the column of prices and the currency in "Price (EUR)" or PriceUSD; else "", ""."""
    match = WITH_CURRENCY.fullmatch(normalized(name))
    if match and (column := ALIASES.get(match[1], match[1])) in PRICES:
        code = currency_of(match[2] or match[3] or match[4], "")
        return (column, code) if code else ("", "")
    words = words_of(name)
    codes = {currency_of(word, "") for word in words if is_currency(word)}
    bare_name = "_".join(word for word in words if word != "in" and not is_currency(word))
    column = ALIASES.get(bare_name, bare_name)
    return (column, codes.pop()) if column in PRICES and len(codes) == 1 else ("", "")


@lru_cache(maxsize=1000)
def of_cents(name: str) -> str:
    """Return the column of prices for one that holds them in cents: price_cents; else ""."""
    words = words_of(name)
    bare_name = "_".join(word for word in words if word not in CENTS)
    column = ALIASES.get(bare_name, bare_name)
    return column if column in PRICES and set(words) & CENTS - {"in", "units"} else ""


CENTS = {"in", "cent", "cents", "pence", "pennies", "centimes", "minor", "units"}


def words_of(name: str) -> list[str]:
    """Return the words of a name, also of one written as priceEUR or Price/EUR."""
    return [word for word in re.split(r"[_/,:;()\[\]-]+", normalized(apart(name))) if word]


def apart(name: str) -> str:
    """Return the name with spaces between its words where capitals or signs begin these."""
    return re.sub(r"(?<=[a-zäöüß])(?=[A-Z€£])|(?<=[€£])(?=\w)", " ", name)


def is_currency(word: str) -> bool:
    """Return whether the word is a code or a sign of one currency that is no other word."""
    codes = SIGNS.get(word, ())
    return len(codes) == 1 and (not word.isalpha() or codes[0].lower() == word)


OF_IMAGE = "(?:_(?:url|link|src|file|address))?"
NUMBERED_IMAGE = re.compile(
    rf"^(?:(?:additional|extra|gallery|other|more|further)_)?"
    rf"(?:images?|photos?|pictures?|img|bild|foto|imagen)(?:_(?:extra|gallery))?{OF_IMAGE}"
    rf"[_#-]*\d{{1,2}}"
    rf"{OF_IMAGE}$"
)
"""One of several columns: "Image 2", "Picture URL 3"."""


DECORATION = " *#:?!`[]\"'\u201c\u201d"
"""What stands around the names of columns: a mark of required ones, quotes of databases."""
REQUIRED = re.compile(r"\((?:required|optional|mandatory|pflichtfeld)\)", re.IGNORECASE)
MISREAD_BOM = "ï»¿"


def normalized(name: str) -> str:
    """Return the name in lower case with underscores, without marks and decoration."""
    plain = UNSEEN.sub("", name).removeprefix(MISREAD_BOM)
    plain = REQUIRED.sub("", plain).strip(DECORATION)
    plain = unicodedata.normalize("NFC", plain).lower().replace("i\u0307", "i")
    return "_".join(plain.split())


def are_of_one_language(names: Iterable[str]) -> bool:
    """Return whether the columns of colors among these are called Color, Colour, Colors and so on.

    Those called otherwise may hold the same colors in another language.
    """
    of_colors = (normalized(name) for name in names if column(name) == "colors")
    return all(map(COLOR.fullmatch, of_colors))


COLOR = re.compile(r"colou?rs?(?:_\w+)?")
"""Names of such columns in English: `color`, `colour_name`; "colore" is Italian."""


def bare(name: str) -> str:
    """Return the name without units and marks: "Price (EUR)" is "price", "Name *" is "name"."""
    normal = re.sub(r"[(\[].*?[)\]]|[*#?:]", " ", normalized(name).replace("-", "_"))
    normal = re.sub(r"_in_[a-z]{3}$|_[a-z]{3}$(?<=_eur|_usd|_gbp|_chf)", "", normal.strip(" _"))
    return "_".join(normal.replace("_", " ").split())
