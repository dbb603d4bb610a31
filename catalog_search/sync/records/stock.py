"""Whether a product can be bought where its own column of stock does not say it."""

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache

from catalog_search.sync.cells.answers import answer
from catalog_search.sync.records import offers
from catalog_search.sync.records.variants import is_sold, pieces
from catalog_search.sync.tables.columns import apart, bare

SOLD_OUT = ("sold_out", "out_of_stock", "is_sold_out", "is_out_of_stock", "ausverkauft", "agotado")
"""Columns that say yes of what cannot be bought."""


def told_elsewhere(values: Mapping[str, object]) -> bool | None:
    """Return what a column `sold out` says, or no if all variants are sold out; None if neither."""
    cells = (value for name, value in values.items() if tells_sold_out(name))
    said = next(filter(None, (str(cell).strip() for cell in cells)), "")
    if (is_sold_out := answer(said)) is not None:
        return not is_sold_out
    with suppress(ValueError):
        variants = offers.variants(values.get("variants"))
        if variants and not any(is_sold(each, pieces(each)) for each in variants):
            return False
    return None


@lru_cache(maxsize=1000)
def tells_sold_out(name: str) -> bool:
    return bare(apart(name)) in SOLD_OUT
