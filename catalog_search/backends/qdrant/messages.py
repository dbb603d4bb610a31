"""Converts points, queries and conditions to Qdrant's types, and its answers back."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from qdrant_client import models

from catalog_search.protocols import VERSION
from catalog_search.types import (
    Condition,
    Exclude,
    Hits,
    Point,
    Range,
    SparseVector,
    Vector,
    VectorQuery,
    Where,
    hits_of,
)

MAX_SINGLE_MATCHES = 8
"""A longer list of integers is sent as one MatchAny: thousands of products may be excluded."""


DECIMALS = 6
"""Decimals of vectors sent over REST. Qdrant keeps half precision; more would double the bytes."""


def as_struct(point: Point, *, half: bool = False) -> models.PointStruct:
    """Return the point as it is sent; with `half`, to be kept in half precision."""
    return models.PointStruct(
        id=point.id,
        vector={
            "photo": as_numbers(point.photo, half),
            "title": as_numbers(point.title, half),
            "words": as_sparse(point.words),
        },
        payload=dict(point.payload),
    )


def as_numbers(vector: Vector, half: bool) -> list[float]:
    numbers = vector.astype(np.float64).round(DECIMALS) if half else vector
    return cast(list[float], numbers.tolist())


def as_point(record: models.Record) -> Point:
    vectors: Any = record.vector
    return Point(
        id=str(record.id),
        photo=np.asarray(vectors["photo"], np.float32),
        title=np.asarray(vectors["title"], np.float32),
        payload=record.payload or {},
        words=as_words(vectors.get("words")),
    )


def version_of(point: Point) -> int:
    return cast(int, point.payload.get(VERSION, 0))


def overtaking(version: int) -> models.Filter:
    """Return the filter of the stored points that points of this version may replace."""
    newer = models.FieldCondition(key=VERSION, range=models.Range(gt=version))
    return models.Filter(must_not=[newer])


def as_sparse(words: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=list(words.ids), values=list(words.weights))


def as_words(sparse: models.SparseVector | None) -> SparseVector:
    return SparseVector(tuple(sparse.indices), tuple(sparse.values)) if sparse else SparseVector()


def as_hits(scored_points: Sequence[models.ScoredPoint]) -> Hits:
    return hits_of([(float(point.score), point.payload or {}) for point in scored_points])


KEYS = models.PayloadSelectorInclude(include=["photo", "product"])
"""Fields that a hit carries; the whole payloads are fetched for hits that are shown or counted."""


def as_request(
    query: VectorQuery,
    *,
    keys: bool = True,
    params: models.SearchParams | None = None,
    shard: str | None = None,
) -> models.QueryRequest:
    """Return the request for a query; `params` are for vectors of the model."""
    vector = query.vector
    is_sparse = isinstance(vector, SparseVector)
    return models.QueryRequest(
        query=as_sparse(vector) if isinstance(vector, SparseVector) else vector.tolist(),
        params=None if is_sparse else params,
        shard_key=shard,
        using=query.using,
        limit=query.limit,
        filter=as_filter(query.where),
        with_payload=KEYS if keys else False,
    )


def as_filter(where: Where) -> models.Filter | None:
    return models.Filter(must=[as_condition(condition) for condition in where]) if where else None


def as_condition(condition: Condition) -> models.Condition:
    if isinstance(condition, Range):
        limits = models.Range(gte=condition.low, lte=condition.high)
        return models.FieldCondition(key=condition.field, range=limits)
    alternatives = matches(condition.field, condition.values)
    if isinstance(condition, Exclude):
        return models.Filter(must_not=alternatives)
    return alternatives[0] if len(alternatives) == 1 else models.Filter(should=alternatives)


def matches(field: str, values: tuple[str | int | bool, ...]) -> list[models.Condition]:
    """Return alternatives, one of which holds if the field has one of the values."""
    integers = [value for value in values if type(value) is int]
    if len(integers) > MAX_SINGLE_MATCHES and len(integers) == len(values):
        return [models.FieldCondition(key=field, match=models.MatchAny(any=integers))]
    # MatchAny accepts no booleans, so other values become single matches.
    return [
        models.FieldCondition(key=field, match=models.MatchValue(value=value)) for value in values
    ]
