"""The prices of a product in an export: those of its variants, and of a sale for a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from operator import itemgetter

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.prices.money import read_money
from catalog_search.sync.cells.style import FileStyle
from catalog_search.sync.exports.cells import Cells, text_in, unique
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.offers import dated_sale, price_cell
from catalog_search.types import Problem

Period = tuple[tuple[str, str], ...]
"""The dates of a sale, by documented column."""


def different_dates(sku: str) -> str:
    return _(
        "%(sku)s: Its variants are on sale at different times. The product has the sale with the "
        "lowest price; the others count for their variants alone.",
        sku=sku,
    )


@dataclass(frozen=True, slots=True)
class Variant:
    """A row of an export: its line, its own key, and its cells."""

    line: int
    own: str
    cells: Cells


def read_prices(
    sku: str,
    variants: Sequence[Variant],
    rows: Sequence[Cells],
    style: FileStyle,
    price_of: Callable[[Cells], str],
) -> tuple[list[tuple[Decimal, str]], list[Problem]]:
    """Return the amounts of these rows with their cells, and what is wrong with others.

    `price_of` returns the cell with a row's price.
    """
    prices, problems = [], []
    usual = currency = next(filter(None, (text_in(row, "currency").upper() for row in rows)), "")
    for cell in unique(map(price_of, rows)):
        try:
            money = read_money(cell, style.prices, currency)
        except ValueError as error:
            line = next(v.line for v in variants if price_of(v.cells) == cell)
            problems.append(
                Problem(
                    "",
                    _("%(sku)s: price %(cell)r %(error)s.", sku=sku, cell=cell[:60], error=error),
                    line,
                )
            )
            continue
        named = money.currency if money else ""
        if named and usual and named != usual:
            line = next(v.line for v in variants if price_of(v.cells) == cell)
            problems.append(Problem("", in_another_currency(sku, cell), line))
        elif money:
            usual = usual or named
            prices.append((money.amount, cell))
    return prices, problems


def in_another_currency(sku: str, cell: str) -> str:
    reason = _(
        "price %(value)s of a variant is in another currency than the price", value=repr(cell[:60])
    )
    return _("%(sku)s: %(reason)s.", sku=sku, reason=reason)


def priced(prices: Sequence[tuple[Decimal, str]]) -> dict[str, object]:
    """Return the lowest price, and the highest if the variants differ. 0 is a price left out."""
    real = [pair for pair in prices if pair[0]] or list(prices)
    if not real:
        return {}
    lowest, highest = min(real), max(real)
    more = {"highest_price": str(highest[0])} if highest[0] > lowest[0] else {}
    return {"price": lowest[1], **more}


def sale_of(
    sku: str, variants: Sequence[Variant], rows: Sequence[Cells], export: Export, style: FileStyle
) -> tuple[dict[str, object], list[Problem]]:
    """Return the product's sale price, its dates and the highest price meanwhile; and problems.

    The sale price is the lowest that one of these rows has then.
    """
    sales = [sale for row in rows if (sale := dated_sale(row, export))]
    periods = list(dict.fromkeys(map(period_of, sales)))
    offers, problems = [], list[Problem]()
    for period in periods:
        price_of = partial(price_during, period=period, export=export)
        prices, period_problems = read_prices(sku, variants, rows, style, price_of)
        problems += period_problems
        if prices:
            offers.append((min(prices)[0], during(period, prices)))
    if len(periods) > 1:
        problems.append(Problem("", different_dates(sku), variants[0].line))
    return min(offers, key=itemgetter(0), default=(None, {}))[1], problems


def period_of(sale: Mapping[str, str]) -> Period:
    return tuple((name, text) for name, text in sale.items() if name != "sale_price")


def price_during(row: Cells, *, period: Period, export: Export) -> str:
    sale = dated_sale(row, export)
    return sale["sale_price"] if period_of(sale) == period else price_cell(row, export)


def during(period: Period, prices: Sequence[tuple[Decimal, str]]) -> dict[str, object]:
    offer = priced(prices)
    highest = offer.get("highest_price")
    more = {"highest_sale_price": highest} if highest else {}
    return {"sale_price": offer["price"], **dict(period), **more}
