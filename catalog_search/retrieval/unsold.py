"""Whether a store lacks the kind of goods that words name."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from catalog_search.retrieval.fusion import Fused, fuse, missing_scores, weights_of
from catalog_search.retrieval.subqueries import QueryPlan, Subquery
from catalog_search.types import Hits, SparseVector

SOLD = 2.45
"""Score by photo and title from which a store has a kind of goods whose words it does not use.
Chosen with python -m tests.quality on the train halves of all shops."""
UNSTATED = 2.8
"""The same of a kind whose last word no product states. Chosen like SOLD."""
UNSERVED = 1.7
"""The same of a purpose that nothing serves by the list of uses, which cannot name everything.
It is lower, because a shop that has the goods must not say that it has none."""
NEAREST = 24
"""Photos whose titles are read for what the goods are called."""


def is_unsold(plan: QueryPlan, fused: Fused, hits: Sequence[Hits]) -> bool:
    """Return whether the words name a kind of goods that the store does not have.

    No product is called by the kind's name, and no photo or title comes near to it. `hits` are
    those of `kind_subqueries`.
    """
    kind, subqueries = plan.leads.kind, kind_subqueries(plan)
    if not kind or not len(fused.photos):
        return False
    near = fused
    if subqueries:
        missing = missing_scores(subqueries, hits)
        near = fuse(subqueries, hits, missing, weights_of(subqueries))
    min_scores = {"unnamed": SOLD, "unstated": UNSTATED, "purpose": UNSERVED}
    reaches = near.vector_scores >= min_scores[kind.doubt]
    rows = np.flatnonzero(reaches & ~np.isin(near.products, kind.other_goods))
    nearest = rows[np.argsort(-near.vector_scores[rows])][:NEAREST]
    if kind.may_be_any(near.products[nearest]):
        return False
    order = np.argsort(-fused.vector_scores)[:NEAREST]
    return not kind.is_part_of_word(fused.products[order])


def kind_subqueries(plan: QueryPlan) -> tuple[Subquery, ...]:
    """Return the plan's subqueries by vector with that of a doubtful kind's own name.

    There are none if the words say nothing else, or name no such kind.
    """
    vector = plan.leads.kind_vector
    if vector is None or not plan.leads.kind:
        return ()
    # Names of goods for the purpose are no names of the kind.
    return tuple(
        replace(each, vector=vector)
        for each in plan.subqueries
        if not isinstance(each.vector, SparseVector) and not each.others
    )
