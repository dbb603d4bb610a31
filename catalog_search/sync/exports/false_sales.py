"""Sale prices of exports that nobody pays: above the price, or in another currency."""

from collections.abc import Sequence
from dataclasses import replace

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.style import FileStyle
from catalog_search.sync.exports.amounts import amount_of
from catalog_search.sync.exports.cells import Cells, filled, text_in
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.offers import sale_price
from catalog_search.sync.exports.prices import Variant
from catalog_search.types import Problem


def with_true_sales(
    sku: str, variants: Sequence[Variant], export: Export, style: FileStyle
) -> tuple[list[Variant], list[Problem]]:
    """Return the variants without sale prices that do not count, and a problem for each."""
    kept, problems = [], []
    for variant in variants:
        sale = sale_price(variant.cells, export)
        wrong = what_is_wrong(sale, variant.cells, export, style) if sale else ""
        if not wrong:
            kept.append(variant)
            continue
        reason = _("%(sku)s: %(reason)s.", sku=sku, reason=f"{wrong}; the price counts")
        problems.append(Problem("", reason, variant.line))
        cells = {name: c for name, c in variant.cells.items() if name not in export.sale_price}
        kept.append(replace(variant, cells=cells))
    return kept, problems


def what_is_wrong(sale: str, cells: Cells, export: Export, style: FileStyle) -> str:
    """Return why the sale price does not count, "" if it does or cannot be read."""
    currency = text_in(cells, "currency").upper()
    reduced = amount_of(sale, style, currency)
    price = amount_of(filled(cells, export.price), style, currency)
    if not (price and price.amount and reduced and reduced.amount):
        return ""
    value = repr(sale[:60])
    usual = price.currency or currency
    if usual and reduced.currency not in ("", usual):
        return _("sale_price %(value)s is in another currency than the price", value=value)
    if reduced.amount > price.amount:
        return _("sale_price %(value)s is above the price", value=value)
    return ""
