"""Queries with several vectors, for an index that compares one vector at a time."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from catalog_search.types import Hits, VectorQuery


def one_by_one(queries: Sequence[VectorQuery]) -> list[VectorQuery]:
    """Return a query for each vector of these."""
    return [
        replace(query, vector=vector, others=())
        for query in queries
        for vector in (query.vector, *query.others)
    ]


def joined(queries: Sequence[VectorQuery], answers: Sequence[Hits]) -> list[Hits]:
    """Return the hits of each query from those of one_by_one()."""
    left = iter(answers)
    return [nearest_of(list(islice(left, 1 + len(query.others))), query.limit) for query in queries]


def nearest_of(lists: Sequence[Hits], limit: int) -> Hits:
    """Return the best hits of several vectors as one list: each photo with its best score.

    A photo that one list is too short for may score as much as its last hit. So the list ends
    where the first of them does, and says that it was cut off.
    """
    if len(lists) == 1:
        return lists[0]
    cut_off = [each for each in lists if each.reach(limit)]
    end = max((each.scores[-1] for each in cut_off if len(each)), default=-np.inf)
    scores = np.concatenate([each.scores for each in lists])
    rows = np.flatnonzero(scores >= end)
    rows = rows[np.argsort(-scores[rows], kind="stable")]
    photos = np.concatenate([each.photos for each in lists])[rows]
    firsts = np.sort(np.unique(photos, return_index=True)[1])[:limit]
    products = np.concatenate([each.products for each in lists])[rows]
    left_out = max(each.left_out for each in lists)
    if cut_off:
        left_out = max(left_out, limit - len(firsts))
    return Hits(scores[rows][firsts], photos[firsts], products[firsts], left_out)
