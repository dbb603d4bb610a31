"""The candidates of a search under its filters, and without each of them, to count facets.

Results, totals and facet counts all come from the same candidates. For each active facet there is
a second set without that facet's filter, so that its other values can be counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from catalog_search.models import Store
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates, concatenate


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Candidates that pass all but some of the filters, and the shopper's words for those."""

    dropped: tuple[str, ...]
    candidates: Candidates


@dataclass(frozen=True, slots=True, eq=False)
class CandidateSets:
    """The candidates under all filters, and for each active facet those without its filter."""

    candidates: Candidates
    without_facet: Mapping[str, Candidates]
    are_all: bool = True
    """Whether the catalogue has no further products that pass: CANDIDATES may have cut them off."""

    is_unsold: bool = False
    """Whether the words name a kind of goods that the store does not have: then there are none."""
    is_unlike: bool = False
    """Whether a photo was searched with that none of them looks much like."""
    near: Near | None = None
    """If there are few candidates, the nearest ones that fail some filters."""

    def for_facet(self, name: str) -> Candidates:
        """Return the candidates to count the facet's values in."""
        return self.without_facet.get(name, self.candidates)

    def promote(self, first: "CandidateSets") -> "CandidateSets":
        """Return a copy with the candidates of `first` promoted to the top."""
        without_facet = {
            name: promoted(first.without_facet[name], candidates)
            for name, candidates in self.without_facet.items()
        }
        candidates = promoted(first.candidates, self.candidates)
        return replace(self, candidates=candidates, without_facet=without_facet)

    def beside(self, further: Candidates, *, all_but: str) -> "CandidateSets":
        """Return a copy with these further candidates, except in the set without one facet."""
        without_facet = {
            name: each if name == all_but else merged(each, further)
            for name, each in self.without_facet.items()
        }
        return replace(
            self, candidates=merged(self.candidates, further), without_facet=without_facet
        )


def merged(first: Candidates, second: Candidates) -> Candidates:
    """Return `first` with the candidates of `second` that it lacks, best first."""
    further = without(second, first)
    if not len(further):
        return first
    joined = concatenate([first, further])
    return joined.take(np.argsort(-joined.scores, kind="stable"))


def without(candidates: Candidates, excluded: Candidates) -> Candidates:
    """Return the candidates whose products are not among the `excluded`."""
    return candidates.take(np.flatnonzero(~np.isin(candidates.products, excluded.products)))


def promoted(first: Candidates, candidates: Candidates) -> Candidates:
    """Return `first`, scored above all `candidates`, then the candidates that it lacks."""
    if not len(first):
        return candidates
    top = candidates.scores[0] + 1 if len(candidates) else 1.0
    remaining = without(candidates, first)
    return concatenate([replace(first, scores=np.maximum(first.scores, top)), remaining])


def variants_of(filters: Filters) -> dict[str, Filters]:
    """Return the filters under "", and for each active facet the filters without it."""
    variants = {"": filters, **{name: filters.without(name) for name in filters.choices()}}
    if filters.price_min is not None or filters.price_max is not None:
        variants["price"] = filters.without_price()
    return variants


def filtered_sets(
    store: Store, candidates: Candidates, filters: Filters, *, are_all: bool = True
) -> CandidateSets:
    """Return the sets of a search that found `candidates` without filters."""
    by_name = {
        name: filtered(store, candidates, variant) for name, variant in variants_of(filters).items()
    }
    return CandidateSets(by_name.pop(""), by_name, are_all)


def filtered(store: Store, candidates: Candidates, filters: Filters) -> Candidates:
    """Return the candidates that satisfy the filters."""
    if filters == Filters():
        return candidates
    mask = candidates.facts.satisfying(filters.where(store))
    return candidates.take(np.flatnonzero(mask[candidates.rows]))
