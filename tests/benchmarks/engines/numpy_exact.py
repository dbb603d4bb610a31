"""Every vector compared, by numpy alone."""

import shutil
from pathlib import Path

import numpy as np

from catalog_search.types import Vector, Where
from tests.benchmarks.engines.goods import COLUMNS, VECTORS, Goods, read_columns

FEW = 8
"""Rows that pass a filter are copied together if they are one in so many, or fewer."""


class Tried:
    name, package = "numpy, exact", "numpy"
    how = "Compares all in float32; conditions are columns of numbers in memory."

    def build(self, folder: Path, goods: Goods) -> None:
        np.save(folder / VECTORS, goods.vectors)
        shutil.copy(goods.columns_file, folder / COLUMNS)

    def open(self, folder: Path, dimension: int) -> None:
        self.vectors, self.columns = np.load(folder / VECTORS), read_columns(folder / COLUMNS)

    def search(self, query: Vector, limit: int, where: Where) -> list[int]:
        mask = self.columns.mask(where)
        rows = np.arange(len(self.vectors)) if mask is None else np.flatnonzero(mask)
        if len(rows) * FEW <= len(self.vectors):
            scores = self.vectors[rows] @ query
        else:
            scores = (self.vectors @ query)[rows]
        found = np.argpartition(-scores, limit)[:limit] if limit < len(rows) else slice(None)
        order = np.argsort(-scores[found])
        return rows[found][order].tolist()
