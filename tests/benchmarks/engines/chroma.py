"""Chroma, its persistent client: SQLite for the payload, an HNSW graph for the vectors."""

from pathlib import Path

import chromadb
from chromadb.config import Settings

from catalog_search.types import Match, Range, Vector, Where
from tests.benchmarks.engines.goods import Goods
from tests.benchmarks.engines.protocol import AT_ONCE, CONSTRUCTION, EFFORT, NEIGHBORS

GRAPH = {
    **{"space": "ip", "ef_construction": CONSTRUCTION, "ef_search": EFFORT},
    "max_neighbors": NEIGHBORS,
}


class Tried:
    name, package = "Chroma", "chromadb"
    how = "A graph over float32 beside SQLite, which says what passes its own conditions (`where`)."

    def client(self, folder: Path) -> chromadb.ClientAPI:
        settings = Settings(anonymized_telemetry=False)
        return chromadb.PersistentClient(str(folder), settings=settings)

    def build(self, folder: Path, goods: Goods) -> None:
        client = self.client(folder)
        points = client.create_collection(
            "points", configuration={"hnsw": GRAPH}, embedding_function=None
        )
        for rows, vectors, payloads in goods.parts(AT_ONCE):
            points.add([*map(str, rows)], embeddings=vectors, metadatas=payloads)

    def open(self, folder: Path, dimension: int) -> None:
        self.points = self.client(folder).get_collection("points", embedding_function=None)

    def search(self, query: Vector, limit: int, where: Where) -> list[int]:
        conditions = [each for condition in where for each in as_chroma(condition)]
        found = self.points.query(
            query_embeddings=query[None],
            n_results=limit,
            where={"$and": conditions} if conditions else None,
            include=[],
        )
        return [int(row) for row in found["ids"][0]]


def as_chroma(condition: object) -> list[dict[str, object]]:
    if isinstance(condition, Range):
        limits = {"$gte": condition.low, "$lte": condition.high}
        return [{condition.field: {sign: value}} for sign, value in limits.items()]
    assert isinstance(condition, Match)
    return [{condition.field: value} for value in condition.values]
