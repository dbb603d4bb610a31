"""Problems of a record: where it stands, and what of it could not be used."""

from catalog_search.exceptions import message as _
from catalog_search.types import Problem, Record


def named_twice(record: Record, key: str, first: str) -> Problem:
    return of_record(
        record,
        _(
            "%(sku)s: %(key)r is already a photo of %(first)s.",
            sku=record.sku,
            key=key,
            first=first,
        ),
    )


def of_record(record: Record, reason: str, *, warning: bool = False) -> Problem:
    return Problem(record.where or record.sku, reason, record.line, warning=warning)
