"""Fast search in qdrant-client's local mode, a folder or memory.

Local mode evaluates filters point by point and copies every payload it returns; both take far
longer than finding the nearest vectors. So queries ask for ids and scores alone, and payloads are
cached here: a local collection belongs to this process, so no other process changes them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from qdrant_client import QdrantClient

from catalog_search.backends.qdrant.messages import as_request, version_of
from catalog_search.protocols import VERSION
from catalog_search.types import (
    Hits,
    Payload,
    Point,
    SparseVector,
    VectorQuery,
    Where,
    hits_of,
    satisfying,
)

OVERSAMPLING = 2
"""First list this many times a query's limit; if too few pass its filter, list all points."""
Scored = tuple[str, float]
"""A point's id and score."""


class LocalSearch:
    """Searches one collection and caches the payloads of all its points."""

    def __init__(self, collection: str) -> None:
        self.collection = collection
        self.payloads: dict[str, Payload] | None = None

    def not_overtaken(self, client: QdrantClient, points: Sequence[Point]) -> list[Point]:
        """Return the points of which the collection has no newer version."""
        ids = [point.id for point in points]
        stored = client.retrieve(self.collection, ids, with_payload=[VERSION])
        versions = {str(record.id): (record.payload or {}).get(VERSION, 0) for record in stored}
        return [point for point in points if versions.get(point.id, 0) <= version_of(point)]

    def remember(self, points: Iterable[Point]) -> None:
        """Update the cache with points that are written to the collection."""
        if self.payloads is not None:
            self.payloads.update((point.id, dict(point.payload)) for point in points)

    def forget(self, ids: Iterable[str]) -> None:
        if self.payloads is not None:
            for point_id in ids:
                self.payloads.pop(point_id, None)

    def search(self, client: QdrantClient, queries: Sequence[VectorQuery]) -> Iterator[Hits]:
        """Yield each query's hits.

        Queries with the same vector share one list of nearest points, and queries with the same
        filter test each point once.
        """
        payloads = self.cached_payloads(client)
        filters = {
            where: CachedFilter(payloads, where) for where in {query.where for query in queries}
        }
        lists: dict[object, list[Scored]] = {}
        for query in queries:
            for length in (OVERSAMPLING * query.limit, len(payloads)):
                key = (vector_key(query), query.using, length)
                if key not in lists:
                    lists[key] = self.nearest(client, query, length)
                hits = filters[query.where].first(lists[key], query.limit)
                if len(hits) == query.limit or len(lists[key]) < length:
                    break
            yield hits_of([(score, payloads[point_id]) for point_id, score in hits])

    def cached_payloads(self, client: QdrantClient) -> dict[str, Payload]:
        """Return every point's payload by id, read from the collection on the first call."""
        if self.payloads is None:
            total = max(1, client.count(self.collection).count)
            records, _ = client.scroll(self.collection, limit=total, with_payload=True)
            self.payloads = {str(record.id): record.payload or {} for record in records}
        return self.payloads

    def nearest(self, client: QdrantClient, query: VectorQuery, limit: int) -> list[Scored]:
        """Return the points nearest to the query's vector, ignoring its filter."""
        unfiltered = as_request(replace(query, where=(), limit=max(1, limit)), keys=False)
        [answer] = client.query_batch_points(self.collection, [unfiltered])
        return [(str(point.id), float(point.score)) for point in answer.points]


def vector_key(query: VectorQuery) -> object:
    return query.vector if isinstance(query.vector, SparseVector) else query.vector.tobytes()


class CachedFilter:
    """A filter that tests each point when it first meets it and remembers the result."""

    def __init__(self, payloads: Mapping[str, Payload], where: Where) -> None:
        self.payloads, self.test = payloads, satisfying(where)
        self.results: dict[str, bool] = {}

    def first(self, scored: Iterable[Scored], limit: int) -> list[Scored]:
        """Return the first `limit` points that pass."""
        return list(islice((pair for pair in scored if self.passes(pair[0])), limit))

    def passes(self, point_id: str) -> bool:
        result = self.results.get(point_id)
        if result is None:
            result = self.results[point_id] = self.test(self.payloads[point_id])
        return result
