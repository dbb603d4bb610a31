"""Read amounts in an export's cells and write them again."""

from decimal import Decimal

from catalog_search.sync.cells.prices.money import Money, read_money
from catalog_search.sync.cells.style import FileStyle


def amount_of(cell: str, style: FileStyle, currency: str = "") -> Money | None:
    """Return the amount, None where there is none or it cannot be read: that is told elsewhere."""
    try:
        return read_money(cell, style.prices, currency)
    except ValueError:
        return None


def text_of_amount(amount: Decimal, currency: str = "") -> str:
    """Return the amount as a cell that can be read in one way only."""
    return f"{amount.quantize(Decimal('0.01'))} {currency}".strip()
