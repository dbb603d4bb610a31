"""What each engine of the comparison does. One file per engine defines a class `Tried`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from catalog_search.types import Vector, Where
from tests.benchmarks.engines.goods import Goods

NEIGHBORS = 16
"""Of a node in a graph (M), twice as many on the lowest level: Qdrant's and hnswlib's default."""
CONSTRUCTION = 200
"""Candidates looked at while a point is placed in a graph (ef_construction)."""
EFFORT = 128
"""Candidates looked at while a graph is searched (ef), or as many as are asked for."""
AT_ONCE = 1000
"""Points handed over at a time."""


class Engine(Protocol):
    """An engine is built in one process and opened in another, as a web process opens an index."""

    name: str
    package: str
    """The distribution whose version the table names."""
    how: str
    """How it searches and filters, in words for the table's notes."""

    def build(self, folder: Path, goods: Goods) -> None:
        """Write all that searches need into the empty folder."""

    def open(self, folder: Path, dimension: int) -> None:
        """Make ready for searches of what was built there."""

    def search(self, query: Vector, limit: int, where: Where) -> Sequence[int]:
        """Return the rows nearest to the query among those that satisfy `where`, best first."""
