"""Settings that a test of this folder changes."""

from typing import Any

import pytest

from tests.support.checks import Configure


@pytest.fixture
def configure(settings: Any) -> Configure:
    """Return a function that changes keys of CATALOG_SEARCH for this test."""

    def change(**keys: Any) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **keys}

    return change
