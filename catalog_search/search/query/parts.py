"""Constraints that are parsed from a query, with the words that express them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog_search.catalogue.rows import CHOICES
from catalog_search.models import category_prefixes
from catalog_search.retrieval.filters import Filters
from catalog_search.types import Exclude


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a query, which `text[start:end]` of the query expresses."""

    kind: str
    """"price", "sort", "not", or the name of the facet that has the `values`."""
    start: int
    end: int
    text: str
    values: tuple[str, ...] = ()
    """Alternative values of the facet; for "not" the excluded words."""
    low: float | None = None
    high: float | None = None
    sort: str = ""
    excluded: tuple[Exclude, ...] = ()
    note: str = ""
    """A message for the shopper if the constraint cannot be applied as written, else ""."""
    also_searched: bool = False
    """Whether the words are also searched for."""
    preferred: bool = False
    """Whether products use the same words, such as "sugar-free": those that do rank higher."""


def apply_constraints(filters: Filters, constraints: Iterable[Constraint]) -> Filters:
    """Return the filters with these constraints: values are added, price limits get narrower."""
    for constraint in constraints:
        filters = apply_constraint(filters, constraint)
    return filters


def apply_constraint(filters: Filters, constraint: Constraint) -> Filters:
    if constraint.kind in CHOICES:
        values = (*getattr(filters, constraint.kind), *constraint.values)
        if constraint.kind == "category":
            values = within_both(filters.category, constraint.values) or values
        selected: dict[str, Any] = {constraint.kind: tuple(dict.fromkeys(values))}
        return replace(filters, **selected)
    if constraint.values and constraint.kind != "not":
        values = (*filters.attributes.get(constraint.kind, ()), *constraint.values)
        attributes = {**filters.attributes, constraint.kind: tuple(dict.fromkeys(values))}
        return replace(filters, attributes=attributes)
    return replace(
        filters,
        price_min=max(set_limits(filters.price_min, constraint.low), default=None),
        price_max=min(set_limits(filters.price_max, constraint.high), default=None),
        excluded=(*filters.excluded, *constraint.excluded),
    )


def within_both(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Return the categories of each list that lie in one of the other: women's among all pants."""
    return (
        *(path for path in some if {*category_prefixes(path)} & {*others}),
        *(path for path in others if {*category_prefixes(path)} & {*some}),
    )


def set_limits(*limits: float | None) -> list[float]:
    """Return the limits that are not None."""
    return [limit for limit in limits if limit is not None]


def remaining_words(text: str, constraints: Iterable[Constraint]) -> str:
    """Return the text without the words of the constraints, unless they are also searched."""
    pieces, end = [], 0
    for constraint in sorted(constraints, key=lambda each: each.start):
        if not constraint.also_searched:
            pieces.append(text[end : constraint.start])
            end = constraint.end
    return " ".join(" ".join([*pieces, text[end:]]).split())
