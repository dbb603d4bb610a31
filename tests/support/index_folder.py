"""An index folder in tests."""

from collections.abc import Callable

from catalog_search.backends.qdrant_edge import EdgeIndex
from catalog_search.backends.qdrant_edge.generation import Part
from tests.contracts.vector_index import make_points

POINTS = make_points(60)

MakeIndex = Callable[[], EdgeIndex]


def parts_of(index: EdgeIndex) -> list[Part]:
    """Return the parts of the current generation."""
    with index.reader.current(fresh=True) as opened:
        return [part for part, _ in opened.parts]
