"""Turn one row of a source into a Record, and report its unusable values as Problems."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from django.db.models import Model

from catalog_search.exceptions import Message
from catalog_search.exceptions import message as _
from catalog_search.sync.cells import answers, color_names, fields
from catalog_search.sync.cells.categories.paths import UncertainPath
from catalog_search.sync.cells.cleaning import (
    MAX_ATTRIBUTES,
    json_value,
    key_problem,
    listed,
    quoted,
    resolved,
)
from catalog_search.sync.cells.placeholders import stands_for_nothing
from catalog_search.sync.cells.style import NO_STYLE, FileStyle
from catalog_search.sync.cells.texts import attribute_in_one_language
from catalog_search.sync.photo_names.image_cells import paths
from catalog_search.sync.photo_names.spellings import is_address, is_photo_name, without_query
from catalog_search.sync.records import offers, sales
from catalog_search.sync.records.amounts import PRICES, from_small_units
from catalog_search.sync.records.skus import whole_sku
from catalog_search.sync.records.stock import told_elsewhere
from catalog_search.sync.records.subcategories import with_levels
from catalog_search.sync.records.unclear_currencies import unclear_currency
from catalog_search.sync.tables.columns import (
    DOCUMENTED,
    are_of_one_language,
    bare,
    column,
    of_cents,
    with_currency,
)
from catalog_search.text.cleaning import one_line
from catalog_search.types import Problem, Record

MAX_IMAGES = 100

COLUMNS: dict[str, Callable[[object], Any]] = {
    "title": partial(fields.text, max_length=1000),
    "description": partial(fields.long_text, max_length=20_000),
    "brand": fields.brand,
    "colors": color_names.colors,
    "currency": fields.currency,
    "in_stock": fields.in_stock,
    "url": fields.url,
}
"""The parsers of the documented columns that are parsed from their own cell alone."""

OTHER_COLUMNS = ("sku", "images", "category", *offers.FIELDS)


def from_row(
    row: Mapping[str, object],
    where: str,
    line: int | None = None,
    folder: str = "",
    prefix: str = "",
    style: FileStyle = NO_STYLE,
) -> Iterator[Record | Problem]:
    """Yield a Problem for each unusable value, then the Record, unless the SKU is unusable.

    The row is one without cells that are too deep (see deep_cells.py); `where` and `line` locate
    it. `style` is how its file writes its cells. Image paths are relative to `folder` and must
    stay inside `prefix`. An unusable value is left out: a bad price must not remove a product
    from the shop.
    """
    values = by_column(row)
    try:
        sku = whole_sku(values.pop("sku", None))
    except ValueError as error:
        reason = error.args[0]
        photos, _unfit, _further = images("", values.get("images"), folder, prefix)
        yield Problem(where, reason, line, product_lost=True, left_out=photos)
        return
    if values.get("in_stock") in (None, "", {}):
        values["in_stock"] = told_elsewhere(values)
    parsed, reasons = single_cells(sku, values)
    parsed["category"], uncertain = category(sku, with_levels(values), style)
    values.pop("category", None)
    drop_unused_sale(values)
    unclear = unclear_currency(values, parsed.get("currency", ""))
    offer, unusable = offer_of(sku, values, style, parsed.get("currency", ""))
    parsed |= offer
    parsed["images"], unfit, further = images(sku, values.pop("images", None), folder, prefix)
    for reason in reasons + uncertain:
        yield Problem(where, reason, line)
    if unclear and "price" in offer and not parsed.get("currency"):
        yield Problem(where, unclear, line, warning=True)
    for reason in unusable:
        yield Problem(where, reason, line)
    for reason in unfit:
        yield Problem(where, reason, line, left_out=further)
    yield Record(sku=sku, **parsed, attributes=attributes(values), where=where, line=line)


def single_cells(sku: str, values: dict[str, object]) -> tuple[dict[str, Any], list[Message]]:
    """Take COLUMNS out of `values`; return the fields of a Record, and why others are left out."""
    parsed: dict[str, Any] = {}
    reasons: list[Message] = []
    for name, parse in COLUMNS.items():
        value = values.pop(name, None)
        try:
            parsed[name] = parse(value)
            if name == "in_stock":
                parsed["stock_told"] = value not in (None, "", {})
        except ValueError as error:
            details = {"sku": sku, "name": name, "value": quoted(value), "error": error}
            reasons.append(_("%(sku)s: %(name)s %(value)s %(error)s.", **details))
    return parsed, reasons


def category(sku: str, cell: object, style: FileStyle) -> tuple[tuple[str, ...], list[Message]]:
    """Return the path in the cell, and what is wrong with it."""
    try:
        return fields.category(cell, style.categories), []
    except ValueError as error:
        details = {"sku": sku, "value": quoted(cell), "error": error}
        reason = _("%(sku)s: category %(value)s %(error)s.", **details)
        return error.path if isinstance(error, UncertainPath) else (), [reason]


def offer_of(
    sku: str, values: dict[str, object], style: FileStyle, currency: str
) -> tuple[dict[str, Any], list[Message]]:
    """Take the columns of the offer out of `values`; return fields of a Record, and problems."""
    offer, reasons = offers.read(values, style.prices, currency)
    return offer, [_("%(sku)s: %(reason)s.", sku=sku, reason=reason) for reason in reasons]


def images(
    sku: str, cell: object, folder: str, prefix: str
) -> tuple[tuple[str, ...], list[Message], tuple[str, ...]]:
    """Return the keys of the images that the cell names, each once; why others are left out; and
    those that are one too many.
    """
    keys: list[str] = []
    reasons: list[Message] = []
    for path in paths(cell):
        try:
            keys.append(image_key(path, folder, prefix))
        except ValueError as error:
            details = {"sku": sku, "path": quoted(path), "error": error}
            reasons.append(_("%(sku)s: image %(path)s %(error)s.", **details))
    if len(keys) > MAX_IMAGES:
        details = {"sku": sku, "limit": MAX_IMAGES}
        reasons.append(_("%(sku)s: only the first %(limit)s images are used.", **details))
    return tuple(dict.fromkeys(keys[:MAX_IMAGES])), reasons, tuple(keys[MAX_IMAGES:])


def by_column(row: Mapping[str, object]) -> dict[str, object]:
    """Return the row by documented column names; of two with one name, the first with a value.

    Several columns of images are one. A price whose column names its currency is in that; such a
    price in another currency than the row's is an attribute. If there is no other, its cell says
    the currency, so that amounts.money() tells which two of them disagree.
    """
    values: dict[str, object] = {}
    foreign: dict[str, object] = {}
    currency = stated = stated_currency(row)
    for name, value in row.items():
        documented = column(name)
        if stands_for_nothing(value, documented, documented in DOCUMENTED):
            value = ""
        if documented in PRICES and value not in (None, "") and of_cents(name):
            price = from_small_units(value, currency)
            documented, value = (documented, price) if price else (one_line(name), value)
        before = values.get(documented)
        code = with_currency(name)[1] if documented in PRICES else ""
        if code and value not in (None, "") and currency not in ("", code):
            values[one_line(name)] = value
            foreign.setdefault(documented, f"{value} {code}")
        elif before in (None, ""):
            values[documented] = value
            currency = currency or (code if value not in (None, "") else "")
        elif documented == "images" and value not in (None, ""):
            values[documented] = [*paths(before), *paths(value)]
        elif documented == "colors" and isinstance(value, str) and are_of_one_language(row):
            values[documented] = f"{before}; {value}" if isinstance(before, str) else before
    if currency and values.get("currency") in (None, ""):
        values["currency"] = currency
    for documented, value in foreign.items() if stated else ():
        if values.get(documented) in (None, ""):
            values[documented] = value
    return values


def stated_currency(row: Mapping[str, object]) -> str:
    """Return the code in the row's column of currencies, "" without one that can be used."""
    for name, value in row.items():
        if column(name) == "currency":
            with suppress(ValueError):
                return fields.currency(value)
    return ""


def drop_unused_sale(values: dict[str, object]) -> None:
    """Drop the sale price and its dates if a column `on sale` says that they do not count."""
    cells = (value for name, value in values.items() if bare(name) == "on_sale")
    if any(answers.answer(str(cell)) is False for cell in cells):
        for name in ("sale_price", sales.STARTS, sales.ENDS, sales.PERIOD):
            values.pop(name, None)


def image_key(path: object, folder: str, prefix: str) -> str:
    """Return the key, or the address of an image as it is; see photo_names.py."""
    if isinstance(path, Model):
        raise ValueError(_("is a %(kind)s, not a path", kind=type(path).__name__))
    if not isinstance(path, str) or not path:
        raise ValueError(_("is not a path"))
    if len(path) > fields.MAX_URL:
        raise ValueError(_("is longer than %(limit)s characters", limit=fields.MAX_URL))
    if not is_photo_name(path):
        raise ValueError(_("is not a .jpg, .jpeg, .png or .webp file"))
    key = path if is_address(path) else resolved(path, folder, prefix)
    if key is None:
        raise ValueError(_("is outside the store's folder"))
    if reason := key_problem(without_query(key)):
        raise ValueError(reason)
    return key


def list_or(value: object) -> object:
    """Return the list that a text writes, '["S", "M"]', or the value as it is."""
    items = listed(value) if isinstance(value, str) else None
    return value if items is None else items


def attributes(values: Mapping[str, object]) -> dict[str, object]:
    """Return the further columns that have a value, in a form that JSON can store."""
    plain = {name: attribute_in_one_language(value) for name, value in values.items() if name}
    stored = {name[:200]: json_value(list_or(value)) for name, value in plain.items()}
    filled = [(name, value) for name, value in stored.items() if value not in (None, "", [], {})]
    return dict(filled[:MAX_ATTRIBUTES])
