"""Which photos pass for what the words say, and what leads among the candidates."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.retrieval.fusion import Candidates, Fused, passing
from catalog_search.retrieval.leads import Leads
from catalog_search.retrieval.relevance import Cutoff, CutoffRule
from catalog_search.text.analysis import Terms
from catalog_search.text.things import up_to_said
from catalog_search.types import Scores

STATED = 1.0
"""What matching every word outside of the description adds to a score, in deviations."""
FIRST_COLOR = 1.0
"""What the right first color adds."""
USEFUL = 1.5
"""What a kind of goods for the purpose of the words adds. Chosen like SOLD."""
HANDLED = 1.5
"""What it costs to be a table where the words are "set the table"."""
CALLED = 1.5
"""What the name of the kind adds where the words say more: a table for camping is a table."""
ENDING = 1.5
"""What it adds that a title ends with the kind that is asked for: a bicycle lock is no bicycle."""
OTHERS = 2.0
"""What it costs that a title states it beside other goods."""
FOR_OTHERS = 1.0
"""What it costs to be for women where something for men is asked for."""
OPPOSED = 1.0
"""What it costs to be sleeveless where long sleeves are asked for."""
NAMED = 1.0
"""What a category adds that has the very name of the kind that is asked for: "curtains" are no
shower curtains. Chosen like SOLD."""
TITLES_READ = 60
"""Candidates whose titles and categories are read, the best ones."""
KEPT = 3
"""Candidates that stay however far they are behind the best."""
FEW = 12
"""Products, below which others are shown beside those that pass all filters, up to this many."""


def passing_with(leads: Leads, fused: Fused, cutoff: Cutoff) -> NDArray[np.bool_]:
    """Return bool [n]: the photos that pass.

    Where they are few, none of them serves the purpose of the words, or these name goods that are
    there already, goods for the purpose pass with what they have above others.
    """
    chosen = passing(fused, cutoff, leads.complete)
    if leads.useful:
        serving = leads.useful(fused.products)
        are_few = len(np.unique(fused.products[chosen])) < FEW
        if leads.handled or are_few or not (chosen & serving).any():
            chosen |= (fused.scores + USEFUL >= cutoff.score) & serving
    return chosen


def led(leads: Leads, candidates: Candidates) -> Candidates:
    """Return the candidates, best first, with what leads among their scores."""
    scores = candidates.scores.copy()
    if leads.stated:
        scores += STATED * leads.stated(candidates.products)
    are_called = leads.called(candidates.products) if leads.called else None
    if leads.useful:
        useful = leads.useful(candidates.products)
        # Who asks for a bottle for cycling wants no bicycle.
        scores += USEFUL * (useful if are_called is None else useful & are_called)
    if leads.handled:
        scores -= HANDLED * leads.handled(candidates.products)
    if are_called is not None:
        scores += CALLED * are_called
    if leads.for_others:
        scores -= FOR_OTHERS * leads.for_others(candidates.products)
    if leads.opposed:
        scores -= OPPOSED * leads.opposed(candidates.products)
    if leads.colors:
        first = candidates.facts.values("color").leading(leads.colors)
        scores += FIRST_COLOR * first[candidates.rows]
    best = np.argsort(-scores, kind="stable")[:TITLES_READ]
    scores[best] += by_title(leads, candidates.take(best))
    return replace(candidates, scores=scores).take(np.argsort(-scores, kind="stable"))


def least_score(rule: CutoffRule, best: Candidates) -> float:
    """Return the score below which candidates are left out that say not all the words.

    `best` were found without filters. The first three are never left out.
    """
    if not rule.last or not len(best):
        return -np.inf
    return float(min(rule.last * best.scores[0], best.scores[:KEPT][-1]))


def reaching(least: float, leads: Leads, candidates: Candidates) -> Candidates:
    """Return the candidates with this score or more, and those that say all the words."""
    kept = candidates.scores >= least
    if leads.complete:
        kept |= leads.complete(candidates.products)
    return candidates if kept.all() else candidates.take(np.flatnonzero(kept))


def by_title(leads: Leads, best: Candidates) -> Scores:
    """Return what the titles of the best candidates [n], and their categories, add to a score."""
    added = np.zeros(len(best))
    if leads.titled:
        told = leads.titled(best.products)
        added += ENDING * (told > 0) - OTHERS * (told < 0)
    if leads.useful and leads.useful_titled:
        others = leads.useful_titled(best.products) < 0
        added -= USEFUL * (others & leads.useful(best.products))
    if leads.names:
        added += NAMED * are_named(best, leads.names)
    return added


def are_named(candidates: Candidates, names: frozenset[Terms]) -> NDArray[np.bool_]:
    """Return bool [n]: whether each candidate's own category has one of these names."""
    own = candidates.facts.values("category").firsts(candidates.rows)
    leaves = {path: path.rpartition(CATEGORY_SEPARATOR)[2] for path in {*own}}
    named = {path for path, leaf in leaves.items() if up_to_said(leaf) in names}
    return np.array([path in named for path in own], np.bool_)
