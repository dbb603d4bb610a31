"""A fake S3 server whose answers a test sets, and an index folder to open again and again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog_search.backends.qdrant_edge import EdgeIndex
from tests.support.index_folder import MakeIndex, open_index
from tests.support.servers.faulty_s3 import faulty_s3


@pytest.fixture
def s3():
    with faulty_s3() as server:
        yield server


@pytest.fixture
def make_index(tmp_path: Path) -> Iterator[MakeIndex]:
    """Return a function that opens the same folder once more, as another process would."""
    indexes: list[EdgeIndex] = []

    def make() -> EdgeIndex:
        index = open_index(tmp_path / "index")
        indexes.append(index)
        return index

    yield make
    for index in indexes:
        index.close()
