"""A sealed shard: the engine's folder and the keys of its rows, opened for reading."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import qdrant_edge as engine

from catalog_search.backends.qdrant_edge import constants, messages, shards
from catalog_search.backends.qdrant_edge import keys as key_columns
from catalog_search.backends.qdrant_edge.constants import Constants, narrowed
from catalog_search.backends.qdrant_edge.keys import Keys, Rows
from catalog_search.backends.qdrant_edge.scored_rows import ScoredRows
from catalog_search.types import Payload, Point, VectorQuery, Where

NOTHING = ScoredRows(np.empty(0, np.int64), np.empty(0))


@dataclass(frozen=True, slots=True, eq=False)
class Sealed:
    keys: Keys
    constants: Constants
    shard: engine.EdgeShard

    def search(self, queries: Sequence[VectorQuery], hidden: frozenset[int]) -> list[ScoredRows]:
        without = messages.as_hidden(hidden)
        # Queries of one call share conditions, as objects.
        filters = {id(query.where): self.filter(query.where, without) for query in queries}
        return [self.scored_rows(query, filters[id(query.where)]) for query in queries]

    def filter(self, where: Where, without: list[Any]) -> engine.Filter | bool | None:
        """Return what is left to compare, None for nothing, False if no point passes."""
        left = narrowed(where, self.constants)
        return left is not None and messages.as_filter(left, without)

    def scored_rows(self, query: VectorQuery, condition: engine.Filter | bool | None) -> ScoredRows:
        if isinstance(condition, bool):
            return NOTHING
        # One by one, queries cost two thirds of the engine's batch.
        scored = as_scored_rows(self.shard.query(messages.as_request(query, condition)))
        return ScoredRows(scored.rows, messages.own_scores(query, scored.scores))

    def count(self, where: Where, hidden: frozenset[int]) -> int:
        if not where:
            return len(self.keys.order) - len(hidden)
        condition = messages.as_filter(where, messages.as_hidden(hidden))
        return self.shard.count(engine.CountRequest(True, condition))

    def rows(self, where: Where, hidden: frozenset[int]) -> Rows:
        if not where:
            return np.setdiff1d(self.keys.order, np.fromiter(hidden, np.int64, len(hidden)))
        options = {"filter": messages.as_filter(where, messages.as_hidden(hidden))}
        records = shards.records(self.shard, **options, with_payload=False)
        return np.fromiter((row.id for row in records), np.int64)

    def payloads(self, rows: Sequence[int]) -> Mapping[int, Payload]:
        records = self.shard.retrieve(list(rows), True, False) if rows else []
        return {int(str(row.id)): messages.as_payload(row.payload) for row in records}

    def points(self, rows: Sequence[int]) -> list[Point]:
        records = self.shard.retrieve(list(rows), True, True) if rows else []
        numbers = np.fromiter((row.id for row in records), np.int64, len(records))
        ids = key_columns.text_ids(self.keys.ids[numbers])
        return [
            messages.as_point(point_id, row) for point_id, row in zip(ids, records, strict=True)
        ]

    def chunks(self, hidden: frozenset[int]) -> Iterator[tuple[Keys, list[engine.Record]]]:
        """Yield everything but what is hidden, in parts."""
        for rows in key_columns.chunks(self.rows((), hidden), shards.AT_ONCE):
            records = self.shard.retrieve(rows.tolist(), True, True)
            numbers = np.fromiter((row.id for row in records), np.int64, len(records))
            yield self.keys.take(numbers), records


def load(folder: Path) -> Sealed:
    """Open a sealed shard. Raises IndexUnavailable if a file is missing or damaged."""
    with shards.translated(folder):
        shard = shards.load(folder)
        return sealed_from(folder, shard)


def sealed_from(folder: Path, shard: engine.EdgeShard) -> Sealed:
    """Raises OSError."""
    return Sealed(key_columns.load(folder), constants.load(folder), shard)


def as_scored_rows(answer: Sequence[engine.ScoredPoint]) -> ScoredRows:
    # Lists, because a page reads thousands of points and a generator takes twice as long.
    numbers: list[Any] = [point.id for point in answer]
    scores = [point.score for point in answer]
    return ScoredRows(np.array(numbers, np.int64), np.array(scores, np.float64))
