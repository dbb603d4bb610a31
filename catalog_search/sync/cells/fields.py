"""Parse one value of a source row into what a Record stores.

Each parser raises ValueError with a message that follows the column's name: "is not a price".
"""

import re
from collections.abc import Mapping
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
from catalog_search.sync.cells.prices.objects import currency as currency
from catalog_search.sync.cells.prices.objects import first_of as first_of
from catalog_search.sync.cells.prices.objects import price as price
from catalog_search.sync.cells.texts import as_text as as_text
from catalog_search.sync.cells.texts import in_one_language, text_in
from catalog_search.text.cleaning import UNSEEN, cleaned, one_line, storable

MAX_SKU_BYTES = 1024
"""As long as a photo's key. PostgreSQL cannot index values of about 2,700 bytes or more."""

MAX_CATEGORY, MAX_URL = 500, 2000

STOCK_KEYS = (
    *("is_in_stock", "inStock", "in_stock", "isInStock", "available", "availability", "quantity"),
    *("qty", "stock", "count", "value", "status", "instock", "isAvailable", "is_available"),
    *("stock_status", "stockStatus", "inventory_level", "inventoryLevel", "level", "on_hand"),
    *("onHand", "total", "amount", "@value", "$numberInt", "$numberLong", "$numberDouble"),
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
SHOWN = re.compile(r"\s*=\s*HYPERLINK\(\s*\"[^\"]*\"\s*[,;]\s*\"([^\"]+)\"\s*\)\s*", re.IGNORECASE)
"""A formula, with the text that a spreadsheet shows for it."""
SCHEMA_ORG = re.compile(r"https?://schema\.org/", re.IGNORECASE)


def text(value: object, max_length: int) -> str:
    """Return the value as one line, cut to `max_length` characters."""
    text = text_in(value)
    shown = SHOWN.fullmatch(text)
    return one_line(plain_text(shown[1] if shown else text))[:max_length]


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


def in_stock(value: object) -> bool:
    """Return the value of yes/no or true/false, or whether a stock count is above 0; see stock.py.

    An empty value counts as in stock.
    """
    while isinstance(value, Mapping):
        told = first_of(value, STOCK_KEYS)
        if told is None and first_of(value, value) is not None:
            raise ValueError(stock.UNCLEAR)
        value = told
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
    value = in_one_language(value)
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
    longest = max(levels, key=len, default=())
    if all(longest[: len(path)] == path for path in levels):
        return level_names(longest)
    deep = [path for path in levels if len(path) > 1]
    if len(deep) > 1 or any(
        path[:1] == other[:1] for path in deep for other in levels if other is not path
    ):
        return read_path(names[0], style)
    return level_names(name for path in levels for name in path)
