"""Prices that leave open which currency they are in."""

from collections.abc import Mapping

from catalog_search.exceptions import Message
from catalog_search.exceptions import message as _
from catalog_search.sync.cells.prices.currency_signs import meanings, signs_in
from catalog_search.sync.cells.prices.money import MAX_LENGTH, normalized
from catalog_search.sync.records.amounts import PRICES, currency_in, sign_in

SEVERAL_CURRENCIES = _(
    "The sign %(sign)r stands for several currencies, so that prices with it are in none: add a "
    "column 'currency' with the code of the one that is meant, such as USD."
)
SEVERAL_NAMED = _(
    "Prices name several currencies (%(codes)s), so that they are in none: write a single one."
)


def unclear_currency(values: Mapping[str, object], currency: str) -> Message | None:
    """Return why a row's prices are in no currency; None if a cell or `currency` says it."""
    cells = [values[name] for name in PRICES if values.get(name)]
    if currency or any(isinstance(each, str) and currency_in(each) for each in cells):
        return None
    if codes := next(filter(None, map(several_named, cells)), ()):
        return Message(SEVERAL_NAMED, codes=" / ".join(codes))
    sign = next((sign for each in cells if (sign := sign_in(each, ""))), "")
    return Message(SEVERAL_CURRENCIES, sign=sign) if sign else None


def several_named(cell: object) -> tuple[str, ...]:
    """Return the codes of the currencies that the cell names if there are several: "EUR/USD"."""
    signs = signs_in(normalized(str(cell)[:MAX_LENGTH]))
    codes = dict.fromkeys(known[0] for sign in signs if len(known := meanings(sign)) == 1)
    return tuple(codes) if len(codes) > 1 else ()
