"""Batches that the database undoes are written again."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from catalog_search import conf
from catalog_search.models.stores import open_store
from catalog_search.sync.rows import photos, products
from tests.support.shops.sync_shop import SHOE, Shop


@pytest.mark.parametrize("name", ["write_records", "write_photos"])
def test_a_batch_that_the_database_undid_is_written_again(shop, monkeypatch, name):
    module = products if name == "write_records" else photos
    original, attempts = getattr(module, name), []

    def unlucky(*args: Any) -> Any:
        written = original(*args)
        attempts.append(written)
        if len(attempts) < 3:
            raise OperationalError("deadlock detected")
        return written

    monkeypatch.setattr(module, name, unlucky)
    monkeypatch.setattr("catalog_search.sync.rows.writing.WAITS", (0, 0, 0))
    shop.stock(SHOE)
    run = shop.sync()
    assert (run.state, run.products_changed, run.photos_new) == ("done", 1, 2)
    assert len(attempts) == 3
    assert shop.keys() == set(SHOE.images)


def test_a_batch_that_never_succeeds_fails_the_run(shop, monkeypatch):
    def unlucky(*args: Any) -> Any:
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(products, "write_records", unlucky)
    monkeypatch.setattr("catalog_search.sync.rows.writing.WAITS", (0, 0, 0))
    shop.stock(SHOE)
    with pytest.raises(OperationalError):
        shop.sync()
    assert shop.store.runs.get().state == "failed"


def test_a_connection_lost_midway_is_made_again(postgres, monkeypatch):
    shop = Shop(open_store("demo"), conf.get_source("demo"))
    original, attempts = products.write_records, []

    def cut(*args: Any) -> Any:
        written = original(*args)
        attempts.append(written)
        if len(attempts) == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return written

    monkeypatch.setattr(products, "write_records", cut)
    monkeypatch.setattr("catalog_search.sync.rows.writing.WAITS", (0, 0, 0))
    shop.stock(SHOE)
    assert shop.sync().state == "done"
    assert (len(attempts), shop.skus()) == (2, {"shoe"})
