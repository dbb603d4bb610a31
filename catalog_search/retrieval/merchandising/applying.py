"""Rules applied to the candidates of a search: leave out, add, reorder, and put in places.

All of it happens here, before facets are counted and the list is kept for its later pages, so that
totals, facets and pages agree. Scores stay what the search found; only the order changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog_search.catalogue.columns import Columns
from catalog_search.models import Store
from catalog_search.models.merchandising.rules import MAX_FACTOR
from catalog_search.retrieval.candidate_sets import CandidateSets, filtered_sets, without
from catalog_search.retrieval.database import searchable, selected
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates, concatenate
from catalog_search.retrieval.merchandising.rules import Boost, Decisions

TRUE = ("1", "true", "yes")


def merchandised(
    store: Store, sets: CandidateSets, filters: Filters, decisions: Decisions
) -> CandidateSets:
    """Return the sets as the rules that apply to this search want them.

    Pinned products are added where the search did not find them, if they satisfy the filters and
    a search may show them: they are visible and have a photo that is not blocked.
    """
    if not decisions:
        return sets
    if decisions.hidden:
        sets = without_hidden(sets, decisions.hidden)
    if decisions.pins:
        binding = filters if decisions.filters is None else decisions.filters
        sets = with_pinned(store, sets, binding, decisions.pins.values())
    candidates = sets.candidates
    if decisions.boosts or decisions.clicked:
        factors = factors_of(candidates.facts, decisions.boosts)[candidates.rows]
        factors = factors * clicked_factors(candidates, decisions.clicked)
        candidates = candidates.take(boosted(candidates.scores, factors))
    if decisions.pins:
        order = placed(candidates.products, decisions.pins)
        candidates = lifted(candidates, order, [*decisions.pins.values()])
    return replace(sets, candidates=candidates)


def without_hidden(sets: CandidateSets, hidden: Iterable[int]) -> CandidateSets:
    keys = np.array(sorted(hidden), np.int64)

    def visible(candidates: Candidates) -> Candidates:
        return candidates.take(np.flatnonzero(~np.isin(candidates.products, keys)))

    near = sets.near and replace(sets.near, candidates=visible(sets.near.candidates))
    return replace(
        sets,
        candidates=visible(sets.candidates),
        without_facet={name: visible(each) for name, each in sets.without_facet.items()},
        near=near if near and len(near.candidates) else None,
    )


def with_pinned(
    store: Store, sets: CandidateSets, filters: Filters, pinned: Iterable[int]
) -> CandidateSets:
    """Return the sets with those pinned products that they lack, last."""
    pinned_candidates = selected(store, searchable(store).filter(pk__in=list(pinned)))
    added = filtered_sets(store, pinned_candidates, filters)

    def beside(candidates: Candidates, added_candidates: Candidates) -> Candidates:
        further = without(added_candidates, candidates)
        return concatenate([candidates, further]) if len(further) else candidates

    candidates = beside(sets.candidates, added.candidates)
    near = sets.near and replace(sets.near, candidates=without(sets.near.candidates, candidates))
    return replace(
        sets,
        near=near if near and len(near.candidates) else None,
        candidates=candidates,
        without_facet={
            name: beside(each, added.for_facet(name)) for name, each in sets.without_facet.items()
        },
        is_unsold=sets.is_unsold and not len(candidates),
    )


def factors_of(columns: Columns, boosts: Iterable[Boost]) -> NDArray[np.float64]:
    """Return for each row the product of the boosts that it meets, within MAX_FACTOR."""
    factors = np.ones(len(columns))
    for boost in boosts:
        values = [boost.value.lower() in TRUE] if boost.field == "in_stock" else [boost.value]
        factors[columns.having(boost.field, values)] *= boost.factor
    return np.clip(factors, 1 / MAX_FACTOR, MAX_FACTOR)


def clicked_factors(candidates: Candidates, clicked: Mapping[int, float]) -> NDArray[np.float64]:
    """Return each candidate's factor, 1 for those that are not opened."""
    factors = np.ones(len(candidates))
    for row in np.flatnonzero(np.isin(candidates.products, list(clicked))):
        factors[row] = clicked[int(candidates.products[row])]
    return factors


def boosted(scores: NDArray[np.float64], factors: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the order by score times factor; by factor alone where nothing has a score.

    A score below zero is divided instead, so that a boost always leads up.
    """
    if not scores.any():
        return np.argsort(-factors, kind="stable")
    return np.argsort(-np.where(scores < 0, scores / factors, scores * factors), kind="stable")


def placed(products: NDArray[np.int64], pins: Mapping[int, int]) -> NDArray[np.intp]:
    """Return the order in which pinned products have their places, from 1, or the last ones.

    Products that are not among these leave no gap.
    """
    row_of = {
        int(products[row]): int(row)
        for row in np.flatnonzero(np.isin(products, list(pins.values())))
    }
    pinned = [(place, row_of[key]) for place, key in pins.items() if key in row_of]
    unpinned = np.delete(np.arange(len(products)), [row for _place, row in pinned])
    order = np.empty(len(products), np.intp)
    occupied: set[int] = set()
    for place, row in pinned:
        at = min(place, len(products)) - 1
        while at in occupied:
            at -= 1
        occupied.add(at)
        order[at] = row
    order[np.delete(np.arange(len(products)), sorted(occupied))] = unpinned
    return order


def lifted(candidates: Candidates, order: NDArray[np.intp], pinned: list[int]) -> Candidates:
    """Return the candidates in this order; a pinned one scores no less than those behind it.

    So it stands in the same band as they do.
    """
    ordered = candidates.take(order)
    is_pinned = np.isin(ordered.products, pinned)
    unpinned_scores = np.where(is_pinned, -np.inf, ordered.scores)
    behind = np.maximum.accumulate(unpinned_scores[::-1])[::-1]
    scores = np.where(is_pinned, np.maximum(ordered.scores, behind), ordered.scores)
    return replace(ordered, scores=scores)
