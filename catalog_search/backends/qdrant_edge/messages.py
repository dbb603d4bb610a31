"""Converts points, queries and conditions to the engine's types, and its answers back.

The engine's filters match no booleans (qdrant-edge-py 0.9), so they are stored as marked words.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import qdrant_edge as engine

from catalog_search.types import (
    Condition,
    Exclude,
    Payload,
    Point,
    Range,
    Scores,
    SparseVector,
    VectorQuery,
    Where,
)

MARK = "\x01"
"""No text in a payload holds it: control characters are cleaned away by the sync."""
BOOLEANS = {True: f"{MARK}true", False: f"{MARK}false"}
VALUES = {word: value for value, word in BOOLEANS.items()}

OVERSAMPLING = 2.0
"""Hits, by the limit, that coded vectors propose and full ones compare again: recall 1.000."""
MIN_EF = 256
"""Candidates that a graph is searched with; with fewer, 1 of 50 of the ten nearest is missed."""
MIN_EF_SEVERAL = 1000
"""The same for several vectors, whose nearest lie apart; with 256, 1 of 10 is missed."""


def as_stored(row: int, point: Point) -> engine.Point:
    return engine.Point(
        row,
        {
            "photo": point.photo.tolist(),
            "title": point.title.tolist(),
            "words": as_sparse(point.words),
        },
        {name: stored_value(value) for name, value in point.payload.items()},
    )


def moved(row: int, record: engine.Record) -> engine.Point:
    """Return the point of another shard for a row of this one."""
    vectors: Any = record.vector
    return engine.Point(row, vectors, record.payload)


def as_point(point_id: str, record: engine.Record) -> Point:
    vectors: Any = record.vector
    return Point(
        id=point_id,
        photo=np.asarray(vectors["photo"], np.float32),
        title=np.asarray(vectors["title"], np.float32),
        payload=as_payload(record.payload),
        words=as_words(vectors.get("words")),
    )


def as_payload(stored: Mapping[str, Any] | None) -> Payload:
    return {name: own_value(value) for name, value in (stored or {}).items()}


def stored_value(value: object) -> object:
    return BOOLEANS[value] if isinstance(value, bool) else value


def own_value(value: object) -> object:
    return VALUES.get(value, value) if isinstance(value, str) else value


def as_sparse(words: SparseVector) -> engine.SparseVector:
    return engine.SparseVector(list(words.ids), list(words.weights))


def as_words(sparse: engine.SparseVector | None) -> SparseVector:
    return SparseVector(tuple(sparse.indices), tuple(sparse.values)) if sparse else SparseVector()


def as_request(query: VectorQuery, condition: engine.Filter | None) -> engine.QueryRequest:
    min_ef = MIN_EF_SEVERAL if query.others else MIN_EF
    again = engine.QuantizationSearchParams(rescore=True, oversampling=OVERSAMPLING)
    return engine.QueryRequest(
        query.limit,
        query=as_comparison(query),
        filter=condition,
        with_payload=False,
        params=engine.SearchParams(hnsw_ef=max(query.limit, min_ef), quantization=again),
    )


def as_comparison(query: VectorQuery) -> engine.Query:
    """Return what points are compared with; see own_scores() for several vectors."""
    vector = query.vector
    if isinstance(vector, SparseVector):
        return engine.Query.Nearest(as_sparse(vector), query.using)
    every: list[Any] = [each.tolist() for each in (vector, *query.others)]
    if len(every) == 1:
        return engine.Query.Nearest(every[0], query.using)
    return engine.Query.RecommendBestScore(engine.RecommendQuery(every, []), query.using)


def own_scores(query: VectorQuery, scores: Scores) -> Scores:
    """Return the dot products behind the engine's scores.

    Its score of a point by the best s of several dot products is (1 + s / (1 + |s|)) / 2.
    """
    if not query.others:
        return scores
    share = 2 * scores - 1
    products: Scores = share / (1 - np.abs(share))
    return products


def as_hidden(rows: Iterable[int]) -> list[Any]:
    ids: set[Any] = set(rows)
    return [engine.HasIdCondition(ids)] if ids else []


def as_filter(where: Where, without: list[Any]) -> engine.Filter | None:
    """Return what must hold; what meets a condition of `without` is left out."""
    must = [as_condition(condition) for condition in where]
    return engine.Filter(must=must, must_not=without) if must or without else None


def as_condition(condition: Condition) -> Any:
    if isinstance(condition, Range):
        limits = engine.RangeFloat(gte=condition.low, lte=condition.high)
        return engine.FieldCondition(condition.field, range=limits)
    matches: list[Any] = [
        engine.FieldCondition(condition.field, match=as_match(values))
        for values in (texts_in(condition.values), integers_in(condition.values))
        if values
    ]
    if isinstance(condition, Exclude):
        return engine.Filter(must_not=matches)
    return matches[0] if len(matches) == 1 else engine.Filter(should=matches)


def as_match(values: Sequence[Any]) -> Any:
    # One value is compared in two thirds of the time of a list with it.
    return engine.MatchValue(values[0]) if len(values) == 1 else engine.MatchAny(list(values))


def texts_in(values: Iterable[object]) -> list[str]:
    return [str(stored_value(value)) for value in values if isinstance(value, str | bool)]


def integers_in(values: Iterable[object]) -> list[int]:
    return [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
