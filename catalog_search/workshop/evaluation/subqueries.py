"""Text search by single subqueries, and by reciprocal rank fusion of all of them.

No cutoff applies, so that only the order of products is compared.
"""

from collections import defaultdict
from collections.abc import Sequence

from catalog_search.models import Store
from catalog_search.retrieval.candidates import Candidate, Leg, answer, by_product, fuse, lowest
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.relevance import ANYTHING
from catalog_search.retrieval.subqueries import of_text
from catalog_search.text import terms
from catalog_search.types import Hit
from catalog_search.workshop.evaluation.queries import TextQuery

RANK_OFFSET = 60
"""The k of reciprocal rank fusion; Cormack, Clarke and Buettcher 2009 chose 60."""


def run(store: Store, query: TextQuery) -> tuple[list[Leg], list[list[Hit]]]:
    """Return the subqueries of the query and the hits of each. Raises IndexUnavailable."""
    subqueries = of_text(store, query.vector, terms.read(store, query.text))
    return subqueries, answer(store, subqueries, [Filters()])[0]


def ranked(subquery: Leg, hits: Sequence[Hit]) -> tuple[Candidate, ...]:
    """Return the candidates of a single subquery, best first."""
    return by_product(fuse([subquery], [hits], [lowest(subquery, hits)]), ANYTHING)


def alone(store: Store, query: TextQuery, using: str) -> list[int]:
    """Return product keys from the subquery on one vector; [] if the query has no such subquery."""
    for subquery, hits in zip(*run(store, query), strict=True):
        if subquery.using == using:
            return [candidate.product for candidate in ranked(subquery, hits)]
    return []


def by_ranks(store: Store, query: TextQuery) -> list[int]:
    """Return product keys by reciprocal rank fusion of all subqueries."""
    scores: dict[int, float] = defaultdict(float)
    for subquery, hits in zip(*run(store, query), strict=True):
        for rank, candidate in enumerate(ranked(subquery, hits), 1):
            scores[candidate.product] += 1 / (RANK_OFFSET + rank)
    return sorted(scores, key=lambda key: (-scores[key], key))
