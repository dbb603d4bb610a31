"""Fixtures that several tests of the workshop share."""

from pathlib import Path

import pytest

from catalog_search.models import Store
from tests.support.networks import small_models
from tests.support.shops import trained_shop


@pytest.fixture
def media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def shop(db: None) -> Store:
    """A store to train on: its words are new to the model."""
    return trained_shop.make_shop()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that sentence-transformers opens: a CLIP with random weights."""
    directory = tmp_path_factory.mktemp("clip")
    small_models.write_clip_directory(directory)
    return directory
