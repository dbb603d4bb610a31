"""Settings are read once, and again when a test or a project changes them."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from catalog_search import conf


def test_settings_are_read_once_and_again_after_a_change(settings: Any) -> None:
    before = conf.settings()
    assert conf.settings() is before
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 7}
    assert conf.settings().page_size == conf.settings().page_size == 7
    with pytest.raises(FrozenInstanceError):
        conf.settings().page_size = 8  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "says"),
    [({"PAGESIZE": 3}, "unknown keys.*PAGESIZE"), (["PAGE_SIZE"], "must be a dictionary")],
)
def test_wrong_settings_are_improperly_configured(settings: Any, given: object, says: str) -> None:
    settings.CATALOG_SEARCH = given
    with pytest.raises(ImproperlyConfigured, match=says):
        conf.settings()
