"""Our points, queries and conditions in Qdrant's words, and its answers in ours."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from qdrant_client import models

from catalog_search.types import (
    Condition,
    Exclude,
    Hits,
    Point,
    Range,
    SparseVector,
    VectorQuery,
    Where,
    hits_of,
)

FEW = 8
"""More whole numbers than these are sent as one list: thousands of products may be excluded."""


def as_struct(point: Point) -> models.PointStruct:
    return models.PointStruct(
        id=point.id,
        vector={
            "photo": point.photo.tolist(),
            "title": point.title.tolist(),
            "words": as_sparse(point.words),
        },
        payload=dict(point.payload),
    )


def as_point(record: models.Record) -> Point:
    vectors: Any = record.vector
    return Point(
        id=str(record.id),
        photo=np.asarray(vectors["photo"], np.float32),
        title=np.asarray(vectors["title"], np.float32),
        payload=record.payload or {},
        words=as_words(vectors.get("words")),
    )


def as_sparse(words: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=list(words.ids), values=list(words.weights))


def as_words(sparse: models.SparseVector | None) -> SparseVector:
    return SparseVector(tuple(sparse.indices), tuple(sparse.values)) if sparse else SparseVector()


def as_hits(found: Sequence[models.ScoredPoint]) -> Hits:
    return hits_of([(str(point.id), float(point.score), point.payload or {}) for point in found])


KEYS = models.PayloadSelectorInclude(include=["photo", "product"])
"""What a hit carries; payloads are fetched for those that are shown or counted."""


def as_request(query: VectorQuery, *, keys: bool = True) -> models.QueryRequest:
    vector = query.vector
    return models.QueryRequest(
        query=as_sparse(vector) if isinstance(vector, SparseVector) else vector.tolist(),
        using=query.using,
        limit=query.limit,
        filter=as_filter(query.where),
        with_payload=KEYS if keys else False,
    )


def as_filter(where: Where) -> models.Filter | None:
    return models.Filter(must=[as_condition(one) for one in where]) if where else None


def as_condition(condition: Condition) -> models.Condition:
    if isinstance(condition, Range):
        limits = models.Range(gte=condition.low, lte=condition.high)
        return models.FieldCondition(key=condition.field, range=limits)
    each = matches(condition.field, condition.values)
    if isinstance(condition, Exclude):
        return models.Filter(must_not=each)
    return each[0] if len(each) == 1 else models.Filter(should=each)


def matches(field: str, values: tuple[str | int | bool, ...]) -> list[models.Condition]:
    """Return conditions of which one holds where the field has one of the values."""
    whole = [value for value in values if type(value) is int]
    if len(whole) > FEW and len(whole) == len(values):
        return [models.FieldCondition(key=field, match=models.MatchAny(any=whole))]
    # MatchAny takes no booleans, so other values become single matches.
    return [
        models.FieldCondition(key=field, match=models.MatchValue(value=value)) for value in values
    ]
