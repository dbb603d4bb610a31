"""A vector index for tests: exact search over the points in this process's memory."""

import uuid
from collections.abc import Iterator, Sequence
from typing import cast

from catalog_search.exceptions import IndexMismatch
from catalog_search.exceptions import message as _
from catalog_search.protocols import VERSION
from catalog_search.protocols.collection import IndexState, Installation
from catalog_search.types import (
    Hits,
    Payload,
    Point,
    SparseVector,
    VectorQuery,
    Where,
    hits_of,
    satisfies,
)


class MemoryIndex:
    """Compares every query with every point; nothing outlives the process."""

    def __init__(
        self,
        model_id: str,
        dimension: int,
        facets: Sequence[str] = (),
        *,
        installation: Installation | None = None,
    ) -> None:
        self.collection = f"memory {model_id}"
        self.dimension = dimension
        self.points: dict[str, Point] = {}
        self.id = ""

    def create(self) -> str:
        self.id = self.id or uuid.uuid4().hex
        return self.id

    def upsert(self, points: Sequence[Point]) -> None:
        for point in points:
            if point.photo.shape != (self.dimension,):
                raise IndexMismatch(
                    _("Vectors here have %(dimension)s numbers.", dimension=self.dimension)
                )
        if points:
            self.create()
        for point in points:
            stored = self.points.get(point.id)
            if stored is None or version(stored.payload) <= version(point.payload):
                self.points[point.id] = point

    def delete(self, ids: Sequence[str]) -> None:
        for point_id in ids:
            self.points.pop(point_id, None)

    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        return {point_id: self.points[point_id] for point_id in ids if point_id in self.points}

    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        return [self.answer(query) for query in queries]

    def answer(self, query: VectorQuery) -> Hits:
        scored = [
            (score, point)
            for point in self.points.values()
            if satisfies(point.payload, query.where)
            and (score := nearness(point, query)) is not None
        ]
        best = sorted(scored, key=lambda pair: -pair[0])[: query.limit]
        return hits_of([(score, point.payload) for score, point in best])

    def payloads(self, ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, Payload]:
        return {
            point_id: self.points[point_id].payload for point_id in ids if point_id in self.points
        }

    def count(self, where: Where = ()) -> int:
        return sum(satisfies(point.payload, where) for point in self.points.values())

    def ids(self, where: Where = ()) -> Iterator[str]:
        matching = [point.id for point in self.points.values() if satisfies(point.payload, where)]
        return iter(matching)

    def prepare(self) -> None:
        pass

    def state(self) -> IndexState:
        dimension = self.dimension if self.id else None
        return IndexState(self.collection, dimension, len(self.points), self.id)

    def take_over(self) -> None:
        pass

    def announce(self) -> None:
        pass

    def drop(self, collection: str) -> None:
        if collection == self.collection:
            self.close()

    def close(self) -> None:
        self.points.clear()
        self.id = ""


def version(payload: Payload) -> int:
    return cast(int, payload.get(VERSION, 0))


def nearness(point: Point, query: VectorQuery) -> float | None:
    """Return the best dot product; None for sparse vectors without a common term."""
    if not isinstance(query.vector, SparseVector):
        own = getattr(point, query.using)
        return max(float(own @ vector) for vector in (query.vector, *query.others))
    weights = dict(zip(point.words.ids, point.words.weights, strict=True))
    terms = zip(query.vector.ids, query.vector.weights, strict=True)
    shared = [weight * weights[term] for term, weight in terms if term in weights]
    return sum(shared) if shared else None
