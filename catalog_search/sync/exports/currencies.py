"""Keep prices in one currency: variants of a product may have theirs in columns of another."""

from collections.abc import Sequence
from dataclasses import replace

from catalog_search.sync.exports.cells import Cells, filled, text_in
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.prices import Variant, in_another_currency
from catalog_search.types import Problem


def currency_of(rows: Sequence[Cells]) -> str:
    """Return the currency that the first of these rows that names one has, else ""."""
    return next((text.upper() for row in rows if (text := text_in(row, "currency"))), "")


def in_one_currency(
    sku: str, variants: Sequence[Variant], export: Export
) -> tuple[list[Variant], list[Problem]]:
    """Return the variants without prices in another currency than the product's, and problems."""
    usual = currency_of([variant.cells for variant in variants])
    same, problems = [], []
    for variant in variants:
        if currency_of([variant.cells]) in ("", usual):
            same.append(variant)
            continue
        reason = in_another_currency(sku, filled(variant.cells, export.price))
        problems.append(Problem("", reason, variant.line))
        same.append(replace(variant, cells=without_prices(variant.cells, export)))
    return same, problems


def without_prices(cells: Cells, export: Export) -> Cells:
    prices = {*export.price, *export.sale_price, *export.compare_price, "currency"}
    return {name: value for name, value in cells.items() if name not in prices}
