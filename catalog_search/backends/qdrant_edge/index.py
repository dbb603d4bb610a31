"""The vector index in a folder that any number of processes read while one writes."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog_search.backends.qdrant_edge import shards, snapshots
from catalog_search.backends.qdrant_edge.generation import POINTER, Generation
from catalog_search.backends.qdrant_edge.keys import chunks, text_ids
from catalog_search.backends.qdrant_edge.preparing import Preparer
from catalog_search.backends.qdrant_edge.reader import Reader, visible_rows
from catalog_search.backends.qdrant_edge.scored_rows import best_hits
from catalog_search.backends.qdrant_edge.shards import AT_ONCE
from catalog_search.backends.qdrant_edge.writer import Writer
from catalog_search.backends.snapshot_label import Label
from catalog_search.exceptions import IndexMismatch
from catalog_search.exceptions import message as _
from catalog_search.protocols.collection import IndexState, Installation, collection_name
from catalog_search.protocols.usable import check_vectors
from catalog_search.types import SCHEMA, Hits, Payload, Point, VectorQuery, Where

WRITE_TIMEOUT = 60.0


class EdgeIndex:
    """One collection per model and point schema, in a folder named after both.

    `datatype` is how vectors are stored: "float16" or "float32".
    """

    in_process = True
    """Calls run in this process, so that no page limits their time."""

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
        installation: Installation | None = None,
    ) -> None:
        self.dimension = dimension
        self.collection = collection_name(collection_prefix, installation, model_id, SCHEMA)
        self.path = Path(path)
        root = self.path / self.collection
        owner = installation.id if installation else ""
        self.reader = Reader(root, dimension, owner)
        self.writer = Writer(root, self.reader, dimension, datatype, tuple(facets), write_timeout)
        self.preparer = Preparer(self.writer)
        self.label = Label("folder", model_id, dimension)

    def create(self) -> str:
        return self.writer.create()

    def upsert(self, points: Sequence[Point]) -> None:
        check_vectors(points, self.dimension)
        if points:
            self.writer.upsert(points)

    def delete(self, ids: Sequence[str]) -> None:
        if ids:
            self.writer.delete(ids)

    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        with self.reader.current() as view:
            self.check_dimension(view.generation)
            part_hits = [part.search(queries, named.hidden) for named, part in view.parts]
            keys = [part.keys for _, part in view.parts]
        return [
            best_hits(
                list(zip(keys, (each[place] for each in part_hits), strict=True)), query.limit
            )
            for place, query in enumerate(queries)
        ]

    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        points: list[Point] = []
        with self.reader.current() as view:
            for named, part in view.parts:
                points += part.points(list(visible_rows(named, part, ids).values()))
        return {point.id: point for point in points}

    def payloads(self, ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, Payload]:
        by_id: dict[str, Payload] = {}
        with self.reader.current() as view:
            for named, part in view.parts:
                rows = visible_rows(named, part, ids)
                payloads = part.payloads(list(rows.values()))
                by_id |= {point_id: payloads[row] for point_id, row in rows.items()}
        return by_id

    def count(self, where: Where = ()) -> int:
        with self.reader.current() as view:
            return sum(part.count(where, named.hidden) for named, part in view.parts)

    def ids(self, where: Where = ()) -> Iterator[str]:
        with self.reader.current(fresh=True) as view:
            for named, part in view.parts:
                for rows in chunks(part.rows(where, named.hidden), AT_ONCE):
                    yield from text_ids(part.keys.ids[rows])

    def state(self) -> IndexState:
        with self.reader.current(fresh=True) as view:
            generation = view.generation
        dimension = generation.dimension if generation.number else None
        return IndexState(self.collection, dimension, generation.points, generation.id)

    def prepare(self) -> None:
        self.preparer.prepare()

    def take_over(self) -> None:
        """Do nothing: a folder goes where its database goes."""

    def announce(self) -> None:
        """Do nothing: processes choose a folder by their settings and rows."""

    def drop(self, collection: str) -> None:
        if collection == self.collection:
            self.close()
        with shards.translated(self.path / collection):
            if (self.path / collection / POINTER).exists():
                shutil.rmtree(self.path / collection)

    def snapshot(self, target: str) -> str:
        return snapshots.save(self.writer, self.label, target)

    def restore(self, source: str) -> None:
        snapshots.restore(self.writer, self.label, source)

    def close(self) -> None:
        with self.reader.lock:
            self.reader.forget()

    def check_dimension(self, generation: Generation) -> None:
        if generation.dimension != self.dimension:
            raise IndexMismatch(
                _(
                    "Collection %(collection)s holds vectors of %(dimension)s numbers, the "
                    "encoder makes %(expected)s: delete the folder and run catalog_index.",
                    collection=self.collection,
                    dimension=generation.dimension,
                    expected=self.dimension,
                )
            )
