"""The filters in force, each with the address of the same search without it."""

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
    """One filter in force. `url` is relative: a query string that leaves it out."""

    name: str
    label: str
    url: str
    words: str = ""
    """The words of the query that it was read from; "" where it was chosen."""


NOT_KEPT = {"page", "listing"}
"""Parameters of one page of a list; another list begins at its first."""

ORDERS: dict[str, str | Promise] = {
    ordering.RELEVANCE: gettext_lazy("Best match first"),
    "price": gettext_lazy("Cheapest first"),
    "-price": gettext_lazy("Most expensive first"),
    "newest": gettext_lazy("Newest first"),
}
ORDERS_OF_ALL: dict[str, str | Promise] = {**ORDERS, ordering.RELEVANCE: gettext_lazy("By name")}
"""Those of the whole catalogue, where nothing was asked for that could match."""


def read_chips(constraints: Iterable[Constraint], params: QueryDict) -> list[Chip]:
    """Return a chip for everything read from the words; without it they are plain words."""
    return [
        Chip(
            constraint.kind,
            read_label(constraint),
            with_plain(params, constraint.text),
            constraint.text,
        )
        for constraint in constraints
    ]


def read_label(constraint: Constraint) -> str:
    if constraint.kind == "sort":
        return str(ORDERS[constraint.sort])
    names = ", ".join(value.rsplit(CATEGORY_SEPARATOR, 1)[-1] for value in constraint.values)
    if constraint.kind == "not":
        return _("not %(words)s") % {"words": names}
    return names or price_label(constraint.low, constraint.high) or _("not used")


def with_plain(params: QueryDict, *words: str) -> str:
    """Return the query string of the same search with these words taken as they are."""
    pairs = [(name, value) for name, values in params.lists() for value in values if value]
    kept = [pair for pair in pairs if pair[0] not in NOT_KEPT]
    return f"?{urlencode([*kept, *(('plain', one) for one in words)])}"


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
    kept = [pair for pair in pairs if pair[0] not in NOT_KEPT and pair not in dropped]
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


ASKED = ("q", "crop", "words", "like", "unlike")
"""Parameters that say what is searched for; all others narrow it."""


def cleared(params: QueryDict, constraints: Iterable[Constraint]) -> str:
    """Return the query string of the same search without any filter, all words taken plainly."""
    plain = dict.fromkeys(
        [*params.getlist("plain"), *(constraint.text for constraint in constraints)]
    )
    asked = [(name, params[name]) for name in ASKED if params.get(name)]
    return f"?{urlencode([*asked, *(('plain', one) for one in plain)])}"


def carried(params: QueryDict, *changed: str) -> list[tuple[str, str]]:
    """Return what a form has to carry on beside the fields that it changes itself."""
    pairs = [(name, value) for name, values in params.lists() for value in values if value]
    return [pair for pair in pairs if pair[0] not in NOT_KEPT and pair[0] not in changed]


def taken_over(constraints: Iterable[Constraint], params: QueryDict) -> list[tuple[str, str]]:
    """Return what the form of filters carries: the words, how they are taken, the order.

    The form has fields for what was read of facets and prices. Once it is sent, its fields say
    what is asked for, no longer the words (`by_hand`).
    """
    kinds = [each.kind for each in constraints if each.kind not in ("sort", "not")]
    by_hand = dict.fromkeys([*params.getlist("by_hand"), *kinds])
    names = ("q", "plain", "as_typed", "sort", "like", "unlike")
    kept = [(name, value) for name in names for value in params.getlist(name) if value]
    return [*kept, *(("by_hand", kind) for kind in by_hand if kind)]
