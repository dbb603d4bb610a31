"""A search by words taken apart: each leg alone, and the legs fused by their ranks.

Without cutoff and exact tier, so that only the order is compared.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from catalog_search.models import Store
from catalog_search.retrieval.candidates import search_each
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import best_photos, fuse, missing_scores
from catalog_search.retrieval.subqueries import Subquery, text_plan
from catalog_search.text.terms import parse_terms
from catalog_search.types import Hits
from catalog_search.workshop.evaluation.queries import TextQuery

RANK_OFFSET = 60
"""k of reciprocal rank fusion: Cormack, Clarke and Buettcher 2009, who chose 60."""


def asked(store: Store, query: TextQuery) -> tuple[Sequence[Subquery], list[Hits]]:
    """Return the subqueries of the query and what each lists. Raises IndexUnavailable."""
    plan = text_plan(store, query.vector, parse_terms(store, query.text))
    return plan.subqueries, search_each(store, plan.subqueries, [Filters()])[0]


def ranked(subquery: Subquery, hits: Hits) -> list[int]:
    """Return the keys of the products that one subquery alone finds, best first."""
    fused = fuse([subquery], [hits], missing_scores([subquery], [hits]))
    everything = np.ones(len(fused.photos), bool)
    return list(map(int, best_photos(fused, everything).candidates.products))


def alone(store: Store, query: TextQuery, using: str) -> list[int]:
    """Return the products that one subquery finds; none where the query has no words."""
    subqueries, answers = asked(store, query)
    pairs = zip(subqueries, answers, strict=True)
    return [key for one, hits in pairs if one.using == using for key in ranked(one, hits)]


def by_ranks(store: Store, query: TextQuery) -> list[int]:
    """Return the products by plain reciprocal rank fusion of all subqueries."""
    scores: dict[int, float] = defaultdict(float)
    for subquery, hits in zip(*asked(store, query), strict=True):
        for rank, key in enumerate(ranked(subquery, hits), 1):
            scores[key] += 1 / (RANK_OFFSET + rank)
    return sorted(scores, key=lambda key: (-scores[key], key))
