"""A shopper's filters: parsed from a URL, and converted to conditions for the index."""

import math
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.catalogue.rows import CHOICES
from catalog_search.exceptions import InvalidQuery
from catalog_search.models import Store
from catalog_search.types import Condition, Exclude, Match, Range, Where

FIELDS = (*CHOICES, "price_min", "price_max", "in_stock")
YES, NO = ("1", "true", "on", "yes"), ("", "0", "false", "off", "no")
MAX_VALUES = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a search. Values of one field are alternatives; all fields must match."""

    category: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    color: tuple[str, ...] = ()
    price_min: float | None = None
    price_max: float | None = None
    in_stock: bool = False
    """True for products in stock only, False for all products."""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Selected values of the facets in the FACETS setting."""
    excluded: tuple[Exclude, ...] = ()
    """Conditions of exclusion. They belong to no facet, so every facet's counts respect them."""

    def choices(self) -> dict[str, tuple[str, ...]]:
        """Return the selected values of every facet that has any."""
        by_facet = {name: getattr(self, name) for name in CHOICES} | dict(self.attributes)
        return {name: values for name, values in by_facet.items() if values}

    def without(self, name: str) -> "Filters":
        """Return the filters without one facet, to count that facet's values."""
        if name in CHOICES:
            cleared: dict[str, Any] = {name: ()}
            return replace(self, **cleared)
        attributes = {key: values for key, values in self.attributes.items() if key != name}
        return replace(self, attributes=attributes)

    def without_price(self) -> "Filters":
        return replace(self, price_min=None, price_max=None)

    def where(self, store: Store) -> Where:
        """Return the conditions for the index. They always include the store and visibility."""
        conditions: list[Condition] = [
            Match("store", (store.slug,)),
            Match("visible", (True,)),
        ]
        conditions += [Match(name, values) for name, values in self.choices().items()]
        if self.price_min is not None or self.price_max is not None:
            conditions.append(Range("price", self.price_min, self.price_max))
        if self.in_stock:
            conditions.append(Match("in_stock", (True,)))
        conditions += self.excluded
        return tuple(conditions)


def allowed_fields() -> tuple[str, ...]:
    """Return the names of all filters."""
    return (*FIELDS, *conf.settings().facets)


def refuse_unknown(params: QueryDict, *, other: Collection[str] = ()) -> None:
    """Raise InvalidQuery for a parameter that is neither a filter nor in `other`."""
    allowed = allowed_fields()
    if unknown := sorted(set(params) - set(allowed) - set(other)):
        raise InvalidQuery(
            _("Unknown filter “%(unknown)s”. Allowed are: %(allowed)s.")
            % {"unknown": ", ".join(unknown), "allowed": ", ".join((*allowed, *other))}
        )


def parse(params: QueryDict) -> Filters:
    """Return the filters in the parameters. Raises InvalidQuery for an invalid value.

    Other parameters are ignored: addresses of pages carry those of advertisers (utm_source,
    gclid). An API calls refuse_unknown() first.
    """
    filters = Filters(
        category=values_of(params, "category"),
        brand=values_of(params, "brand"),
        color=values_of(params, "color"),
        price_min=number(params, "price_min"),
        price_max=number(params, "price_max"),
        in_stock=flag(params, "in_stock"),
        attributes={
            name: values_of(params, name) for name in conf.settings().facets if name in params
        },
    )
    low, high = filters.price_min, filters.price_max
    if low is not None and high is not None and low > high:
        raise InvalidQuery(
            _("The lowest price is above the highest: swap price_min and price_max.")
        )
    return filters


def values_of(params: QueryDict, name: str) -> tuple[str, ...]:
    # Values are stored in this form; an address that was typed may spell é as e and an accent.
    normalized = (unicodedata.normalize("NFC", value) for value in params.getlist(name))
    values = tuple(dict.fromkeys(value for value in normalized if value))
    if len(values) > MAX_VALUES:
        raise InvalidQuery(
            _("A search takes at most %(most)d values of %(name)s.")
            % {"most": MAX_VALUES, "name": name}
        )
    return values


def number(params: QueryDict, name: str) -> float | None:
    text = params.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(plain(text))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise InvalidQuery(
            _("%(name)s must be a number from 0 up, as in %(name)s=19.90.") % {"name": name}
        )
    return value


def plain(text: str) -> str:
    """Return a number without separators of thousands, where they can be told from a decimal mark.

    Raises ValueError for 1,299, which may be 1299. Addresses have 1299 or 1.299.
    """
    text = re.sub(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))", "", text)
    if re.fullmatch(r"\d{1,3},\d{3}", text):
        raise ValueError(text)
    if "," in text and "." in text:
        thousands = "," if text.rfind(".") > text.rfind(",") else "."
        text = text.replace(thousands, "")
    return text.replace(",", ".")


def flag(params: QueryDict, name: str) -> bool:
    text = params.get(name, "").strip().lower()
    if text not in (*YES, *NO):
        raise InvalidQuery(_("%(name)s must be 1 or 0.") % {"name": name})
    return text in YES
