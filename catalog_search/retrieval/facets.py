"""The facets of the candidates. Every count is a number of products."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.retrieval.candidate_sets import CandidateSets
from catalog_search.retrieval.filters import CHOICES, Filters

MAX_VALUES = 30


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice of a facet; `count` is the number of products that choosing it shows."""

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0
    """Level in the category tree; 0 is the root."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter and its choices. Several selected values of one facet are alternatives."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


def facets(sets: CandidateSets, filters: Filters) -> tuple[Facet, ...]:
    """Return the facets of candidates that have values, in the order of names_of_facets()."""
    selected = filters.choices()
    counts = {name: value_counts(sets.for_facet(name).column(name)) for name in names_of_facets()}
    in_stock = sum(map(bool, sets.candidates.column("in_stock")))
    return counted(counts, selected, in_stock, stock_chosen=filters.in_stock)


def names_of_facets() -> tuple[str, ...]:
    """Return CHOICES, then the FACETS setting; availability comes after them."""
    return (*CHOICES, *conf.settings().facets)


def counted(
    counts: Mapping[str, Counter[str]],
    selected: Mapping[str, Sequence[str]],
    in_stock: int,
    *,
    stock_chosen: bool,
) -> tuple[Facet, ...]:
    """Return the facets with these numbers of products, by name and value."""
    every = [facet(name, each, selected.get(name, ())) for name, each in counts.items()]
    filled = tuple(each for each in every if each.values)
    available = FacetValue("1", "In stock", in_stock, stock_chosen)
    return (*filled, Facet("in_stock", "Availability", (available,))) if filled else ()


def facet(name: str, counts: Counter[str], selected: Sequence[str]) -> Facet:
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


def value_counts(column: Iterable[Any]) -> Counter[str]:
    """Return the number of products by value, for a column of strings or lists of strings."""
    counts: Counter[str] = Counter()
    cells = Counter([tuple(cell) if isinstance(cell, list) else cell for cell in column])
    for cell, products in cells.items():
        values = set(cell) if isinstance(cell, tuple) else {cell} if cell else set()
        for value in values:
            counts[value] += products
    return counts


@dataclass(frozen=True, slots=True)
class PriceRange:
    """The lowest and highest price of the candidates, None if no candidate has a price."""

    low: float | None = None
    high: float | None = None
    counts: tuple[int, ...] = ()
    """Products in equal intervals from the lowest price to the highest; () for a single price."""


def price_range(amounts: NDArray[np.float64], bins: int = 20) -> PriceRange:
    """Return the range of prices [n], which are nan for products without one."""
    amounts = amounts[~np.isnan(amounts)]
    if not len(amounts):
        return PriceRange()
    low, high = float(amounts.min()), float(amounts.max())
    if low == high:
        return PriceRange(low, high)
    numbers = ((amounts - low) / (high - low) * bins).astype(np.intp)
    counts = np.bincount(np.minimum(numbers, bins - 1), minlength=bins)
    return PriceRange(low, high, tuple(counts.tolist()))
