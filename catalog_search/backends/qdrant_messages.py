"""Our points, queries and conditions in Qdrant's words, and its answers in ours."""

from typing import Any

import numpy as np
from qdrant_client import models

from catalog_search.types import Hit, Match, Point, Range, VectorQuery, Where, Words


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


def as_sparse(words: Words) -> models.SparseVector:
    return models.SparseVector(indices=list(words.ids), values=list(words.weights))


def as_words(sparse: models.SparseVector | None) -> Words:
    return Words(tuple(sparse.indices), tuple(sparse.values)) if sparse else Words()


def as_hit(point: models.ScoredPoint) -> Hit:
    return Hit(str(point.id), float(point.score), point.payload or {})


def as_request(query: VectorQuery) -> models.QueryRequest:
    vector = query.vector
    return models.QueryRequest(
        query=as_sparse(vector) if isinstance(vector, Words) else vector.tolist(),
        using=query.using,
        limit=query.limit,
        filter=as_filter(query.where),
        with_payload=True,
    )


def as_filter(where: Where) -> models.Filter | None:
    return models.Filter(must=[as_condition(one) for one in where]) if where else None


def as_condition(condition: Match | Range) -> models.Condition:
    if isinstance(condition, Range):
        limits = models.Range(gte=condition.low, lte=condition.high)
        return models.FieldCondition(key=condition.field, range=limits)
    # MatchAny takes no booleans, so several values become a should of single matches.
    each = [
        models.FieldCondition(key=condition.field, match=models.MatchValue(value=value))
        for value in condition.values
    ]
    return each[0] if len(each) == 1 else models.Filter(should=list(each))
