"""hnswlib, an HNSW graph over float32 vectors. Its package is compiled when it is installed."""

import shutil
from pathlib import Path

import hnswlib
import numpy as np

from catalog_search.types import Vector, Where
from tests.benchmarks.engines.goods import COLUMNS, Goods, read_columns
from tests.benchmarks.engines.protocol import AT_ONCE, CONSTRUCTION, EFFORT, NEIGHBORS

FILE = "index.hnsw"


class Tried:
    name, package = "hnswlib", "hnswlib"
    how = (
        "A graph over float32. It stores no payload: conditions are columns of numbers in memory, "
        "and a Python function says of each point met whether it passes, as its README says."
    )

    def build(self, folder: Path, goods: Goods) -> None:
        index = hnswlib.Index("ip", goods.dimension)
        index.init_index(len(goods), M=NEIGHBORS, ef_construction=CONSTRUCTION)
        for rows, vectors, _ in goods.parts(AT_ONCE):
            index.add_items(vectors, np.asarray(rows), num_threads=1)
        index.save_index(str(folder / FILE))
        shutil.copy(goods.columns_file, folder / COLUMNS)

    def open(self, folder: Path, dimension: int) -> None:
        self.columns = read_columns(folder / COLUMNS)
        self.index = hnswlib.Index("ip", dimension)
        self.index.load_index(str(folder / FILE))

    def search(self, query: Vector, limit: int, where: Where) -> list[int]:
        mask = self.columns.mask(where)
        self.index.set_ef(max(EFFORT, limit))
        if mask is None:
            rows, _ = self.index.knn_query(query, limit, num_threads=1)
        else:
            # It raises where fewer pass than are asked for.
            limit = min(limit, int(mask.sum()))
            passes = mask.tolist().__getitem__
            rows, _ = self.index.knn_query(query, limit, num_threads=1, filter=passes)
        return rows[0].tolist()
