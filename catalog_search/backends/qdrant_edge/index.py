"""The vector index in a folder that any number of processes read while one writes."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import qdrant_edge as engine

from catalog_search.backends.qdrant_edge import messages, shards
from catalog_search.backends.qdrant_edge.generation import Generation
from catalog_search.backends.qdrant_edge.reader import Reader
from catalog_search.backends.qdrant_edge.writer import Writer
from catalog_search.exceptions import IndexMismatch
from catalog_search.types import SCHEMA, Hits, IndexState, Payload, Point, VectorQuery, Where

WRITE_TIMEOUT = 60.0


class EdgeIndex:
    """One collection per model and point schema, in a folder named after both.

    `datatype` is how vectors are stored: "float16" or "float32".
    """

    def __init__(
        self,
        model_id: str,
        dimension: int,
        facets: Sequence[str] = (),
        *,
        path: str | Path,
        datatype: str = "float16",
        collection_prefix: str = "catalog",
        write_timeout: float = WRITE_TIMEOUT,
    ) -> None:
        self.dimension = dimension
        model = re.sub(r"[^A-Za-z0-9]+", "_", model_id)
        self.collection = f"{collection_prefix}_{model}"[:200] + f"_{SCHEMA}"
        root = Path(path) / self.collection
        self.reader = Reader(root, dimension)
        self.writer = Writer(root, self.reader, dimension, datatype, tuple(facets), write_timeout)

    def upsert(self, points: Sequence[Point]) -> None:
        for point in points:
            self.check(point)
        if points:
            self.writer.upsert(points)

    def delete(self, ids: Sequence[str]) -> None:
        if ids:
            self.writer.delete(ids)

    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        answers: list[list[list[engine.ScoredPoint]]] = []
        with self.reader.current() as opened:
            self.check_dimension(opened.generation)
            for part, shard in opened.shards:
                requests = [messages.as_request(query, list(part.hidden)) for query in queries]
                answers.append(shard.query_batch(engine.QueryBatchRequest(requests)))
        return [
            best([answer[place] for answer in answers], query.limit)
            for place, query in enumerate(queries)
        ]

    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        points = map(messages.as_point, self.rows(ids, with_vector=True))
        return {point.id: point for point in points}

    def payloads(self, ids: Sequence[str]) -> dict[str, Payload]:
        rows = self.rows(ids, with_vector=False)
        return {str(row.id): messages.as_payload(row.payload) for row in rows}

    def rows(self, ids: Sequence[str], *, with_vector: bool) -> list[engine.Record]:
        found: list[engine.Record] = []
        with self.reader.current() as opened:
            for part, shard in opened.shards:
                wanted: list[Any] = [one for one in ids if one not in part.hidden]
                found += shard.retrieve(wanted, True, with_vector) if wanted else []
        return found

    def count(self, where: Where = ()) -> int:
        with self.reader.current() as opened:
            return sum(
                shard.count(engine.CountRequest(True, messages.as_filter(where, part.hidden)))
                for part, shard in opened.shards
            )

    def ids(self, where: Where = ()) -> Iterator[str]:
        with self.reader.current(fresh=True) as opened:
            for part, shard in opened.shards:
                condition = messages.as_filter(where, part.hidden)
                for row in shards.records(shard, filter=condition, with_payload=False):
                    yield str(row.id)

    def state(self) -> IndexState:
        with self.reader.current(fresh=True) as opened:
            generation = opened.generation
        dimension = generation.dimension if generation.number else None
        return IndexState(self.collection, dimension, generation.points)

    def close(self) -> None:
        with self.reader.lock:
            self.reader.forget()

    def check(self, point: Point) -> None:
        """Raise IndexMismatch for vectors that no search could ever find."""
        for vector in (point.photo, point.title):
            if vector.shape != (self.dimension,) or not np.isfinite(vector).all():
                raise IndexMismatch(
                    f"The vectors of point {point.id} are not {self.dimension} finite numbers."
                )

    def check_dimension(self, generation: Generation) -> None:
        if generation.dimension != self.dimension:
            raise IndexMismatch(
                f"Collection {self.collection} holds vectors of {generation.dimension} numbers, "
                f"the encoder makes {self.dimension}: delete the folder and run catalog_index."
            )


def best(answers: Sequence[Sequence[engine.ScoredPoint]], limit: int) -> Hits:
    """Return the best hits of all shards, as columns."""
    found = [point for answer in answers for point in answer]
    scores = np.fromiter((point.score for point in found), np.float64, len(found))
    order = np.argsort(-scores, kind="stable")[:limit]
    chosen = [found[place] for place in order.tolist()]
    payloads = [point.payload or {} for point in chosen]
    return Hits(
        scores[order],
        np.array([payload["photo"] for payload in payloads], np.int64),
        np.array([payload["product"] for payload in payloads], np.int64),
    )
