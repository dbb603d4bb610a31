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
from catalog_search.retrieval.leading import least_score, led, passing_with, reaching
from catalog_search.retrieval.leads import Leads
from catalog_search.retrieval.relevance import SIMILAR_PHOTO, Cutoff, CutoffRule
from catalog_search.retrieval.subqueries import QueryPlan, Subquery
from catalog_search.retrieval.unsold import is_unsold, kind_subqueries
from catalog_search.retrieval.withdrawn import Withdrawn, without_withdrawn
from catalog_search.telemetry import stage
from catalog_search.types import VectorQuery

NO_FACTS = Columns()


def gather(store: Store, plan: QueryPlan, filters: Filters) -> CandidateSets:
    """Return the candidates of the plan, best first. Raises IndexUnavailable."""
    # Whether the store has the kind of goods at all is asked in the same round trip.
    subqueries = (*plan.subqueries, *kind_subqueries(plan))
    withdrawn = Withdrawn(store)
    [found] = search_each(store, replace(plan, subqueries=subqueries), [Filters()], withdrawn)
    hits, hits_of_kind = found[: len(plan.subqueries)], found[len(plan.subqueries) :]
    if not any(map(len, hits)):
        refuse_lost_index(store)
    hits = [without_excluded(each, plan) for each in hits]
    missing = missing_scores(plan.subqueries, hits)
    fused = fuse(plan.subqueries, hits, missing, weights_of(plan.subqueries))
    if is_unsold(store, plan, fused, hits_of_kind):
        return replace(filtered_sets(store, no_candidates(), filters), is_unsold=True)
    cutoff = cutoff_of(plan.cutoff, fused)
    are_all = lists_all_that_pass(plan, hits, cutoff)
    if are_all or filters == Filters():
        [everything] = candidates_of(store, plan, [fused], cutoff)
        everything = reaching(least_score(plan.cutoff, everything), plan.leads, everything)
        sets = filtered_sets(store, everything, filters, are_all=are_all)
        sets = of_kind(plan.leads, with_others(store, plan, filters, fused, sets))
        return with_near(store, plan, fused, cutoff, sets)
    variants = variants_of(filters)
    narrower = [variant for variant in variants.values() if variant != Filters()]
    lists = [
        [without_excluded(each, plan) for each in hits]
        for hits in search_each(store, plan, narrower, withdrawn)
    ]
    weights = weights_of(plan.subqueries)
    every = iter([fuse(plan.subqueries, each, missing, weights) for each in lists])
    # Without its only filter a facet's variant is the search that was made already.
    ordered = [fused if variant == Filters() else next(every) for variant in variants.values()]
    first, *passing_each = candidates_of(store, plan, [fused, *ordered], cutoff)
    least = least_score(plan.cutoff, first)
    passing_each = [reaching(least, plan.leads, each) for each in passing_each]
    # Once more by what holds now: points have the prices before and after a sale as well.
    by_name = {
        name: filtered(store, each, variants[name])
        for name, each in zip(variants, passing_each, strict=True)
    }
    are_all = lists_all_that_pass(plan, lists[0], cutoff)
    sets = CandidateSets(by_name.pop(""), by_name, are_all)
    sets = of_kind(plan.leads, with_others(store, plan, filters, fused, sets))
    return with_near(store, plan, fused, cutoff, sets)


def gather_each(
    store: Store, queries: Sequence[tuple[Subquery, Filters]], rule: CutoffRule, limit: int = 0
) -> list[Candidates]:
    """Return the candidates of each subquery separately, in one round trip to the index.

    Each comes from `limit` photos, or from CANDIDATES if that is fewer, or 0 is given.
    Raises IndexUnavailable.
    """
    most = conf.settings().candidates
    limit = min(limit or most, most)
    hits_by_query = conf.get_index().search(
        [
            VectorQuery(subquery.vector, subquery.using, limit, filters.where(store))
            for subquery, filters in queries
        ]
    )
    sets = []
    hits_by_query = without_withdrawn(store, hits_by_query)
    for (subquery, _), hits in zip(queries, hits_by_query, strict=True):
        one = [subquery]
        fused = fuse(one, [hits], missing_scores(one, [hits]), weights_of(one))
        sets.append(best_photos(fused, passing(fused, cutoff_of(rule, fused))))
    return with_facts(store, sets)


@stage("judge")
def candidates_of(
    store: Store,
    plan: QueryPlan,
    every: Sequence[Fused],
    cutoff: Cutoff,
    known: Columns = NO_FACTS,
) -> list[Candidates]:
    """Return what passes the cutoff, with facts; those that are `known` are not read again."""
    chosen = [passing_with(plan.leads, each, cutoff) for each in every]
    sets = [best_photos(each, some) for each, some in zip(every, chosen, strict=True)]
    return [led(plan.leads, each) for each in with_facts(store, sets, known)]


def with_others(
    store: Store, plan: QueryPlan, filters: Filters, fused: Fused, sets: CandidateSets
) -> CandidateSets:
    """Return the sets with what passes outside of the categories that the words name.

    That is what says all the words, and what fits better than anything within. `fused` are the
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
    [others] = with_facts(store, [best_photos(fused, passes)], sets.candidates.facts)
    beside = filtered(store, led(leads, others), filters.without("category"))
    return sets.beside(beside, all_but="category")


def of_kind(leads: Leads, sets: CandidateSets) -> CandidateSets:
    """Return the candidates of the kind that is needed, and what looks like it.

    There are none where none is of the kind: no red top for a red dress. A red tie whose
    description says "dress" is never one.
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
    """Return few candidates with the nearest others: those of the first looser filters with any.

    `fused` are the photos that were found without filters.
    """
    if not 0 < len(sets.candidates) < leading.FEW or not plan.leads.looser:
        return sets
    [everything] = candidates_of(store, plan, [fused], cutoff, sets.candidates.facts)
    everything = reaching(least_score(plan.cutoff, everything), plan.leads, everything)
    for looser in plan.leads.looser:
        others = without(filtered(store, everything, looser.filters), sets.candidates)
        if len(others):
            others = others.take(slice(leading.FEW - len(sets.candidates)))
            return replace(sets, near=Near(looser.dropped, others))
    return sets


def with_facts(
    store: Store, sets: Sequence[Candidates], known: Columns = NO_FACTS
) -> list[Candidates]:
    """Return the candidates that the database shows, with the facts of all of them.

    Facts that this search knows already are not read again.
    """
    products = np.concatenate([each.products for each in sets])
    new = products[known.find(products) < 0]
    facts = known.joined(catalogue.facts_of(store, new)) if len(new) else known
    shown = [each.take(np.flatnonzero(facts.find(each.products) >= 0)) for each in sets]
    return [replace(each, facts=facts) for each in shown]
