"""What variants of an export take from their product's own row: its price, and how stock counts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from catalog_search.sync.cells.style import FileStyle
from catalog_search.sync.exports.amounts import amount_of, text_of_amount
from catalog_search.sync.exports.cells import Cells, filled
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.naming import has_value
from catalog_search.sync.exports.prices import Variant

CHANGE = re.compile(r"\[(ADD|REMOVE)\](.*)")
"""What BigCommerce adds to the price of the product, or takes from it."""


def with_own_row(variants: Sequence[Variant], export: Export, style: FileStyle) -> list[Variant]:
    """Return the rows, those of variants with what only the product's own row says."""
    own = variants[0].cells
    return [
        replace(row, cells=inheriting(row.cells, own, export, style))
        if has_value(row.cells, export.variant_rows)
        else row
        for row in variants
    ]


def inheriting(cells: Cells, own: Cells, export: Export, style: FileStyle) -> Cells:
    names = [*export.always_sold]
    if has_value(own, export.stock_above):
        names += export.stock
        cells = {name: value for name, value in cells.items() if name not in export.stock}
    more = {name: own[name] for name in names if name in own and not cells.get(name)}
    return {**cells, **more, **own_price(cells, own, export, style)}


def own_price(cells: Cells, own: Cells, export: Export, style: FileStyle) -> Cells:
    """Return the product's prices for a variant without one, changed as its own cell says."""
    text = filled(cells, export.price)
    change = CHANGE.fullmatch(text)
    if text and not change:
        return {}
    prices = {name: own[name] for name in (*export.price, *export.sale_price) if name in own}
    if not change:
        return prices
    sign = 1 if change[1] == "ADD" else -1
    return {name: changed(filled(own, (name,)), sign, change[2], style) for name in prices}


def changed(price: str, sign: int, change: str, style: FileStyle) -> str:
    """Return the price after the change; a price of 0 is none and stays."""
    amount, more = amount_of(price, style), amount_of(change, style)
    if not (amount and amount.amount and more):
        return price
    return text_of_amount(max(amount.amount + sign * more.amount, Decimal(0)), amount.currency)
