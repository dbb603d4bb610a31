"""What the candidates can be narrowed down by: every count is a number of products."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog_search import conf
from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.retrieval.candidates import Candidate, CandidateSets
from catalog_search.retrieval.filters import CHOICES, Filters

MOST_VALUES = 30


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
    names = (*CHOICES, *conf.get("FACETS"))
    built = (facet(name, sets.for_facet(name), filters.choices().get(name, ())) for name in names)
    shown = tuple(one for one in built if one.values)
    return (*shown, availability(sets.found, filters.in_stock)) if shown else ()


def availability(found: Sequence[Candidate], chosen: bool) -> Facet:
    """Return the one choice among products in stock; no filter but itself can hide the others."""
    count = sum(bool(one.payload.get("in_stock")) for one in found)
    return Facet("in_stock", "Availability", (FacetValue("1", "In stock", count, chosen),))


def facet(name: str, candidates: Sequence[Candidate], selected: Sequence[str]) -> Facet:
    counts = Counter(value for one in candidates for value in set(values_of(one, name)))
    for value in selected:
        counts.setdefault(value, 0)
    ranked = sorted(counts, key=lambda value: (value not in selected, -counts[value], value))
    kept = ranked[:MOST_VALUES]
    if name == "category":
        kept = sorted(kept, key=lambda path: path.split(CATEGORY_SEPARATOR))
    values = (
        FacetValue(
            value=value,
            label=value.rsplit(CATEGORY_SEPARATOR, 1)[-1] if name == "category" else value,
            count=counts[value],
            selected=value in selected,
            depth=value.count(CATEGORY_SEPARATOR) if name == "category" else 0,
        )
        for value in kept
    )
    return Facet(name, name.replace("_", " ").capitalize(), tuple(values))


def values_of(candidate: Candidate, name: str) -> Iterable[str]:
    value = candidate.payload.get(name)
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return [str(value)] if value not in (None, "") else []


def price_counts(candidates: Sequence[Candidate], bins: int = 20) -> tuple[int, ...]:
    """Return how many candidates fall into each of equal steps from the lowest price up."""
    low, high = price_span(candidates)
    if low is None or high is None or low == high:
        return ()
    counts = Counter(
        min(bins - 1, int((float(price) - low) / (high - low) * bins))
        for one in candidates
        if isinstance(price := one.payload.get("price"), int | float)
    )
    return tuple(counts[number] for number in range(bins))


def price_span(candidates: Sequence[Candidate]) -> tuple[float | None, float | None]:
    """Return the lowest and the highest price among the candidates, None where none has one."""
    prices = [
        float(price)
        for one in candidates
        if isinstance(price := one.payload.get("price"), int | float)
    ]
    return (min(prices), max(prices)) if prices else (None, None)
