"""Sale prices of exports that are above the price, and so are paid by nobody."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.money import read_money
from catalog_search.sync.cells.style import FileStyle
from catalog_search.sync.exports.cells import Cells, filled, text_in
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.offers import sale_price
from catalog_search.sync.exports.prices import Variant
from catalog_search.types import Problem


def with_true_sales(
    sku: str, variants: Sequence[Variant], export: Export, style: FileStyle
) -> tuple[list[Variant], list[Problem]]:
    """Return the variants without sale prices above their price, and a problem for each."""
    kept, problems = [], []
    for variant in variants:
        sale = sale_price(variant.cells, export)
        if not sale or not is_above(sale, variant.cells, export, style):
            kept.append(variant)
            continue
        above = _("sale_price %(value)s is above the price", value=repr(sale[:60]))
        reason = _("%(sku)s: %(reason)s.", sku=sku, reason=f"{above}; the price counts")
        problems.append(Problem("", reason, variant.line))
        cells = {name: c for name, c in variant.cells.items() if name not in export.sale_price}
        kept.append(replace(variant, cells=cells))
    return kept, problems


def is_above(sale: str, cells: Cells, export: Export, style: FileStyle) -> bool:
    currency = text_in(cells, "currency").upper()
    sale_amount = amount_of(sale, style, currency)
    price = amount_of(filled(cells, export.price), style, currency)
    return bool(price and sale_amount and sale_amount > price)


def amount_of(cell: str, style: FileStyle, currency: str) -> Decimal | None:
    """Return the amount, None where it cannot be read: that is told elsewhere."""
    try:
        money = read_money(cell, style.prices, currency)
    except ValueError:
        return None
    return money.amount if money else None
