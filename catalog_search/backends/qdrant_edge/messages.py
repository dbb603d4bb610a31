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
    SparseVector,
    VectorQuery,
    Where,
)

MARK = "\x01"
"""No text in a payload holds it: control characters are cleaned away by the sync."""
BOOLEANS = {True: f"{MARK}true", False: f"{MARK}false"}
VALUES = {word: value for value, word in BOOLEANS.items()}

KEYS = engine.PayloadSelector.Include(["photo", "product"])
"""What a hit carries; payloads are fetched for those that are shown or counted."""


def as_stored(point: Point) -> engine.Point:
    return engine.Point(
        point.id,
        {
            "photo": point.photo.tolist(),
            "title": point.title.tolist(),
            "words": as_sparse(point.words),
        },
        {name: stored_value(value) for name, value in point.payload.items()},
    )


def as_point(record: engine.Record) -> Point:
    vectors: Any = record.vector
    return Point(
        id=str(record.id),
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


def as_request(query: VectorQuery, hidden: Sequence[str] = ()) -> engine.QueryRequest:
    vector = query.vector
    near: Any = as_sparse(vector) if isinstance(vector, SparseVector) else vector.tolist()
    return engine.QueryRequest(
        query.limit,
        query=engine.Query.Nearest(near, query.using),
        filter=as_filter(query.where, hidden),
        with_payload=KEYS,
    )


def as_filter(where: Where, hidden: Iterable[str] = ()) -> engine.Filter | None:
    """Return what must hold; the points in `hidden` are left out."""
    ids: set[Any] = set(hidden)
    without: list[Any] = [engine.HasIdCondition(ids)] if ids else []
    must = [as_condition(condition) for condition in where]
    return engine.Filter(must=must, must_not=without) if must or without else None


def as_condition(condition: Condition) -> Any:
    if isinstance(condition, Range):
        limits = engine.RangeFloat(gte=condition.low, lte=condition.high)
        return engine.FieldCondition(condition.field, range=limits)
    matches: list[Any] = [
        engine.FieldCondition(condition.field, match=engine.MatchAny(values))
        for values in (texts_in(condition.values), integers_in(condition.values))
        if values
    ]
    if isinstance(condition, Exclude):
        return engine.Filter(must_not=matches)
    return engine.Filter(should=matches)


def texts_in(values: Iterable[object]) -> list[str]:
    return [str(stored_value(value)) for value in values if isinstance(value, str | bool)]


def integers_in(values: Iterable[object]) -> list[int]:
    return [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
