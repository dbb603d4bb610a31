"""Tell which documented column a name of a manifest stands for, or may be meant to be."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import UNSEEN, one_line
from catalog_search.sync.cells.currency_signs import SIGNS, currency_of
from catalog_search.sync.records.amounts import PRICES
from catalog_search.sync.tables.names import (
    ALIASES,
    AROUND_PRICES,
    MEANT,
    NOT_PAID,
    PRICE_NAMES,
    PRICE_WORDS,
)
from catalog_search.sync.tables.names import DOCUMENTED as DOCUMENTED
from catalog_search.types import Problem

MIN_LIKENESS = 0.8
"""Least likeness of two names: their share of common letters (difflib's ratio), as in `titel`."""

MAX_RENAMINGS = 30
"""Columns."""


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
    apart = re.sub(r"(?<=[a-zäöüß])(?=[A-Z€£])|(?<=[€£])(?=\w)", " ", name)
    return [word for word in re.split(r"[_/,:;()\[\]-]+", normalized(apart)) if word]


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


def bare(name: str) -> str:
    """Return the name without units and marks: "Price (EUR)" is "price", "Name *" is "name"."""
    normal = re.sub(r"[(\[].*?[)\]]|[*#?:]", " ", normalized(name).replace("-", "_"))
    normal = re.sub(r"_in_[a-z]{3}$|_[a-z]{3}$(?<=_eur|_usd|_gbp|_chf)", "", normal.strip(" _"))
    return "_".join(normal.replace("_", " ").split())


def misnamed(names: Iterable[str], configured: Collection[str] = ()) -> Problem | None:
    """Return one warning that lists the columns whose name is near to a missing documented one.

    Those in `configured` are filters or shown, so that their names are meant.
    """
    present = list(dict.fromkeys(name for name in map(column, names) if name))
    undocumented = [name for name in present if name not in DOCUMENTED and name not in configured]
    hints = [(name[:60], near) for name in undocumented if (near := near_column(name, present))]
    renamings = [f"{name!r} → {near!r}" for name, near in hints[:MAX_RENAMINGS]]
    reason = _(
        "These columns are kept as attributes. If others are meant, rename them: %(asked)s.",
        asked=", ".join(renamings),
    )
    return Problem("", reason, warning=True) if renamings else None


OF_DEALERS = ("wholesale", "dealer_price", "purchase_price", "cost_price", "einkaufspreis")
"""Prices that no shopper pays, near as they are to the names of others."""
OF_OTHERS = frozenset(["parent", "related", "upsell", "upsells", "cross", "crosssell", "products"])
"""Words in the names of columns that hold keys of other products."""
LANGUAGE_WORDS = """
    en de fr es it nl pt pl sv da nb fi cs sk hu ro ru uk tr el ja zh ko ar us gb at ch br mx
    english german french spanish italian dutch portuguese polish deutsch français español italiano
"""
LANGUAGES = frozenset(LANGUAGE_WORDS.split())
"""Words that tell whose language a column is in: title_de, "Description (EN)"."""


def near_column(name: str, present: Collection[str]) -> str:
    """Return the documented column that is missing and near to this name, "" if none is."""
    normal = bare(name)
    if any(word in normal for word in OF_DEALERS):
        return ""
    words = [word for word in words_of(name) if word not in LANGUAGES]
    if not {"sku", "артикул"}.isdisjoint(words) and OF_OTHERS.isdisjoint(words):
        return "" if "sku" in present else "sku"
    for spelling in (normal, ALIASES.get("_".join(words), "_".join(words))):
        if spelling in DOCUMENTED and spelling not in present:
            return spelling
    plain = "_".join(
        word for word in words_of(normal) if word.strip(".") not in AROUND_PRICES | LANGUAGES
    )
    listed = [column for column, names in MEANT.items() if {normal, plain} & {*names.split()}]
    listed = [column for column in listed if column not in present] or listed
    similar = difflib.get_close_matches(normal, [*DOCUMENTED, *ALIASES], 1, MIN_LIKENESS)
    near = [*listed, *similar, *([plain] if plain in (*PRICES, *ALIASES) else [])]
    documented = ALIASES.get(near[0], near[0]) if near else price_meant(name)
    return "" if documented in present else documented


def price_meant(name: str) -> str:
    """Return "price" for a name about prices: "Our price", or USD alone; else ""."""
    words = words_of(name)
    text = "_".join(words)
    names_price = any(word in text for word in PRICE_WORDS) or not PRICE_NAMES.isdisjoint(words)
    tells = names_price and not any(word in text for word in NOT_PAID)
    return "price" if tells or (len(words) == 1 and is_currency(words[0])) else ""
