"""What the candidates can be filtered by; every count is a number of products."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from catalog_search import conf
from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.retrieval.candidates import CandidateSets
from catalog_search.retrieval.filters import CHOICES, Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.ordering import prices

MAX_VALUES = 30


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice: the filter's value, its label, and how many products choosing it shows."""

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0
    """Level in a tree of categories; 0 is the root."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter field and its choices; several chosen values of one facet are alternatives."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


def facets(sets: CandidateSets, filters: Filters) -> tuple[Facet, ...]:
    """Return the facets that have at least one value, in their set order."""
    names, chosen = (*CHOICES, *conf.get("FACETS")), filters.choices()
    built = [facet(name, sets.for_facet(name), chosen.get(name, ())) for name in names]
    filled = tuple(each for each in built if each.values)
    return (*filled, availability(sets.found, filters.in_stock)) if filled else ()


def availability(found: Candidates, selected: bool) -> Facet:
    """Return the one choice among products in stock; no filter but its own can hide the others."""
    count = sum(map(bool, found.column("in_stock")))
    return Facet("in_stock", "Availability", (FacetValue("1", "In stock", count, selected),))


def facet(name: str, candidates: Candidates, selected: Sequence[str]) -> Facet:
    counts = value_counts(candidates.column(name))
    for value in selected:
        counts.setdefault(value, 0)
    ranked = sorted(counts, key=lambda value: (value not in selected, -counts[value], value))
    listed = ranked[:MAX_VALUES]
    if name == "category":
        listed = sorted(listed, key=lambda path: path.split(CATEGORY_SEPARATOR))
    values = (
        FacetValue(
            value=value,
            label=value.rsplit(CATEGORY_SEPARATOR, 1)[-1] if name == "category" else value,
            count=counts[value],
            selected=value in selected,
            depth=value.count(CATEGORY_SEPARATOR) if name == "category" else 0,
        )
        for value in listed
    )
    return Facet(name, name.replace("_", " ").capitalize(), tuple(values))


def value_counts(column: Iterable[object]) -> Counter[str]:
    """Return in how many products each value is; a list counts each of its members once."""
    return Counter(chain.from_iterable(map(members, column)))


def members(value: Any) -> Collection[str]:
    """Return the values of a payload's field, each once; the field is a text or a list of texts."""
    if isinstance(value, list):
        return value if len(value) == 1 else set(value)
    return (value,) if value else ()


@dataclass(frozen=True, slots=True)
class PriceRange:
    """The lowest and the highest price of some products, None where none has one."""

    low: float | None = None
    high: float | None = None
    counts: tuple[int, ...] = ()
    """Products in equal steps from the lowest to the highest; () where there is one price."""


def price_range(candidates: Candidates, bins: int = 20) -> PriceRange:
    amounts = prices(candidates)
    amounts = amounts[~np.isnan(amounts)]
    if not len(amounts):
        return PriceRange()
    low, high = float(amounts.min()), float(amounts.max())
    if low == high:
        return PriceRange(low, high)
    steps = ((amounts - low) / (high - low) * bins).astype(np.intp)
    counts = np.bincount(np.minimum(steps, bins - 1), minlength=bins)
    return PriceRange(low, high, tuple(counts.tolist()))
