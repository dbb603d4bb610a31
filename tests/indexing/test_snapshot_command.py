"""catalog_index --snapshot and --restore: rows and points agree after both."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog_search import conf
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import Reconciliation, reconcile
from catalog_search.models import Photo
from tests.support.shops.factories import make_photo, make_product

pytestmark = pytest.mark.django_db

EDGE = "catalog_search.backends.qdrant_edge.EdgeIndex"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """The index is a folder with the points of two photos."""
    settings.MEDIA_ROOT = tmp_path / "media"
    entry = {"BACKEND": EDGE, "OPTIONS": {"path": tmp_path / "index"}}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "INDEX": entry}
    for color in ("red", "blue"):
        make_photo(make_product(title=f"{color} cup"), color)
    index_stale()
    return tmp_path / "copy"


def command(*arguments: object) -> str:
    out = StringIO()
    call_command("catalog_index", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def test_rows_and_points_agree_after_a_restore(folder: Path) -> None:
    assert f"Snapshot: 2 points in {folder}" in command("--snapshot", folder)
    make_photo(make_product(title="green cup"), "green")
    index_stale()
    gone = Photo.objects.first()
    assert gone is not None
    gone.delete()
    output = command("--restore", folder)
    assert "1 rows without a point" in output
    assert "deleted 1 points without a row" in output
    assert conf.get_index().count() == 2
    assert reconcile() == Reconciliation(0, 0, 0, 0)


def test_a_snapshot_indexes_nothing(folder: Path) -> None:
    waiting = make_photo(make_product(title="green cup"), "green")
    command("--snapshot", folder)
    waiting.refresh_from_db()
    assert waiting.indexed_etag == ""


def test_what_is_refused_ends_the_command_with_words(folder: Path, settings: Any) -> None:
    with pytest.raises(CommandError, match="no snapshot of an index"):
        command("--restore", folder)
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "INDEX": {"BACKEND": "catalog_search.backends.memory_index.MemoryIndex"},
    }
    with pytest.raises(CommandError, match="MemoryIndex has no snapshots"):
        command("--snapshot", folder)
