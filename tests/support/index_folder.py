"""An index folder in tests."""

import shutil
from collections.abc import Callable
from pathlib import Path

from catalog_search.backends.qdrant_edge import EdgeIndex, shards
from catalog_search.backends.qdrant_edge.generation import Part
from tests.contracts.vector_index import DIMENSION, make_points

POINTS = make_points(60)

MakeIndex = Callable[[], EdgeIndex]


def open_index(folder: Path) -> EdgeIndex:
    """Open the index in this folder, which may be a new one."""
    return EdgeIndex("fake", DIMENSION, path=folder, datatype="float32")


def copy_index(source: Path, target: Path) -> None:
    """Copy the folder of an index that is closed, without the holes in its files."""
    shutil.copytree(source, target, copy_function=shards.copy_used, dirs_exist_ok=True)


def parts_of(index: EdgeIndex) -> list[Part]:
    """Return the parts of the current generation."""
    with index.reader.current(fresh=True) as view:
        return [part for part, _ in view.parts]
