"""Read a product's SKU."""

import re

from catalog_search.exceptions import Message
from catalog_search.exceptions import message as _
from catalog_search.sync.cells import fields

SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,2}", re.IGNORECASE)
TOLD_SHORTENED = _(
    "The sku looks like a number that a spreadsheet shortened; the line is skipped. Format the "
    "column as text and write the whole number."
)


def whole_sku(cell: object) -> str:
    """Return the SKU. Raises ValueError with a whole sentence.

    A shortened number is that of many products: it must not take the photos of one of them.
    """
    try:
        sku = fields.sku(cell)
    except ValueError as error:
        raise ValueError(_("The sku %(error)s; the line is skipped.", error=error)) from None
    if SHORTENED.fullmatch(sku):
        raise ValueError(Message("%(sku)s: %(told)s", sku=sku, told=TOLD_SHORTENED))
    return sku
