"""Text search by single subqueries, and by reciprocal rank fusion of all of them.

No cutoff applies, so that only the order of products is compared.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from catalog_search.models import Store
from catalog_search.retrieval.asking import search_each
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import best_photos, fuse, missing_scores, weights_of
from catalog_search.retrieval.subqueries import Subquery, text_plan
from catalog_search.text.query.terms import parse_terms
from catalog_search.types import Hits
from catalog_search.workshop.evaluation.queries import TextQuery

RANK_OFFSET = 60
"""The k of reciprocal rank fusion; Cormack, Clarke and Buettcher 2009 chose 60."""


def run(store: Store, query: TextQuery) -> tuple[Sequence[Subquery], list[Hits]]:
    """Return the subqueries of the query and the hits of each. Raises IndexUnavailable."""
    plan = text_plan(store, query.vector, parse_terms(store, query.text))
    return plan.subqueries, search_each(store, plan, [Filters()])[0]


def ranked(subquery: Subquery, hits: Hits) -> list[int]:
    """Return the keys of the products that a single subquery finds, best first."""
    subqueries = [subquery]
    fused = fuse(subqueries, [hits], missing_scores(subqueries, [hits]), weights_of(subqueries))
    everything = np.ones(len(fused.photos), bool)
    return list(map(int, best_photos(fused, everything).products))


def alone(store: Store, query: TextQuery, using: str) -> list[int]:
    """Return product keys from the subquery on one vector; [] if the query has no such subquery."""
    for subquery, hits in zip(*run(store, query), strict=True):
        if subquery.using == using:
            return ranked(subquery, hits)
    return []


def by_ranks(store: Store, query: TextQuery) -> list[int]:
    """Return product keys by reciprocal rank fusion of all subqueries."""
    scores: dict[int, float] = defaultdict(float)
    for subquery, hits in zip(*run(store, query), strict=True):
        for rank, key in enumerate(ranked(subquery, hits), 1):
            scores[key] += 1 / (RANK_OFFSET + rank)
    return sorted(scores, key=lambda key: (-scores[key], key))
