"""Which photos pass for what the words say, and which candidates are ranked above others."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.retrieval.fusion import Candidates, Fused, passing
from catalog_search.retrieval.leads import Leads
from catalog_search.retrieval.relevance import Cutoff, CutoffRule
from catalog_search.text.analysis import Terms
from catalog_search.text.goods.things import name_terms
from catalog_search.types import Scores

STATED = 1.0
"""Added to a score, in deviations, for matching every word outside of the description."""
SAYING = 0.5
"""Added for matching each of several words in whatever field. Chosen with python -m tests.quality
on the train halves of all shops."""
FIRST_COLOR = 1.0
"""Added for the right first color."""
NAMED_COLOR = 0.5
"""Added to it for the very color: "white" is rather white than off-white."""
USEFUL = 1.5
"""Added for a kind of goods that serves the purpose of the words. Chosen like SOLD."""
HANDLED = 1.5
"""Taken off the score of goods that the shopper has already: tables for "set the table"."""
CALLED = 1.5
"""Added for the name of the kind if the words say more: a table for camping is a table."""
ENDING = 1.5
"""Added for a title that ends with the kind of the query: a bicycle lock is no bicycle."""
BESIDE_OTHERS = 2.0
"""Taken off if a title states the kind beside other goods."""
FOR_OTHERS = 1.0
"""Taken off goods for other wearers: for women if the query says men."""
OPPOSED = 1.0
"""Taken off goods with the opposite trait: sleeveless ones if the query says long sleeves."""
DENYING = 3.0
"""Taken off for denying what the query asks for: "no headrest" states the word, and lacks it."""
CATEGORY_NAME = 1.0
"""Added for a category with the name of the query's kind: "curtains" are no shower curtains.
Chosen like SOLD."""
WRITTEN = 1.0
"""What a title adds that has the very marks and signs of the query: of "año" no "ano" is meant."""
TITLES_READ = 60
"""Candidates whose titles and categories are read, the best ones."""
MIN_CANDIDATES = 3
"""Candidates that stay however far they are behind the best."""
FEW = 12
"""If fewer products pass all filters, others are shown beside them, up to this many."""


def passing_with(leads: Leads, fused: Fused, cutoff: Cutoff) -> NDArray[np.bool_]:
    """Return bool [n]: the photos that pass.

    Goods for the purpose of the words pass with the bonus USEFUL if few products pass without it,
    if none of these serves the purpose, or if the words name goods that the shopper has already.
    """
    chosen = passing(fused, cutoff, leads.complete)
    if leads.useful:
        serving = leads.useful(fused.products)
        are_few = len(np.unique(fused.products[chosen])) < FEW
        if leads.handled or are_few or not (chosen & serving).any():
            chosen |= (fused.scores + USEFUL >= cutoff.score) & serving
    return chosen


def led(leads: Leads, candidates: Candidates) -> Candidates:
    """Return the candidates, best first, with what the leads add to their scores."""
    scores = candidates.scores.copy()
    stated = leads.stated(candidates.products) if leads.stated else np.zeros(len(scores), np.bool_)
    scores += STATED * stated
    if leads.saying:
        scores += SAYING * (leads.saying(candidates.products) & ~stated)
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
        colors = candidates.facts.values("color")
        scores += FIRST_COLOR * colors.leading(leads.colors)[candidates.rows]
        scores += NAMED_COLOR * colors.leading(leads.named_colors)[candidates.rows]
    best = np.argsort(-scores, kind="stable")[:TITLES_READ]
    scores[best] += by_title(leads, candidates.take(best))
    return replace(candidates, scores=scores).take(np.argsort(-scores, kind="stable"))


def min_score(rule: CutoffRule, best: Candidates) -> float:
    """Return the score below which candidates are left out, unless they match all words.

    `best` were found without filters. The first three are never left out.
    """
    if not rule.last or not len(best):
        return -np.inf
    return float(min(rule.last * best.scores[0], best.scores[:MIN_CANDIDATES][-1]))


def reaching(min_score: float, leads: Leads, candidates: Candidates) -> Candidates:
    """Return the candidates with this score or more, and those that match all words."""
    passing = candidates.scores >= min_score
    if leads.complete:
        passing |= leads.complete(candidates.products)
    return candidates if passing.all() else candidates.take(np.flatnonzero(passing))


def by_title(leads: Leads, best: Candidates) -> Scores:
    """Return float [n], to be added to scores for the candidates' titles and categories."""
    added = np.zeros(len(best))
    if leads.titled:
        verdicts = leads.titled(best.products)
        added += ENDING * (verdicts > 0) - BESIDE_OTHERS * (verdicts < 0)
    if leads.useful and leads.useful_titled:
        is_other = leads.useful_titled(best.products) < 0
        added -= USEFUL * (is_other & leads.useful(best.products))
    if leads.names:
        added += CATEGORY_NAME * are_named(best, leads.names)
    if leads.denying:
        added -= DENYING * leads.denying(best.products)
    if leads.written:
        added += WRITTEN * leads.written(best.products)
    return added


def are_named(candidates: Candidates, names: frozenset[Terms]) -> NDArray[np.bool_]:
    """Return bool [n]: whether each candidate's own category has one of these names."""
    own = candidates.facts.values("category").firsts(candidates.rows)
    leaves = {path: path.rpartition(CATEGORY_SEPARATOR)[2] for path in {*own}}
    matches = {path for path, leaf in leaves.items() if name_terms(leaf) in names}
    return np.array([path in matches for path in own], np.bool_)
