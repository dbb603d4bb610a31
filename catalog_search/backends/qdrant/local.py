"""What a folder or memory is asked for, in the way that qdrant-client answers fast there.

Its local mode evaluates filters point by point and copies every payload it returns, each of which
takes far longer than finding the nearest. So it lists ids and scores alone, and payloads are
remembered here: a folder belongs to this process, nobody else changes them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from qdrant_client import QdrantClient

from catalog_search.backends.qdrant.messages import as_request
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

WIDER = 2
"""How many times as many hits as wanted are listed before all are."""
Scored = tuple[str, float]
"""A point's id and score."""


class LocalAnswers:
    """Answers queries to one collection, with the payloads of all its points at hand."""

    def __init__(self, collection: str) -> None:
        self.collection = collection
        self.payloads: dict[str, Payload] | None = None

    def changed(self, points: Iterable[Point]) -> None:
        """Learn what was written to the collection."""
        if self.payloads is not None:
            self.payloads.update((point.id, dict(point.payload)) for point in points)

    def deleted(self, ids: Iterable[str]) -> None:
        if self.payloads is not None:
            for point in ids:
                self.payloads.pop(point, None)

    def answer(self, client: QdrantClient, queries: Sequence[VectorQuery]) -> Iterator[Hits]:
        """Yield each query's hits.

        Its vector is looked for once, however many filters it has, and a filter is held against
        each point once, however many vectors.
        """
        payloads = self.read(client)
        passing = {where: Passing(payloads, where) for where in {each.where for each in queries}}
        lists: dict[object, list[Scored]] = {}
        for query in queries:
            for most in (WIDER * query.limit, len(payloads)):
                key = (told(query), query.using, most)
                if key not in lists:
                    lists[key] = self.listed(client, query, most)
                hits = passing[query.where].first(lists[key], query.limit)
                if len(hits) == query.limit or len(lists[key]) < most:
                    break
            yield hits_of([(point, score, payloads[point]) for point, score in hits])

    def read(self, client: QdrantClient) -> dict[str, Payload]:
        """Return the payload of each point by its id, read from the collection the first time."""
        if self.payloads is None:
            total = max(1, client.count(self.collection).count)
            records, _ = client.scroll(self.collection, limit=total, with_payload=True)
            self.payloads = {str(record.id): record.payload or {} for record in records}
        return self.payloads

    def listed(self, client: QdrantClient, query: VectorQuery, most: int) -> list[Scored]:
        """Return the points nearest to the query, whatever its filters say."""
        wide = as_request(replace(query, where=(), limit=max(1, most)), keys=False)
        [answer] = client.query_batch_points(self.collection, [wide])
        return [(str(point.id), float(point.score)) for point in answer.points]


def told(query: VectorQuery) -> object:
    return query.vector if isinstance(query.vector, SparseVector) else query.vector.tobytes()


class Passing:
    """Which points satisfy a filter, found out for each when it is first met."""

    def __init__(self, payloads: Mapping[str, Payload], where: Where) -> None:
        self.payloads, self.test = payloads, satisfying(where)
        self.known: dict[str, bool] = {}

    def first(self, scored: Iterable[Scored], most: int) -> list[Scored]:
        """Return the first points that pass, no more than `most`."""
        return list(islice((one for one in scored if self.passes(one[0])), most))

    def passes(self, point: str) -> bool:
        found = self.known.get(point)
        if found is None:
            found = self.known[point] = self.test(self.payloads[point])
        return found
