"""Read when a sale begins and ends, and say what a product's row has of it.

A day lasts from midnight to midnight in the project's time zone. A time of day is in that zone
unless it names another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from catalog_search.exceptions import Message
from catalog_search.exceptions import message as _
from catalog_search.models import clock
from catalog_search.models.catalogue.offers import Sale, offer_at
from catalog_search.sync.cells import fields
from catalog_search.sync.cells.cleaning import quoted
from catalog_search.sync.cells.dates import read_date
from catalog_search.text.cleaning import one_line
from catalog_search.types import Record

STARTS, ENDS, PERIOD = "sale_starts", "sale_ends", "sale_price_effective_date"
DATES = (STARTS, ENDS)
COLUMNS = (*DATES, PERIOD)

BEFORE_OFFSET = re.compile(r"(?<=:\d\d) (?=[+-])")
FIRST_YEAR, LAST_YEAR = 1971, 2999
"""Systems write years outside of these for "always" and "for ever"."""
NO_DATE = _("is no date: write 2026-11-27, or 2026-11-27T08:00+01:00")


@dataclass(frozen=True, slots=True)
class Dates:
    """When a sale begins and ends; None where that is not said."""

    starts: datetime | None = None
    ends: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.starts or self.ends)


def read(cells: Mapping[str, object]) -> Dates:
    """Return the dates in these cells, by the names in COLUMNS.

    Raises ValueError, with the name and the value of the cell, if they cannot be used.
    """
    first, last, range_cell = (cells.get(name) for name in COLUMNS)
    if is_filled(first) or is_filled(last) or not is_filled(range_cell):
        starts = parsed(STARTS, first, beside=last)
        ends = parsed(ENDS, last, ends=True, beside=first)
        names = {"end": f"{ENDS} {quoted(last)}", "start": f"{STARTS} {quoted(first)}"}
        message = _("%(end)s is not after %(start)s", **names)
    else:
        starts, ends = period(range_cell)
        message = _("%(period)s ends before it begins", period=f"{PERIOD} {quoted(range_cell)}")
    if starts and ends and ends <= starts:
        raise ValueError(message)
    return Dates(starts, ends)


def period(value: object) -> tuple[datetime | None, datetime | None]:
    """Return the two moments of 2026-11-27T00:00+0100/2026-12-01T23:59+0100."""
    first, slash, last = one_line(fields.as_text(value)).partition("/")
    try:
        if not slash:
            raise ValueError(_("is not two dates with a / between them"))
        return moment_of(first.strip()), moment_of(last.strip(), ends=True)
    except ValueError as error:
        raise ValueError(in_cell(PERIOD, value, error)) from None


def parsed(
    name: str, value: object, *, ends: bool = False, beside: object = None
) -> datetime | None:
    try:
        return moment_of(value, ends=ends, beside=beside)
    except ValueError as error:
        raise ValueError(in_cell(name, value, error)) from None


def in_cell(name: str, value: object, error: ValueError) -> Message:
    """Return what is wrong with the cell of this column."""
    return Message("%(name)s %(value)s %(error)s", name=name, value=quoted(value), error=error)


def is_filled(value: object) -> bool:
    return value not in (None, "")


def moment_of(value: object, *, ends: bool = False, beside: object = None) -> datetime | None:
    """Return the moment as the database keeps it, None for an empty value.

    Of a day it is the first moment, of one that `ends` something the first of the next day.
    `beside` is the other date of the sale. Raises ValueError.
    """
    moment = value if isinstance(value, date) else day_or_time(value, beside)
    if (
        moment is None
        or (moment.year > LAST_YEAR and ends)
        or (moment.year < FIRST_YEAR and not ends)
    ):
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(NO_DATE)
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment + timedelta(days=ends), time())
    return clock.as_stored(moment)


def day_or_time(value: object, beside: object = None) -> date | None:
    """Return the date, or the datetime, that a text holds; None for none, as 0000-00-00 is."""
    if isinstance(value, Mapping):
        value = fields.first_of(value, ("date", "$date", "iso", "value"))
    text = BEFORE_OFFSET.sub("", one_line(fields.as_text(value)))
    if not text.strip("0-/:. T"):
        return None
    try:
        return read_date(text, beside if isinstance(beside, str) else "")
    except ValueError:
        raise ValueError(NO_DATE) from None


def columns_of(record: Record) -> dict[str, Any]:
    """Return the fields of a product that say what it costs now and later."""
    price, before = in_cents(record.price), in_cents(record.compare_at_price)
    amount, sale = in_cents(record.sale_price), None
    if amount is not None:
        starts, ends = moment_of(record.sale_starts), moment_of(record.sale_ends, ends=True)
        sale = Sale(amount, starts, ends)
    offer = offer_at(clock.now(), price, before, sale)
    return {
        "price": offer.price,
        "compare_at_price": offer.before,
        "normal_price": price if sale else None,
        "normal_compare_at_price": before if sale else None,
        "sale_price": amount,
        "sale_starts_at": sale and sale.starts,
        "sale_ends_at": sale and sale.ends,
        "price_changes_at": offer.changes_at,
    }


def in_cents(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(Decimal("0.01"))
