"""Engines as shops have them: an index in a folder instead of the fake of the other tests."""

from pathlib import Path
from typing import Any

import pytest

QDRANT = "catalog_search.backends.qdrant.QdrantIndex"


@pytest.fixture
def index_folder(settings: Any, tmp_path: Path) -> Path:
    """The test's index is Qdrant's embedded engine in this folder."""
    folder = tmp_path / "index"
    use_index(settings, path=folder)
    return folder


def use_index(settings: Any, **options: object) -> None:
    """Configure a QdrantIndex with these options."""
    entry = {"BACKEND": QDRANT, "OPTIONS": options}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "INDEX": entry}
