"""LanceDB, its embedded database: columns in files, an index of its own for the vectors."""

from collections.abc import Iterator
from pathlib import Path

import lancedb
import pyarrow as arrow

from catalog_search.types import Condition, Match, Range, Vector, Where
from tests.benchmarks.engines.goods import Goods
from tests.benchmarks.engines.protocol import AT_ONCE, CONSTRUCTION, EFFORT, NEIGHBORS

COLUMNS = {
    **{"photo": arrow.int64(), "product": arrow.int64(), "price": arrow.float64()},
    **{"visible": arrow.bool_(), "in_stock": arrow.bool_()},
    **dict.fromkeys(("store", "brand", "color", "category"), arrow.utf8()),
}
FILTERED = {"store": "BITMAP", "visible": "BITMAP", "brand": "BITMAP", "price": "BTREE"}
REFINED = 2
"""Candidates compared again with their whole vectors, times the limit."""


class Tried:
    name, package = "LanceDB", "lancedb"
    how = (
        "Graphs over 8-bit vectors by partition (IVF_HNSW_SQ), twice the limit compared again in "
        "float32; columns with indexes of their own filter before the search (`prefilter`)."
    )

    def build(self, folder: Path, goods: Goods) -> None:
        kind = arrow.list_(arrow.float32(), goods.dimension)
        schema = arrow.schema([("vector", kind), *COLUMNS.items()])

        def batches() -> Iterator[arrow.RecordBatch]:
            for _, vectors, payloads in goods.parts(AT_ONCE):
                flat = arrow.array(vectors.reshape(-1))
                rows = arrow.FixedSizeListArray.from_arrays(flat, goods.dimension)
                columns = [arrow.array([p[n] for p in payloads], t) for n, t in COLUMNS.items()]
                yield arrow.RecordBatch.from_arrays([rows, *columns], schema=schema)

        table = lancedb.connect(str(folder)).create_table("points", batches(), schema=schema)
        table.create_index(
            metric="dot",
            index_type="IVF_HNSW_SQ",
            m=NEIGHBORS,
            ef_construction=CONSTRUCTION,
        )
        for column, index_type in FILTERED.items():
            table.create_scalar_index(column, index_type=index_type)

    def open(self, folder: Path, dimension: int) -> None:
        self.table = lancedb.connect(str(folder)).open_table("points")

    def search(self, query: Vector, limit: int, where: Where) -> list[int]:
        asked = (
            self.table.search(query)
            .distance_type("dot")
            .limit(limit)
            .select(["photo", "_distance"])
        )
        asked = asked.ef(max(EFFORT, REFINED * limit)).refine_factor(REFINED)
        if where:
            asked = asked.where(" AND ".join(map(as_sql, where)), prefilter=True)
        return asked.to_arrow()["photo"].to_pylist()


def as_sql(condition: Condition) -> str:
    if isinstance(condition, Range):
        return f"{condition.field} BETWEEN {condition.low} AND {condition.high}"
    assert isinstance(condition, Match)
    [value] = condition.values
    literal = str(value).lower() if isinstance(value, bool) else f"'{value}'"
    return f"{condition.field} = {literal}"
