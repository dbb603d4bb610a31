"""Chips for the active filters, each linking to the same search without that filter.

Also the hidden fields of the filter form and the sort form.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.retrieval import ordering
from catalog_search.retrieval.filters import Filters
from catalog_search.search.query import Constraint


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter. `url` is a query string that removes it."""

    name: str
    label: str
    url: str
    words: str = ""
    """The words of the query that the filter was read from; "" if the shopper chose it."""


PAGING = {"page", "listing"}
"""Parameters dropped from every link to another list, which starts at its own first page."""

ORDERS: dict[str, str | Promise] = {
    ordering.RELEVANCE: gettext_lazy("Best match first"),
    "price": gettext_lazy("Cheapest first"),
    "-price": gettext_lazy("Most expensive first"),
    "newest": gettext_lazy("Newest first"),
}
CATALOGUE_ORDERS: dict[str, str | Promise] = {
    **ORDERS,
    ordering.RELEVANCE: gettext_lazy("By name"),
}
"""Labels for a list without a query: with nothing to match, products are sorted by name."""


def constraint_chips(constraints: Iterable[Constraint], params: QueryDict) -> list[Chip]:
    """Return a chip for each constraint. Removing it searches for its words as plain text."""
    return [
        Chip(
            constraint.kind,
            constraint_label(constraint),
            literal_url(params, constraint.text),
            constraint.text,
        )
        for constraint in constraints
    ]


def constraint_label(constraint: Constraint) -> str:
    if constraint.kind == "sort":
        return str(ORDERS[constraint.sort])
    # Categories in different places may be called the same.
    labels = dict.fromkeys(value.rsplit(CATEGORY_SEPARATOR, 1)[-1] for value in constraint.values)
    names = ", ".join(labels)
    if constraint.kind == "not":
        return _("not %(words)s") % {"words": names}
    return names or price_label(constraint.low, constraint.high) or _("not used")


def literal_url(params: QueryDict, words: str) -> str:
    """Return the query string of the same search with these words taken literally."""
    pairs = [pair for pair in filled_pairs(params) if pair[0] not in PAGING]
    return f"?{urlencode([*pairs, ('plain', words)])}"


def filter_chips(filters: Filters, params: QueryDict) -> list[Chip]:
    """Return a chip for every value of every filter, in the order of the fields of Filters."""
    chips = [
        Chip(name, value.rsplit(CATEGORY_SEPARATOR, 1)[-1], url_without(params, {(name, value)}))
        for name, values in filters.choices().items()
        for value in values
    ]
    if price := price_label(filters.price_min, filters.price_max):
        limits = pairs_of(params, "price_min", "price_max")
        chips.append(Chip("price", price, url_without(params, limits)))
    if filters.in_stock:
        in_stock = pairs_of(params, "in_stock")
        chips.append(Chip("in_stock", _("In stock"), url_without(params, in_stock)))
    return chips


def filled_pairs(params: QueryDict) -> list[tuple[str, str]]:
    """Return name and value of every parameter that is not empty."""
    return [(name, value) for name, values in params.lists() for value in values if value]


def pairs_of(params: QueryDict, *names: str) -> set[tuple[str, str]]:
    return {(name, value) for name in names for value in params.getlist(name)}


def url_without(params: QueryDict, dropped: Collection[tuple[str, str]]) -> str:
    """Return the query string of the same search without these pairs, at its first page."""
    pairs = [pair for pair in filled_pairs(params) if pair[0] not in PAGING and pair not in dropped]
    return f"?{urlencode(pairs)}"


def price_label(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{short_price(low)} \N{EN DASH} {short_price(high)}"
    if low is not None:
        return _("from %(price)s") % {"price": short_price(low)}
    if high is not None:
        return _("up to %(price)s") % {"price": short_price(high)}
    return ""


def short_price(price: float) -> str:
    """Return 20 as "20" and 19.9 as "19.90", in the active language's digits."""
    return number_format(price, decimal_pos=0 if price == int(price) else 2)


QUERY_NAMES = ("q", "crop", "words", "like", "unlike")
"""Parameters that say what to search for; all others narrow or order the search."""


def clear_url(params: QueryDict, constraints: Iterable[Constraint]) -> str:
    """Return the query string of the same search without filters, all words taken literally."""
    literal = dict.fromkeys(
        [*params.getlist("plain"), *(constraint.text for constraint in constraints)]
    )
    query = [(name, params[name]) for name in QUERY_NAMES if params.get(name)]
    return f"?{urlencode([*query, *(('plain', words) for words in literal)])}"


def sort_form_fields(params: QueryDict) -> list[tuple[str, str]]:
    """Return name and value of the sort form's hidden fields: all parameters but the order."""
    return [pair for pair in filled_pairs(params) if pair[0] not in {*PAGING, "sort"}]


def filter_form_fields(
    constraints: Iterable[Constraint], params: QueryDict
) -> list[tuple[str, str]]:
    """Return name and value of the filter form's hidden fields.

    They hold the query, how its words are taken, and the order. The form's visible fields already
    show the facets and prices read from the words. Once the form is sent these fields count, no
    longer the words, so each kind of constraint is listed in `by_hand`.
    """
    kinds = [each.kind for each in constraints if each.kind not in ("sort", "not")]
    overridden = dict.fromkeys([*params.getlist("by_hand"), *kinds])
    names = ("q", "plain", "as_typed", "sort", "like", "unlike")
    pairs = [(name, value) for name in names for value in params.getlist(name) if value]
    return [*pairs, *(("by_hand", kind) for kind in overridden if kind)]
