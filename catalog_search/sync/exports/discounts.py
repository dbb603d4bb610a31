"""Sale prices that an export writes as a discount, and what a variant costs besides."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from catalog_search.sync.cells.style import FileStyle
from catalog_search.sync.exports.amounts import amount_of, text_of_amount
from catalog_search.sync.exports.cells import Cells, filled
from catalog_search.sync.exports.export import Discount, Export
from catalog_search.sync.exports.naming import has_value
from catalog_search.sync.exports.prices import Variant

DISCOUNTED = "discounted_price"
"""The column of sale prices that are made of discounts."""


def with_discounts(variants: Sequence[Variant], export: Export, style: FileStyle) -> list[Variant]:
    """Return the rows with their surcharge in the price, and the price after a discount.

    The discount of the product's own row is that of its variants as well.
    """
    if not (export.discounts or export.surcharge):
        return list(variants)
    own = variants[0].cells
    return [replace(row, cells=discounted(row.cells, own, export, style)) for row in variants]


def discounted(cells: Cells, own: Cells, export: Export, style: FileStyle) -> Cells:
    column = next((name for name in export.price if filled(cells, (name,))), "")
    price = amount_of(filled(cells, (column,)), style) if column else None
    if not price or not price.amount:
        return cells
    surcharge = amount_of(filled(cells, export.surcharge), style)
    full = price.amount + surcharge.amount if surcharge else price.amount
    priced = {**cells, column: text_of_amount(full, price.currency)} if surcharge else {**cells}
    reduced = next(
        (
            after
            for row in (cells, own)
            for each in export.discounts
            if (after := reduced_by(full, each, row, style)) is not None
        ),
        None,
    )
    if reduced is not None and DISCOUNTED in export.sale_price:
        dates = {name: own[name] for name in export.sale_dates if name in own}
        priced = {**dates, **priced, DISCOUNTED: text_of_amount(reduced, price.currency)}
    return priced


def reduced_by(
    price: Decimal, discount: Discount, cells: Cells, style: FileStyle
) -> Decimal | None:
    """Return the price after the discount, None where the row has none that leaves a price."""
    if discount.when and not has_value(cells, discount.when):
        return None
    value = amount_of(filled(cells, (discount.column,)).rstrip("% "), style)
    if not value or not value.amount:
        return None
    less = price * value.amount / 100 if discount.percent else value.amount
    return price - less if less < price else None
