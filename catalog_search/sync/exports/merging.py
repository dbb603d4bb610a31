"""Make one row in the documented columns of a product's variants."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from catalog_search.sync.cells.categories.none import is_no_category
from catalog_search.sync.cells.style import FileStyle
from catalog_search.sync.exports import offers
from catalog_search.sync.exports.cells import Cells, filled, parts, unique
from catalog_search.sync.exports.currencies import currency_of, in_one_currency
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.false_sales import with_true_sales
from catalog_search.sync.exports.naming import has_value, is_color_field
from catalog_search.sync.exports.offers import (
    answer,
    before_cell,
    in_stock,
    option_names,
    options,
    price_cell,
)
from catalog_search.sync.exports.prices import Variant, priced, read_prices, sale_of
from catalog_search.sync.photo_names.image_cells import paths
from catalog_search.sync.photo_names.spellings import is_photo_name
from catalog_search.types import Problem

NUMBER = r"(?:\d+|[0-9a-f]{32})"
NUMBERS = re.compile(rf"{NUMBER}(?:[,;|\s]+{NUMBER})*[,;|\s]*", re.IGNORECASE)
"""Categories by number."""
CATEGORY_ID = re.compile(r"\s\((?=[A-Z]*\d)[A-Z0-9]{16,}\)(?=\s*(?:$|[,;|>]))")
"""What Square writes behind the name of a category: "Wear (T2B3ROTJ3HFGVBO22QLOOJDE)"."""
NO_IMAGE = "no_selection"
"""What Magento writes where a product has none."""
ADDRESSES = re.compile(r"[|;,\s]+(?=https?://)")
"""What divides addresses, whatever the system writes between them."""
ROOT = re.compile(r"home|root(?: catalog)?|startseite|inicio|accueil", re.IGNORECASE)
"""What shops call the root of all categories."""

Row = tuple[int, Mapping[str, object]]


def merged(
    sku: str, variants: Sequence[Variant], export: Export, style: FileStyle
) -> Iterator[Row | Problem]:
    """Yield the product's row, and before it a problem for each amount that cannot be read."""
    variants, foreign = in_one_currency(sku, variants, export)
    variants, above = with_true_sales(sku, variants, export, style)
    yield from (*foreign, *above)
    rows = [variant.cells for variant in variants]
    sold = sold_rows(rows, export, has_own_row=variants[0].own == sku)
    values: dict[str, object] = {"sku": sku, **dict(first_values(rows, export))}
    prices, problems = read_prices(sku, variants, sold, style, partial(price_cell, export=export))
    yield from problems
    if not prices:
        prices, _ = read_prices(sku, variants, rows, style, partial(price_cell, export=export))
    values |= priced(prices)
    sale, sale_problems = sale_of(sku, variants, sold, export, style)
    yield from (each for each in dict.fromkeys(sale_problems) if each not in problems)
    # Where both are the same, the sale is that of a variant that is not the cheapest.
    values |= sale if sale.get("sale_price") != values.get("price") else {}
    values["compare_at_price"] = before_cell(sold, str(values.get("price", "")), export)
    values["in_stock"] = in_stock([answer(row, export) for row in sold])
    values["variants"] = offers.variants(rows, sold, export)
    values["images"] = images(rows, export)
    values.setdefault("currency", currency_of(rows))
    yield variants[0].line, values | attributes(sku, rows, export)


def sold_rows(rows: list[Cells], export: Export, *, has_own_row: bool) -> list[Cells]:
    """Return the rows of what can be bought: the variants, or the product where it has none.

    `has_own_row` is whether the first row is the product's own.
    """
    offered = [row for row in rows if has_value(row, export.variant_rows)]
    offered = offered or (
        rows if export.parent_is_sold or len(rows) == 1 or not has_own_row else rows[1:]
    )
    # A row without a price only adds a photo.
    return [row for row in offered if price_cell(row, export)] or offered


def first_values(rows: Sequence[Cells], export: Export) -> Iterator[tuple[str, str]]:
    """Yield each documented column with its first value in these rows, "" if there is none."""
    for name, columns in export.columns.items():
        texts = [row.get(column, "") for row in rows for column in columns]
        flat = [part for text in texts for part in (text if isinstance(text, list) else [text])]
        if name == "category":
            flat = categories(flat, export)
        yield name, next((text for text in flat if is_value(name, text)), "")


def images(rows: Sequence[Cells], export: Export) -> list[str]:
    """Return the images that the rows name, each once."""
    return unique(
        image
        for row in rows
        for column in export.images
        for cell in parts(row.get(column, []), export.separator)
        for address in ADDRESSES.split(cell)
        for image in in_other_dividers(address, export)
        if image != NO_IMAGE
    )


def in_other_dividers(address: str, export: Export) -> list[str]:
    """Return the images that a file whose merchant chose another separator has in one part."""
    names = [str(name) for name in paths(address)] if export.separator else []
    return names if len(names) > 1 and all(map(is_photo_name, names)) else [address]


def categories(texts: Iterable[str], export: Export) -> list[str]:
    """Return each category of cells that list several; the root alone comes last."""
    plain = (CATEGORY_ID.sub("", text) for text in texts)
    names = [each for text in plain for each in parts(text, export.category_separator)]
    return sorted(names, key=lambda each: bool(ROOT.fullmatch(each)))


def is_value(name: str, text: str) -> bool:
    text = text.strip()
    no_category = name == "category" and (NUMBERS.fullmatch(text) or is_no_category(text))
    return bool(text) and not no_category


def attributes(sku: str, rows: Sequence[Cells], export: Export) -> dict[str, object]:
    """Return options, colors, and every further column, with the values of all variants."""
    values_by_column: dict[str, list[str]] = {}
    for name, values in further(rows, export):
        values_by_column.setdefault(name, []).extend(values)
    for name in export.collected:
        values_by_column[name] = [value for value in values_by_column.get(name, []) if value != sku]
    all_values = {name: unique(values) for name, values in values_by_column.items()}
    field = next(filter(is_color_field, all_values), "colors")
    if colors := all_values.pop("colors", []) or all_values.pop(field, []):
        all_values["colors"] = ["; ".join(colors)]
    return {
        name: values[0] if len(values) == 1 else values
        for name, values in all_values.items()
        if values
    }


def further(rows: Sequence[Cells], export: Export) -> Iterator[tuple[str, list[str]]]:
    """Yield names and values of what no documented column holds."""
    for name, columns in export.collected.items():
        yield name, [filled(row, columns) for row in rows]
    names = option_names(rows, export)
    for row in rows:
        yield from options(row, names, export)
