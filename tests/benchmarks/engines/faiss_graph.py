"""faiss, an HNSW graph over float32 vectors."""

import shutil
from pathlib import Path

import faiss
import numpy as np

from catalog_search.types import Vector, Where
from tests.benchmarks.engines.goods import COLUMNS, Goods, read_columns
from tests.benchmarks.engines.protocol import AT_ONCE, CONSTRUCTION, EFFORT, NEIGHBORS

FILE = "index.faiss"
AT_MOST = 20
"""Times the effort of a search, where a filter lets so much fewer pass."""


class Tried:
    name, package = "faiss, HNSW", "faiss-cpu"
    how = (
        "A graph over float32. It stores no payload: conditions are columns of numbers in memory, "
        "handed over as a bitmap (`IDSelectorBitmap`), as its wiki says. The search looks at as "
        "many more candidates as fewer pass, up to 20 times, or it would miss many."
    )

    def build(self, folder: Path, goods: Goods) -> None:
        index = faiss.IndexHNSWFlat(goods.dimension, NEIGHBORS, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = CONSTRUCTION
        for _, vectors, _ in goods.parts(AT_ONCE):
            index.add(vectors)
        faiss.write_index(index, str(folder / FILE))
        shutil.copy(goods.columns_file, folder / COLUMNS)

    def open(self, folder: Path, dimension: int) -> None:
        self.index = faiss.read_index(str(folder / FILE))
        self.columns = read_columns(folder / COLUMNS)

    def search(self, query: Vector, limit: int, where: Where) -> list[int]:
        mask = self.columns.mask(where)
        effort, chosen = max(EFFORT, limit), {}
        if mask is not None:
            effort *= max(1, min(AT_MOST, round(len(mask) / max(1, mask.sum()))))
            chosen["sel"] = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        _, rows = self.index.search(
            query[None], limit, params=faiss.SearchParametersHNSW(efSearch=effort, **chosen)
        )
        return [row for row in rows[0].tolist() if row >= 0]
