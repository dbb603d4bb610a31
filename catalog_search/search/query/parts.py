"""Constraints: what is read out of a query, each with the exact words it came from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from catalog_search.retrieval.filters import CHOICES, Filters
from catalog_search.types import Exclude


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing that a query asks for. `text[start:end]` of the query says it."""

    kind: str
    """"price", "sort", "not", or the facet whose `values` are asked for."""
    start: int
    end: int
    text: str
    values: tuple[str, ...] = ()
    """Alternatives of the facet; for "not" what is left out, in words."""
    low: float | None = None
    high: float | None = None
    sort: str = ""
    excluded: tuple[Exclude, ...] = ()
    note: str = ""
    """What the shopper is told about it, where it could not do what it says."""
    stays: bool = False
    """Whether the words are searched for, too."""


def narrowed(filters: Filters, constraints: Iterable[Constraint]) -> Filters:
    """Return the filters with those that were read: alternatives join, limits tighten."""
    for constraint in constraints:
        filters = narrow(filters, constraint)
    return filters


def narrow(filters: Filters, constraint: Constraint) -> Filters:
    if constraint.kind in CHOICES:
        joined = (*getattr(filters, constraint.kind), *constraint.values)
        chosen: dict[str, Any] = {constraint.kind: tuple(dict.fromkeys(joined))}
        return replace(filters, **chosen)
    if constraint.values and constraint.kind != "not":
        joined = (*filters.attributes.get(constraint.kind, ()), *constraint.values)
        attributes = {**filters.attributes, constraint.kind: tuple(dict.fromkeys(joined))}
        return replace(filters, attributes=attributes)
    return replace(
        filters,
        price_min=max(given(filters.price_min, constraint.low), default=None),
        price_max=min(given(filters.price_max, constraint.high), default=None),
        excluded=(*filters.excluded, *constraint.excluded),
    )


def given(*limits: float | None) -> list[float]:
    return [limit for limit in limits if limit is not None]


def left_over(text: str, constraints: Iterable[Constraint]) -> str:
    """Return the text without the words that were taken out of it."""
    kept, end = [], 0
    for constraint in sorted(constraints, key=lambda each: each.start):
        if not constraint.stays:
            kept.append(text[end : constraint.start])
            end = constraint.end
    return " ".join(" ".join([*kept, text[end:]]).split())
