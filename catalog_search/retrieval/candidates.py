"""The candidates of a search: photos of all subqueries, fused, cut off and grouped by product.

The cutoff, and the scores of photos that a subquery does not list, are computed without filters.
So no filter changes which products pass, and choosing a facet's value shows as many products as
its count says. Where the lists without filters hold everything that passes, filters only choose
from it; else the index is searched once more, under the filters. The steps work on columns.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from catalog_search import conf
from catalog_search.catalogue import store as catalogue
from catalog_search.catalogue.columns import Columns
from catalog_search.models import Store
from catalog_search.retrieval import leading
from catalog_search.retrieval.asking import (
    lists_all_that_pass,
    refuse_lost_index,
    search_each,
    without_excluded,
)
from catalog_search.retrieval.candidate_sets import (
    CandidateSets,
    Near,
    filtered,
    filtered_sets,
    variants_of,
    without,
)
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import (
    Candidates,
    Fused,
    best_photos,
    cutoff_of,
    fuse,
    missing_scores,
    no_candidates,
    passing,
    weights_of,
)
from catalog_search.retrieval.leading import led, min_score, passing_with, reaching
from catalog_search.retrieval.leads import Leads
from catalog_search.retrieval.relevance import SIMILAR_PHOTO, Cutoff, CutoffRule
from catalog_search.retrieval.subqueries import QueryPlan, Subquery
from catalog_search.retrieval.unsold import is_unsold, kind_subqueries
from catalog_search.retrieval.withdrawn import Withdrawn, without_withdrawn
from catalog_search.telemetry import stage
from catalog_search.types import Hits, VectorQuery

NO_FACTS = Columns()


def gather(store: Store, plan: QueryPlan, filters: Filters) -> CandidateSets:
    """Return the candidates of the plan, best first. Raises IndexUnavailable."""
    withdrawn = Withdrawn(store)
    hits, hits_of_kind = unfiltered_hits(store, plan, withdrawn)
    missing = missing_scores(plan.subqueries, hits)
    fused = fuse(plan.subqueries, hits, missing, weights_of(plan.subqueries))
    if is_unsold(plan, fused, hits_of_kind):
        return replace(filtered_sets(store, no_candidates(), filters), is_unsold=True)
    cutoff = cutoff_of(plan.cutoff, fused)
    are_all = lists_all_that_pass(plan, hits, cutoff)
    if are_all or filters == Filters():
        [unfiltered] = candidates_of(store, plan, [fused], cutoff)
        unfiltered = reaching(min_score(plan.cutoff, unfiltered), plan.leads, unfiltered)
        sets = filtered_sets(store, unfiltered, filters, are_all=are_all)
    else:
        sets = sets_under_filters(store, plan, filters, fused, missing, cutoff, withdrawn)
    sets = of_kind(plan.leads, with_beside(store, plan, filters, fused, sets))
    return with_near(store, plan, fused, cutoff, sets)


def unfiltered_hits(
    store: Store, plan: QueryPlan, withdrawn: Withdrawn
) -> tuple[list[Hits], list[Hits]]:
    """Return the hits of the plan's subqueries without filters, and those of kind_subqueries.

    Raises IndexUnavailable, also if the index was lost.
    """
    # Whether the store has the kind of goods at all is asked in the same round trip.
    subqueries = (*plan.subqueries, *kind_subqueries(plan))
    [hits] = search_each(store, replace(plan, subqueries=subqueries), [Filters()], withdrawn)
    number = len(plan.subqueries)
    if not any(map(len, hits[:number])):
        refuse_lost_index(store)
    return [without_excluded(each, plan) for each in hits[:number]], hits[number:]


def sets_under_filters(
    store: Store,
    plan: QueryPlan,
    filters: Filters,
    fused: Fused,
    missing: Sequence[float],
    cutoff: Cutoff,
    withdrawn: Withdrawn,
) -> CandidateSets:
    """Return the sets of a second search, under the filters.

    `fused`, `missing` and `cutoff` are those of the first search, without filters.
    """
    variants, weights = variants_of(filters), weights_of(plan.subqueries)
    narrower = [variant for variant in variants.values() if variant != Filters()]
    lists = [
        [without_excluded(each, plan) for each in hits]
        for hits in search_each(store, plan, narrower, withdrawn)
    ]
    searched = iter([fuse(plan.subqueries, hits, missing, weights) for hits in lists])
    # Without its only filter a facet's variant is the first search.
    ordered = [fused if variant == Filters() else next(searched) for variant in variants.values()]
    unfiltered, *passing_each = candidates_of(store, plan, [fused, *ordered], cutoff)
    last_score = min_score(plan.cutoff, unfiltered)
    passing_each = [reaching(last_score, plan.leads, each) for each in passing_each]
    # Once more by what holds now: points have the prices before and after a sale as well.
    by_name = {
        name: filtered(store, each, variants[name])
        for name, each in zip(variants, passing_each, strict=True)
    }
    return CandidateSets(by_name.pop(""), by_name, lists_all_that_pass(plan, lists[0], cutoff))


def gather_each(
    store: Store, queries: Sequence[tuple[Subquery, Filters]], rule: CutoffRule, limit: int = 0
) -> list[Candidates]:
    """Return the candidates of each subquery separately, in one round trip to the index.

    Each comes from `limit` photos, or from CANDIDATES if that is fewer, or 0 is given.
    Raises IndexUnavailable.
    """
    max_limit = conf.settings().candidates
    limit = min(limit or max_limit, max_limit)
    hits_by_query = conf.get_index().search(
        [
            VectorQuery(subquery.vector, subquery.using, limit, filters.where(store))
            for subquery, filters in queries
        ]
    )
    sets = []
    hits_by_query = without_withdrawn(store, hits_by_query)
    for (subquery, _), hits in zip(queries, hits_by_query, strict=True):
        subqueries = [subquery]
        fused = fuse(subqueries, [hits], missing_scores(subqueries, [hits]), weights_of(subqueries))
        sets.append(best_photos(fused, passing(fused, cutoff_of(rule, fused))))
    return with_facts(store, sets)


@stage("judge")
def candidates_of(
    store: Store,
    plan: QueryPlan,
    fused_sets: Sequence[Fused],
    cutoff: Cutoff,
    facts: Columns = NO_FACTS,
) -> list[Candidates]:
    """Return the candidates that pass the cutoff. `facts` of products are not read again."""
    masks = [passing_with(plan.leads, each, cutoff) for each in fused_sets]
    sets = [best_photos(each, mask) for each, mask in zip(fused_sets, masks, strict=True)]
    return [led(plan.leads, each) for each in with_facts(store, sets, facts)]


def with_beside(
    store: Store, plan: QueryPlan, filters: Filters, fused: Fused, sets: CandidateSets
) -> CandidateSets:
    """Return the sets with products from outside of the categories that the words name.

    These match all words, or score higher than every product of the categories. `fused` are the
    photos that were found without filters.
    """
    leads = plan.leads
    if not leads.beside or filters.category != leads.categories:
        return sets
    passes = leads.beside(fused.products)
    if leads.better_beside and len(sets.candidates):
        scores = fused.scores
        if leads.useful:
            scores = scores + leading.USEFUL * leads.useful(fused.products)
        passes |= scores >= sets.candidates.scores[0]
    [further] = with_facts(store, [best_photos(fused, passes)], sets.candidates.facts)
    beside = filtered(store, led(leads, further), filters.without("category"))
    return sets.beside(beside, all_but="category")


def of_kind(leads: Leads, sets: CandidateSets) -> CandidateSets:
    """Return the candidates of the kind that is needed, and those whose photos are similar.

    If none is of the kind, there are none: a red top is no red dress. Nor is a red tie whose
    description says "dress".
    """
    needed = leads.needed
    if not needed:
        return sets

    def alike(candidates: Candidates) -> Candidates:
        own = needed(candidates.products)
        return candidates.take(np.flatnonzero(own | (candidates.photo_scores >= SIMILAR_PHOTO)))

    if not needed(sets.candidates.products).any():
        nothing = dict.fromkeys(sets.without_facet, no_candidates())
        return CandidateSets(no_candidates(), nothing, sets.are_all)
    without_facet = {name: alike(each) for name, each in sets.without_facet.items()}
    return replace(sets, candidates=alike(sets.candidates), without_facet=without_facet)


def with_near(
    store: Store, plan: QueryPlan, fused: Fused, cutoff: Cutoff, sets: CandidateSets
) -> CandidateSets:
    """Return the sets; where candidates are few, with those of the first looser filters with any.

    `fused` are the photos that were found without filters.
    """
    if not 0 < len(sets.candidates) < leading.FEW or not plan.leads.looser:
        return sets
    [unfiltered] = candidates_of(store, plan, [fused], cutoff, sets.candidates.facts)
    unfiltered = reaching(min_score(plan.cutoff, unfiltered), plan.leads, unfiltered)
    for looser in plan.leads.looser:
        near = without(filtered(store, unfiltered, looser.filters), sets.candidates)
        if len(near):
            near = near.take(slice(leading.FEW - len(sets.candidates)))
            return replace(sets, near=Near(looser.dropped, near))
    return sets


def with_facts(
    store: Store, sets: Sequence[Candidates], known_facts: Columns = NO_FACTS
) -> list[Candidates]:
    """Return the candidates that the database shows, with the facts of all of them.

    Facts that this search knows already are not read again.
    """
    products = np.concatenate([each.products for each in sets])
    new = products[known_facts.find(products) < 0]
    facts = known_facts.joined(catalogue.facts_of(store, new)) if len(new) else known_facts
    visible = [each.take(np.flatnonzero(facts.find(each.products) >= 0)) for each in sets]
    return [replace(each, facts=facts) for each in visible]
