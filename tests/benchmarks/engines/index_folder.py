"""Ours: the folder of backends/qdrant_edge, through the contract that searches use."""

import time
import uuid
from pathlib import Path

from catalog_search.backends.qdrant_edge import EdgeIndex, writer
from catalog_search.types import Payload, Point, SparseVector, Vector, VectorQuery, Where
from tests.benchmarks.engines.goods import Goods
from tests.benchmarks.engines.protocol import AT_ONCE


class Tried:
    name, package = "ours, the index folder", "qdrant-edge-py"
    how = (
        "Qdrant's own engine, float16. A point holds two vectors, photo and title, and its words, "
        "as products do: build and disk are for twice the numbers of the others; while it is "
        "filled, the disk holds several times as much. An answer carries keys of photo and product."
    )

    def index(self, folder: Path, dimension: int) -> EdgeIndex:
        return EdgeIndex("benchmark", dimension, path=folder)

    def build(self, folder: Path, goods: Goods) -> None:
        index = self.index(folder, goods.dimension)
        for rows, vectors, payloads in goods.parts(AT_ONCE):
            points = [*map(point, rows, vectors, payloads)]
            index.upsert(points)
        index.prepare()
        # Shards that were merged are removed by a write after a while: readers may have them open.
        time.sleep(writer.LEFT_BEHIND + 1)
        index.upsert(points[-1:])
        index.close()

    def open(self, folder: Path, dimension: int) -> None:
        self.opened = self.index(folder, dimension)

    def search(self, query: Vector, limit: int, where: Where) -> list[int]:
        [hits] = self.opened.search([VectorQuery(query, "photo", limit, where)])
        return hits.photos.tolist()


def point(row: int, vector: Vector, payload: Payload) -> Point:
    words = SparseVector((row % 50, 100 + row % 300), (0.5, 0.5))
    return Point(str(uuid.UUID(int=row + 1)), vector, vector, payload, words)
