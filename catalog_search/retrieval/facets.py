"""What the candidates can be filtered by; every count is a number of products."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    counts: Counter[str] = Counter()
    for value in column:
        if isinstance(value, list | tuple):
            counts.update(map(str, value) if len(value) < 2 else set(map(str, value)))
        elif value not in (None, ""):
            counts[str(value)] += 1
    return counts


def price_counts(candidates: Candidates, bins: int = 20) -> tuple[int, ...]:
    """Return how many products lie in each of equal steps from the lowest price up."""
    amounts = known_prices(candidates)
    if not len(amounts) or amounts.min() == amounts.max():
        return ()
    counts, _ = np.histogram(amounts, bins)
    return tuple(counts.tolist())


def price_span(candidates: Candidates) -> tuple[float | None, float | None]:
    """Return the lowest and the highest price among the candidates, None where none has one."""
    amounts = known_prices(candidates)
    return (float(amounts.min()), float(amounts.max())) if len(amounts) else (None, None)


def known_prices(candidates: Candidates) -> NDArray[np.float64]:
    amounts = prices(candidates)
    return amounts[~np.isnan(amounts)]
