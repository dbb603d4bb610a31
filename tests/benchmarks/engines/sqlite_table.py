"""sqlite-vec, a virtual table of SQLite. apsw brings a SQLite that may load extensions."""

from pathlib import Path

import apsw
import sqlite_vec

from catalog_search.types import Condition, Match, Range, Vector, Where
from tests.benchmarks.engines.goods import Goods
from tests.benchmarks.engines.protocol import AT_ONCE

FILE = "points.sqlite3"
COLUMNS = {
    **{"store": "text partition key", "visible": "boolean", "in_stock": "boolean"},
    **{"brand": "text", "color": "text", "category": "text", "price": "float"},
    **{"photo": "integer", "product": "integer"},
}


class Tried:
    name, package = "sqlite-vec", "sqlite-vec"
    how = (
        "Compares all in float32, from the file; metadata columns filter, the store is the "
        "partition key. (Opened by apsw: this Python's sqlite3 loads no extensions.)"
    )

    def connect(self, folder: Path) -> apsw.Connection:
        connection = apsw.Connection(str(folder / FILE))
        connection.enable_load_extension(True)
        connection.load_extension(sqlite_vec.loadable_path())
        return connection

    def build(self, folder: Path, goods: Goods) -> None:
        connection = self.connect(folder)
        columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        vector = f"vector float[{goods.dimension}] distance_metric=cosine"
        connection.execute(f"CREATE VIRTUAL TABLE points USING vec0({vector}, {columns})")
        places = ", ".join("?" * (len(COLUMNS) + 2))
        names = ", ".join(["rowid", "vector", *COLUMNS])
        for rows, vectors, payloads in goods.parts(AT_ONCE):
            with connection:
                connection.executemany(
                    f"INSERT INTO points({names}) VALUES ({places})",  # noqa: S608
                    [
                        (row, vector.tobytes(), *(payload[name] for name in COLUMNS))
                        for row, vector, payload in zip(rows, vectors, payloads, strict=True)
                    ],
                )
        connection.close()

    def open(self, folder: Path, dimension: int) -> None:
        self.connection = self.connect(folder)

    def search(self, query: Vector, limit: int, where: Where) -> list[int]:
        terms, values = ["vector MATCH ?", "k = ?"], [query.tobytes(), limit]
        for condition in where:
            term, its_values = as_sql(condition)
            terms.append(term)
            values += its_values
        asked = f"SELECT rowid FROM points WHERE {' AND '.join(terms)}"  # noqa: S608
        return [row for (row,) in self.connection.execute(asked, values)]


def as_sql(condition: Condition) -> tuple[str, list[object]]:
    if isinstance(condition, Range):
        return f"{condition.field} >= ? AND {condition.field} <= ?", [condition.low, condition.high]
    assert isinstance(condition, Match)
    return f"{condition.field} = ?", [*condition.values]
