"""One value of a row as a Record holds it. Each raises ValueError, which says what is wrong."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from catalog_search.sync.cleaning import cleaned, one_line

MOST_SKU_BYTES = 1024
"""An index of PostgreSQL takes no entry of 2,700 bytes; a photo's key has 1,024 at most."""

MOST_COLORS = 50
MOST_CATEGORY, MOST_URL = 500, 2000
PRICE_LIMIT = Decimal(10) ** 10

YES = {"yes", "y", "true", "t", "in stock", "in_stock", "instock", "available"}
NO = {"no", "n", "false", "f", "out of stock", "out_of_stock", "outofstock", "sold out"}

AMOUNT = re.compile(r"\D*?(-?[.,]?\d[\d.,' ]*)\D*")
"""A number, with a currency before or after it."""

THOUSANDS_GAP = re.compile(r"(?<=\d)[ '](?=\d{3}(\D|$))")
PLAIN = re.compile(r"-?\d*\.?\d+")
ENGLISH = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
CONTINENTAL = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}")


def text(value: object, most: int) -> str:
    """Return one line of at most so many characters; what is beyond is cut off."""
    return one_line(as_text(value))[:most]


def long_text(value: object, most: int) -> str:
    """Return lines of at most so many characters together; what is beyond is cut off."""
    return cleaned(as_text(value))[:most]


def as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    raise ValueError("is not a text")


def sku(value: object) -> str:
    found = one_line(as_text(value))
    if not found:
        raise ValueError("is missing")
    if len(found.encode()) > MOST_SKU_BYTES:
        raise ValueError(f"is longer than {MOST_SKU_BYTES} bytes")
    return found


def price(value: object) -> Decimal | None:
    """Return the amount in hundredths: 1299, "12.50", "1,299.00", "12,50", "$ 5", "12.50 EUR"."""
    written = one_line(as_text(value))
    if not written:
        return None
    found = AMOUNT.fullmatch(written)
    if not found:
        raise ValueError("is not a price")
    amount = Decimal(number(found[1])).quantize(Decimal("0.01"))
    if amount < 0:
        raise ValueError("is negative")
    if amount >= PRICE_LIMIT:
        raise ValueError("is too high to be a price")
    return amount


def number(written: str) -> str:
    """Return an amount, however its thousands and decimals are set apart, as Decimal reads it."""
    digits = THOUSANDS_GAP.sub("", written.strip(" '")).rstrip(".,")
    if ENGLISH.fullmatch(digits):
        return digits.replace(",", "")
    if CONTINENTAL.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    if not PLAIN.fullmatch(digits) or len(digits) > 25:
        raise ValueError("is not a price")
    return digits


def currency(value: object) -> str:
    found = one_line(as_text(value)).upper()
    if found and not re.fullmatch(r"[A-Z]{3}", found):
        raise ValueError("is not a currency of three letters such as EUR")
    return found


def in_stock(value: object) -> bool:
    """Return the answer of yes or no, of true or false, or whether a number of pieces is not 0."""
    if isinstance(value, bool):
        return value
    found = one_line(as_text(value)).lower()
    if found in NO:
        return False
    if found in YES or not found:
        return True
    try:
        return Decimal(found) > 0
    except InvalidOperation:
        raise ValueError("is neither yes nor no nor a number of pieces") from None


def url(value: object) -> str:
    """Return an address of http(s), or a path from the site's root."""
    found = as_text(value).strip()
    if not found:
        return ""
    if len(found) > MOST_URL:
        raise ValueError(f"is longer than {MOST_URL} characters")
    if re.search(r"[\s\\<>\"]", found) or cleaned(found) != found:
        raise ValueError("has characters that no address has")
    parts = urlsplit(found)
    web = parts.scheme in ("http", "https") and parts.netloc
    local = not parts.scheme and not parts.netloc and found.startswith("/")
    if not (web or local):
        raise ValueError("is not an address that begins with http://, https:// or /")
    return found


def category(value: object) -> tuple[str, ...]:
    """Return the path of a list of names, or of one text: "Apparel > Shoes"."""
    names = value if isinstance(value, list | tuple) else [value]
    split = [part for name in names for part in as_text(name).split(">")]
    path = tuple(filter(None, map(one_line, split)))
    if len(" > ".join(path)) > MOST_CATEGORY:
        raise ValueError(f"is longer than {MOST_CATEGORY} characters")
    return path


def colors(value: object) -> tuple[str, ...]:
    """Return the names of a list, or of one text with commas or semicolons between them."""
    names = value if isinstance(value, list | tuple) else re.split(r"[,;|]", as_text(value))
    return tuple(unique(text(name, 100) for name in names))[:MOST_COLORS]


def unique(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(name for name in names if name)
