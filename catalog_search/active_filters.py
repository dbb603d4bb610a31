"""The filters in force, each with the address of the same search without it."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalog_search.filters import Filters
from catalog_search.models import CATEGORY_SEPARATOR


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force. `url` is relative: a query string that leaves it out."""

    name: str
    label: str
    url: str


def chips(filters: Filters, params: QueryDict) -> list[Chip]:
    """Return a chip for every value of every filter, in the order of the filters' fields."""
    found = [
        Chip(name, value.rsplit(CATEGORY_SEPARATOR, 1)[-1], without(params, {(name, value)}))
        for name, values in filters.choices().items()
        for value in values
    ]
    if price := price_label(filters.price_min, filters.price_max):
        found.append(Chip("price", price, without(params, given(params, "price_min", "price_max"))))
    if filters.in_stock:
        found.append(Chip("in_stock", _("In stock"), without(params, given(params, "in_stock"))))
    return found


def given(params: QueryDict, *names: str) -> set[tuple[str, str]]:
    return {(name, value) for name in names for value in params.getlist(name)}


def without(params: QueryDict, dropped: Collection[tuple[str, str]]) -> str:
    """Return the query string of the first page of the same search, less what is dropped."""
    pairs = [(name, value) for name, values in params.lists() for value in values if value]
    kept = [pair for pair in pairs if pair[0] != "page" and pair not in dropped]
    return f"?{urlencode(kept)}"


def price_label(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{short(low)} \N{EN DASH} {short(high)}"
    if low is not None:
        return _("from %(price)s") % {"price": short(low)}
    if high is not None:
        return _("up to %(price)s") % {"price": short(high)}
    return ""


def short(price: float) -> str:
    """Return 20 as "20" and 19.9 as "19.90", in the active language's digits."""
    return number_format(price, decimal_pos=0 if price == int(price) else 2)


ASKED = ("q", "crop", "words")
"""Parameters that say what is searched for; all others narrow it."""


def cleared(params: QueryDict) -> str:
    """Return the query string of the same search without any filter."""
    return f"?{urlencode({name: params[name] for name in ASKED if params.get(name)})}"
