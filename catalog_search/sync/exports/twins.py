"""Rows of an export that tell of one product again: in another language, or by mistake."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from catalog_search.sync.cells.markup import plain_text
from catalog_search.sync.exports.cells import Cells, filled
from catalog_search.sync.exports.export import Columns, Export
from catalog_search.sync.exports.offers import price_cell
from catalog_search.sync.exports.places import TOTAL
from catalog_search.sync.exports.prices import Variant
from catalog_search.text.cleaning import one_line


def without_translations(variants: Sequence[Variant], export: Export) -> list[Variant]:
    """Return the rows; those in another language only fill what theirs leave blank.

    Where a product has no other row, the first of them is its own.
    """
    kept: list[Variant] = []
    translations: dict[str, list[Variant]] = {}
    told = {row.own for row in variants if not filled(row.cells, export.translations)}
    for row in variants:
        if row.own in told and filled(row.cells, export.translations):
            translations.setdefault(row.own, []).append(row)
        else:
            kept.append(row)
            told.add(row.own)
    return [completed(row, translations.pop(row.own, ()), export) for row in kept]


def completed(variant: Variant, twins: Iterable[Variant], export: Export) -> Variant:
    """Return the row with what its twins say where it says nothing of the kind."""
    cells = variant.cells
    for twin in twins:
        cells = {name: text for name, text in cells.items() if not is_blank(text)}
        said = said_by(cells, twin.cells, export)
        cells = {**cells, **{name: text for name, text in twin.cells.items() if name not in said}}
    return replace(variant, cells=cells)


def is_blank(text: str | list[str]) -> bool:
    """Return whether a cell that is filled shows nothing: &nbsp;."""
    return isinstance(text, str) and bool(text) and not one_line(plain_text(text))


def said_by(cells: Cells, twin: Cells, export: Export) -> set[str]:
    """Return the columns that the twin cannot fill, because others of their kind are."""
    stock = (*export.stock, *export.always_sold, TOTAL)
    kinds: list[Columns] = [*export.columns.values(), export.images, stock]
    said = {name for kind in kinds if not cells.keys().isdisjoint(kind) for name in kind}
    currency = ("currency", *export.columns.get("currency", ()))
    if price_cell(cells, export) or filled(cells, currency) not in ("", filled(twin, currency)):
        said.update(export.sources("price"), export.surcharge, export.sale_dates, export.no_sale)
        said.update(currency, (each.column for each in export.discounts))
    return {*cells, *said, *export.hidden, *export.hidden_alone, *export.translations}
