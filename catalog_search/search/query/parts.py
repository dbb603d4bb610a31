"""What was read out of a query: each thing with the exact words it came from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from catalog_search.retrieval.filters import CHOICES, Filters
from catalog_search.types import Exclude


@dataclass(frozen=True, slots=True)
class Part:
    """One thing read. `text[start:end]` of the query are the words it came from."""

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


@dataclass(frozen=True, slots=True)
class Reading:
    """A query taken apart; without parts, its words are the whole text."""

    text: str
    words: str
    """What is left to be searched for; may be empty."""
    parts: tuple[Part, ...] = ()

    @property
    def sort(self) -> str:
        """The order asked for, "" where none was."""
        return next((part.sort for part in reversed(self.parts) if part.sort), "")

    def narrowed(self, filters: Filters) -> Filters:
        """Return the filters with those that were read: alternatives join, limits tighten."""
        for part in self.parts:
            filters = narrow(filters, part)
        return filters


def narrow(filters: Filters, part: Part) -> Filters:
    if part.kind in CHOICES:
        joined = (*getattr(filters, part.kind), *part.values)
        chosen: dict[str, Any] = {part.kind: tuple(dict.fromkeys(joined))}
        return replace(filters, **chosen)
    if part.values and part.kind != "not":
        joined = (*filters.attributes.get(part.kind, ()), *part.values)
        attributes = {**filters.attributes, part.kind: tuple(dict.fromkeys(joined))}
        return replace(filters, attributes=attributes)
    return replace(
        filters,
        price_min=max(given(filters.price_min, part.low), default=None),
        price_max=min(given(filters.price_max, part.high), default=None),
        excluded=(*filters.excluded, *part.excluded),
    )


def given(*limits: float | None) -> list[float]:
    return [limit for limit in limits if limit is not None]


def left_over(text: str, parts: Iterable[Part]) -> str:
    """Return the text without the words that were taken out of it."""
    kept, end = [], 0
    for part in sorted(parts, key=lambda one: one.start):
        if not part.stays:
            kept.append(text[end : part.start])
            end = part.end
    return " ".join(" ".join([*kept, text[end:]]).split())
