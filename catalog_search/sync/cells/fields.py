"""Parse one value of a source row into what a Record stores.

Each parser raises ValueError with a message that follows the column's name: "is not a price".
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import urlsplit

from catalog_search.exceptions import message as _
from catalog_search.sync.cells import stock
from catalog_search.sync.cells.categories.names import (
    ADDRESS,
    in_order,
    level_names,
    of_levels,
    with_parents,
)
from catalog_search.sync.cells.categories.none import is_no_category
from catalog_search.sync.cells.categories.paths import (
    LEVELS,
    CategoryStyle,
    read_path,
    single_spaced,
)
from catalog_search.sync.cells.cleaning import listed, written
from catalog_search.sync.cells.markup import plain_text, without_entities
from catalog_search.sync.cells.prices.currency_signs import currency_of, is_known_code
from catalog_search.sync.cells.prices.money import (
    BELOW_A_CENT,
    LIMIT,
    Money,
    PriceStyle,
    read_money,
)
from catalog_search.sync.cells.texts import as_text as as_text
from catalog_search.sync.cells.texts import text_in
from catalog_search.text.cleaning import UNSEEN, cleaned, one_line, storable

MAX_SKU_BYTES = 1024
"""As long as a photo's key. PostgreSQL cannot index values of about 2,700 bytes or more."""

MAX_CATEGORY, MAX_URL = 500, 2000

STOCK_KEYS = (
    *("is_in_stock", "inStock", "in_stock", "isInStock", "available", "availability", "quantity"),
    *("qty", "stock", "count", "value", "status"),
)
"""What objects of JSON call the stock."""
FURTHER = re.compile(r"[|;,\s]+(?=https?://)")
"""What divides several addresses."""
LINK = re.compile(
    r"=\s*HYPERLINK\(\s*\"([^\"]+)\".*\)|<a\s[^<>]*href\s*=\s*[\"']?([^\"'<>\s]+).*"
    r"|\[[^\[\]]*\]\(([^()\s]+)\)",
    re.DOTALL | re.IGNORECASE,
)
"""An address in a formula, in HTML or in Markdown."""
SCHEMA_ORG = re.compile(r"https?://schema\.org/", re.IGNORECASE)


AMOUNT_KEYS = (
    *("amount", "value", "price", "gross", "withTax", "inclTax", "incl_tax", "$numberDecimal"),
    *("$numberInt", "$numberDouble", "lowPrice", "low_price", "minPrice", "min_price", "min"),
    *("minVariantPrice", "formatted", "display"),
)
WORDS_TOO = ("all", "cup", "top", "try")
"""Words that are codes of currencies in capitals."""
MINOR_KEYS = ("centAmount", "cent_amount", "amount_cents", "amount_minor", "minor_amount", "cents")
CURRENCY_KEYS = ("currency", "currency_code", "currencyCode", "priceCurrency")
DIGIT_KEYS = ("fractionDigits", "precision", "scale", "exponent", "currency_minor_unit")
"""How objects of JSON call the parts of a price. With digits, or in minor units, 1299 is 12.99."""


def text(value: object, max_length: int) -> str:
    """Return the value as one line, cut to `max_length` characters."""
    return one_line(plain_text(text_in(value)))[:max_length]


def long_text(value: object, max_length: int) -> str:
    """Return the value as text with its line breaks, cut to `max_length` characters."""
    return cleaned(plain_text(text_in(value, between="\n")))[:max_length]


NO_BRANDS = frozenset(
    [
        *("no brand", "no-brand", "nobrand", "unbranded", "not applicable", "ohne marke", "keine"),
        *("sans marque", "sin marca", "senza marca", "geen merk", "bez marki", "без бренда"),
    ]
)
"""What shops write where a product has no brand."""


def brand(value: object) -> str:
    name = text(value, max_length=200)
    return "" if name.casefold() in NO_BRANDS else name


def sku(value: object) -> str:
    sku = one_line(without_entities(UNSEEN.sub("", as_text(value))))
    if not sku:
        raise ValueError(_("is missing"))
    if len(sku.encode()) > MAX_SKU_BYTES:
        raise ValueError(_("is longer than %(limit)s bytes", limit=MAX_SKU_BYTES))
    return sku


def price(value: object, style: PriceStyle, usual: str) -> Money | None:
    """Return the amount and the currency that the cell names, or None if empty; see money.py.

    Numbers of JSON and of Python are certain, text depends on the file's style and, where a sign
    stands for several currencies, on the usual one.
    """
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        value = value[0]
    if isinstance(value, Mapping):
        return price_of_object(value, style, usual)
    if isinstance(value, str):
        return read_money(value, style, usual)
    line = as_text(value)
    if not line:
        return None
    amount = Decimal(line)
    if not amount.is_finite():
        raise ValueError(_("is not a price"))
    if amount < 0:
        raise ValueError(_("is negative"))
    if amount >= LIMIT:
        raise ValueError(_("is too high to be a price"))
    rounded = amount.quantize(Decimal("0.01"))
    if amount and not rounded:
        raise ValueError(BELOW_A_CENT)
    return Money(rounded)


def price_of_object(value: Mapping[str, object], style: PriceStyle, usual: str) -> Money | None:
    """Return the price in an object of JSON: {"amount": 5, "currency": "EUR"} or {"EUR": 5}."""
    named, amount, minor, digits = (
        first_of(value, names) for names in (CURRENCY_KEYS, AMOUNT_KEYS, MINOR_KEYS, DIGIT_KEYS)
    )
    if code := in_currencies(value, usual):
        named, amount = code.upper(), value[code]
    if amount is None and minor is not None:
        amount, digits = minor, 2 if digits is None else digits
    if amount is None or isinstance(amount, list):
        raise ValueError(_("is not a price"))
    if re.fullmatch(r"[0-4]", str(digits)) and re.fullmatch(r"\d+", str(amount)):
        amount = Decimal(str(amount)).scaleb(-int(str(digits)))
    money = price(amount, style, usual)
    return money and Money(money.amount, money.currency or currency(named))


def in_currencies(value: Mapping[str, object], usual: str) -> str:
    """Return the key in an object whose keys are codes of currencies: the usual or the only one."""
    codes = {name.upper(): name for name in value if name.isupper() or name not in WORDS_TOO}
    if not codes or len(codes) < len(value) or not all(map(is_known_code, codes)):
        return ""
    return codes.get(usual, next(iter(value)) if len(value) == 1 else "")


def first_of(value: Mapping[str, object], names: Iterable[str]) -> object:
    return next((value[name] for name in names if value.get(name) not in (None, "")), None)


def currency(value: object) -> str:
    """Return the code of a currency, also of one that is named by its sign: €, US$."""
    text = one_line(as_text(value))
    code = text.upper()
    if code and (not re.fullmatch(r"[A-Z]{3}", code) or not is_known_code(code)):
        code = currency_of(text, "") or code
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise ValueError(_("is not a three-letter currency code such as EUR"))
    if code and not is_known_code(code):
        raise ValueError(_("is no currency that is known; write a code such as EUR"))
    return code


def in_stock(value: object) -> bool:
    """Return the value of yes/no or true/false, or whether a stock count is above 0; see stock.py.

    An empty value counts as in stock.
    """
    if isinstance(value, Mapping):
        value = first_of(value, STOCK_KEYS)
    if isinstance(value, bool):
        return value
    return stock.in_stock(SCHEMA_ORG.sub("", one_line(as_text(value))))


def url(value: object) -> str:
    """Return an http(s) URL, or a path from the site's root."""
    address = FURTHER.split(without_entities(as_text(value)).strip(), maxsplit=1)[0]
    if link := LINK.fullmatch(address):
        address = next(filter(None, link.groups()))
    if not address:
        return ""
    if len(address) > MAX_URL:
        raise ValueError(_("is longer than %(limit)s characters", limit=MAX_URL))
    if re.search(r"[\s\\<>\"]", address) or storable(address) != address:
        raise ValueError(_("contains characters that are not allowed in a URL"))
    parts = urlsplit(address)
    is_web = parts.scheme in ("http", "https") and parts.netloc
    is_local = not parts.scheme and not parts.netloc and address.startswith("/")
    if not (is_web or is_local):
        raise ValueError(_("is not a URL; it must start with http://, https:// or /"))
    return address


def category(value: object, style: CategoryStyle) -> tuple[str, ...]:
    """Return the category path of a list of names, or of one text; see category_paths.py.

    Raises UncertainPath with the path that was taken.
    """
    path = path_in(value, style)
    if len(" > ".join(path)) > MAX_CATEGORY:
        raise ValueError(_("is longer than %(limit)s characters", limit=MAX_CATEGORY))
    return () if len(path) == 1 and is_no_category(path[0]) else path


def path_in(value: object, style: CategoryStyle) -> tuple[str, ...]:
    """Return the path in a text, in a list of its names, or in the first item of a list of paths.

    Items may be objects with a name: {"id": 3, "name": "Hats"}.
    """
    if isinstance(value, str):
        if ADDRESS.fullmatch(value.strip()):
            raise ValueError(_("is an address and no path of categories"))
        value = listed(value) or written(value) or value
    if isinstance(value, Mapping):
        items = of_levels(value) or with_parents(value)
        value = items if len(items) > 1 else items[0]
    if not isinstance(value, list | tuple):
        return read_path(as_text(value), style)
    value = in_order(value)
    if paths := [each for each in value if isinstance(each, list | tuple) and each]:
        return path_in(paths[0], style)
    names = [text for each in value if (text := single_spaced(plain_text(as_text(each))).strip())]
    levels = [tuple(map(one_line, LEVELS.split(text))) for text in names]
    deep = [path for path in levels if len(path) > 1]
    if len(deep) > 1 or any(
        path[:1] == other[:1] for path in deep for other in levels if other is not path
    ):
        return read_path(names[0], style)
    return level_names(name for path in levels for name in path)
