"""What a shopper may filter by: read from a URL, checked, turned into conditions of the index."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from catalog_search import conf
from catalog_search.exceptions import InvalidQuery
from catalog_search.models import Store
from catalog_search.types import Condition, Exclude, Match, Range, Where

CHOICES = ("category", "brand", "color")
FIELDS = (*CHOICES, "price_min", "price_max", "in_stock")
YES, NO = ("1", "true", "on", "yes"), ("", "0", "false", "off", "no")
MAX_VALUES = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one field are alternatives; different fields must all hold."""

    category: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    color: tuple[str, ...] = ()
    price_min: float | None = None
    price_max: float | None = None
    in_stock: bool = False
    """True: only products in stock. False: all."""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Chosen values of the facets that the FACETS setting declares."""
    excluded: tuple[Exclude, ...] = ()
    """What no product found may have; no facet, so nothing opens it."""

    def choices(self) -> dict[str, tuple[str, ...]]:
        """Return the chosen values of every facet that has any."""
        given = {name: getattr(self, name) for name in CHOICES} | dict(self.attributes)
        return {name: values for name, values in given.items() if values}

    def without(self, name: str) -> "Filters":
        """Return the same filters with one facet open: what its own counts are made of."""
        if name in CHOICES:
            cleared: dict[str, Any] = {name: ()}
            return replace(self, **cleared)
        rest = {key: values for key, values in self.attributes.items() if key != name}
        return replace(self, attributes=rest)

    def without_price(self) -> "Filters":
        return replace(self, price_min=None, price_max=None)

    def where(self, store: Store) -> Where:
        """Return the conditions for the index; the tenant and visibility are always among them."""
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
    """Return every name a client may filter by."""
    return (*FIELDS, *conf.get("FACETS"))


def parse(params: QueryDict, *, other: Collection[str] = ()) -> Filters:
    """Return the filters that the parameters ask for.

    `other` names parameters that are no filters. Raises InvalidQuery for an unknown field,
    naming the allowed ones, and for a value that cannot be read.
    """
    allowed = allowed_fields()
    if unknown := sorted(set(params) - set(allowed) - set(other)):
        raise InvalidQuery(
            f"Unknown filter {', '.join(unknown)!r}. Allowed are: {', '.join(allowed)}."
        )
    filters = Filters(
        category=chosen(params, "category"),
        brand=chosen(params, "brand"),
        color=chosen(params, "color"),
        price_min=number(params, "price_min"),
        price_max=number(params, "price_max"),
        in_stock=yes_or_no(params, "in_stock"),
        attributes={name: chosen(params, name) for name in conf.get("FACETS") if name in params},
    )
    low, high = filters.price_min, filters.price_max
    if low is not None and high is not None and low > high:
        raise InvalidQuery("The lowest price is above the highest: swap price_min and price_max.")
    return filters


def chosen(params: QueryDict, name: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in params.getlist(name) if value))
    if len(values) > MAX_VALUES:
        raise InvalidQuery(f"At most {MAX_VALUES} values of {name} can be asked for at once.")
    return values


def number(params: QueryDict, name: str) -> float | None:
    text = params.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise InvalidQuery(f"{name} must be a number from 0 up, as in {name}=19.90.")
    return value


def yes_or_no(params: QueryDict, name: str) -> bool:
    text = params.get(name, "").strip().lower()
    if text not in (*YES, *NO):
        raise InvalidQuery(f"{name} must be 1 or 0.")
    return text in YES
