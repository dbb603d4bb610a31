"""Make one row in the documented columns of a product's variants."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog_search.exceptions import message as _
from catalog_search.sync.exports import offers
from catalog_search.sync.exports.cells import Cells, filled, parts, text_in, unique
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.offers import (
    answer,
    before_cell,
    in_stock,
    option_names,
    options,
    price_cell,
)
from catalog_search.sync.money import read_money
from catalog_search.sync.style import FileStyle
from catalog_search.types import Problem

NO_CATEGORY = re.compile(r"\d+|uncategori[sz]ed", re.IGNORECASE)
"""Google's categories by number, and what shops write where there is none."""

Row = tuple[int, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Variant:
    """A row of an export: its line, its own key, and its cells."""

    line: int
    own: str
    cells: Cells


def merged(
    sku: str, variants: Sequence[Variant], export: Export, style: FileStyle
) -> Iterator[Row | Problem]:
    """Yield the product's row, and before it a problem for each amount that cannot be read."""
    rows = [variant.cells for variant in variants]
    offered = rows if export.parent_is_sold or len(rows) == 1 else rows[1:]
    # A row without a price is none of the variants: it adds a photo.
    sold = [row for row in offered if price_cell(row, export)] or offered
    values: dict[str, object] = {"sku": sku}
    for name, columns in export.columns.items():
        texts = [row.get(column, "") for row in rows for column in columns]
        flat = [part for text in texts for part in (text if isinstance(text, list) else [text])]
        values[name] = next((text for text in flat if is_value(name, text)), "")
    prices, problems = read_prices(sku, variants, sold, export, style)
    yield from problems
    values |= priced(prices or read_prices(sku, variants, rows, export, style)[0])
    values["compare_at_price"] = before_cell(sold, str(values.get("price", "")), export)
    values["in_stock"] = in_stock([answer(row, export) for row in sold])
    values["variants"] = offers.variants(rows, sold, export)
    values["images"] = unique(
        image
        for row in rows
        for column in export.images
        for image in parts(row.get(column, []), export.separator)
    )
    yield variants[0].line, values | attributes(sku, rows, export)


def is_value(name: str, text: str) -> bool:
    return bool(text.strip()) and not (name == "category" and NO_CATEGORY.fullmatch(text.strip()))


def read_prices(
    sku: str,
    variants: Sequence[Variant],
    rows: Sequence[Cells],
    export: Export,
    style: FileStyle,
) -> tuple[list[tuple[Decimal, str]], list[Problem]]:
    """Return the amounts of these rows with their cells, and what is wrong with others."""
    prices, problems = [], []
    currency = text_in(rows[0], "currency").upper()
    for cell in unique(price_cell(row, export) for row in rows):
        try:
            money = read_money(cell, style.prices, currency)
        except ValueError as error:
            line = next(v.line for v in variants if price_cell(v.cells, export) == cell)
            problems.append(
                Problem(
                    "",
                    _("%(sku)s: price %(cell)r %(error)s.", sku=sku, cell=cell[:60], error=error),
                    line,
                )
            )
        else:
            prices += [(money.amount, cell)] if money else []
    return prices, problems


def priced(prices: Sequence[tuple[Decimal, str]]) -> dict[str, object]:
    """Return the lowest price, and the highest if the variants differ. 0 is a price left out."""
    real = [pair for pair in prices if pair[0]] or list(prices)
    if not real:
        return {}
    lowest, highest = min(real), max(real)
    more = {"highest_price": str(highest[0])} if highest[0] > lowest[0] else {}
    return {"price": lowest[1], **more}


def attributes(sku: str, rows: Sequence[Cells], export: Export) -> dict[str, object]:
    """Return options, colors, and every further column, with the values of all variants."""
    found: dict[str, list[str]] = {}
    for name, values in further(rows, export):
        found.setdefault(name, []).extend(values)
    for name in export.collected:
        found[name] = [value for value in found.get(name, []) if value != sku]
    all_values = {name: unique(values) for name, values in found.items()}
    if colors := all_values.pop("colors", []):
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
