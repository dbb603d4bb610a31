"""A search by words taken apart: each leg alone, and the legs fused by their ranks.

Without cutoff and exact tier, so that only the order is compared.
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
"""k of reciprocal rank fusion: Cormack, Clarke and Buettcher 2009, who chose 60."""


def asked(store: Store, query: TextQuery) -> tuple[list[Leg], list[list[Hit]]]:
    """Return the legs of the query and what each lists. Raises IndexUnavailable."""
    legs = of_text(store, query.vector, terms.read(store, query.text))
    return legs, answer(store, legs, [Filters()])[0]


def ranked(leg: Leg, hits: Sequence[Hit]) -> tuple[Candidate, ...]:
    """Return what one leg alone finds, best first."""
    return by_product(fuse([leg], [hits], [lowest(leg, hits)]), ANYTHING)


def alone(store: Store, query: TextQuery, using: str) -> list[int]:
    """Return the keys of the products that one leg finds; none where the query has no words."""
    legs, hits = asked(store, query)
    chosen = [pair for pair in zip(legs, hits, strict=True) if pair[0].using == using]
    return [one.product for leg, found in chosen for one in ranked(leg, found)]


def by_ranks(store: Store, query: TextQuery) -> list[int]:
    """Return the keys of the products by plain reciprocal rank fusion of all legs."""
    legs, hits = asked(store, query)
    scores: dict[int, float] = defaultdict(float)
    for leg, found in zip(legs, hits, strict=True):
        for rank, one in enumerate(ranked(leg, found), 1):
            scores[one.product] += 1 / (RANK_OFFSET + rank)
    return sorted(scores, key=lambda key: (-scores[key], key))
