"""The facets of the candidates. Every count is a number of products."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from catalog_search.catalogue.columns import Columns
from catalog_search.catalogue.rows import names_of_facets
from catalog_search.catalogue.values import Rows, Values
from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.retrieval.candidate_sets import CandidateSets
from catalog_search.retrieval.filters import Filters
from catalog_search.telemetry import stage

MAX_VALUES = 30
LABELS = {
    "category": gettext_noop("Category"),
    "brand": gettext_noop("Brand"),
    "color": gettext_noop("Color"),
    "size": gettext_noop("Size"),
    "material": gettext_noop("Material"),
    "pattern": gettext_noop("Pattern"),
    "gender": gettext_noop("Gender"),
    "season": gettext_noop("Season"),
    "style": gettext_noop("Style"),
    "wearer": gettext_noop("Wearer"),
    "tags": gettext_noop("Tags"),
}
"""Labels of facets; pages translate them. Others are the attribute's name, capitalized."""
AVAILABILITY, IN_STOCK = gettext_noop("Availability"), gettext_noop("In stock")


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


@stage("facets")
def facets(sets: CandidateSets, filters: Filters) -> tuple[Facet, ...]:
    """Return the facets of candidates that have values, in the order of names_of_facets()."""
    each = {name: sets.for_facet(name) for name in names_of_facets()}
    rows = {name: (candidates.facts, candidates.rows) for name, candidates in each.items()}
    return counted(rows, (sets.candidates.facts, sets.candidates.rows), filters)


def counted(
    by_facet: Mapping[str, tuple[Columns, Rows]], filtered: tuple[Columns, Rows], filters: Filters
) -> tuple[Facet, ...]:
    """Return the facets with the numbers of the products in these rows."""
    chosen = filters.choices()
    listed = [
        facet(name, value_counts(columns.values(name), rows, chosen.get(name, ())), filters)
        for name, (columns, rows) in by_facet.items()
    ]
    filled = tuple(each for each in listed if each.values)
    columns, rows = filtered
    available = FacetValue("1", IN_STOCK, int(columns.in_stock[rows].sum()), filters.in_stock)
    return (*filled, Facet("in_stock", AVAILABILITY, (available,))) if filled else ()


def value_counts(values: Values, rows: Rows, chosen: Sequence[str]) -> Counter[str]:
    counts = values.largest(values.counts(rows), MAX_VALUES, chosen)
    return Counter({value: count for value, count in counts.items() if count or value in chosen})


def facet(name: str, counts: Counter[str], filters: Filters) -> Facet:
    selected = filters.choices().get(name, ())
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
    return Facet(name, label_of(name), tuple(values))


def label_of(attribute: str) -> str:
    """Return the label of an attribute's facet, in English: a page translates it."""
    return LABELS.get(attribute, attribute.replace("_", " ").capitalize())


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
