"""A store to sync, on both databases."""

import pytest

from catalog_search import conf
from catalog_search.models.stores import open_store
from tests.support.shops.sync_shop import Shop


@pytest.fixture
def shop(either_database: str) -> Shop:
    conf.forget_backends()
    return Shop(open_store("demo"), conf.get_source("demo"))
