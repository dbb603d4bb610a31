"""Faults 12 and 15: messages that come several times, never, or for rows that were rolled back."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from django.db import transaction

from catalog_search import conf
from catalog_search import tasks as catalog
from catalog_search.models import Photo
from tests.support.shops.factories import make_photo
from tests.support.shops.shops import PHOTOS, Shop, send, wait_for, worker


@pytest.mark.slow
def test_a_message_delivered_three_times_in_parallel_is_done_once(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple], valkey_url: str
) -> None:
    # Nobody dies here, so that no lease may lapse, however slow the machine is.
    shop = open_shop(valkey_url, SHOP_LEASE_SECONDS="60")
    send(shop, "index_photos", times=3)
    # Threads, because one process alone may open the index's folder.
    with shop.running(*worker("--pool=threads", "--concurrency=3")):
        wait_for(lambda: shop.indexed() == PHOTOS, shop)
        wait_for(lambda: shop.count("claimed_by IS NOT NULL") == 0, shop)
    encoded = (shop.folder / "encoded").read_text().split()
    assert sorted(encoded) == sorted(str(20 + number) for number in range(PHOTOS))
    assert shop.count() == PHOTOS
    assert shop.count("attempts > 0") == 0
    assert shop.points() == undisturbed


@pytest.mark.slow
def test_a_broker_that_is_down_after_the_commit_loses_no_row(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple], valkey_url: str
) -> None:
    shop = open_shop("redis://127.0.0.1:1/0")
    code = (
        "import django; django.setup()\n"
        "from catalog_search import tasks as catalog\n"
        "print(catalog.sync_catalog.apply(kwargs={'store': 'demo'}).state)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env=shop.environment, capture_output=True, text=True
    )
    assert run.stdout.strip() == "SUCCESS", run.stderr
    assert (shop.count(), shop.indexed()) == (PHOTOS, 0)
    again = Shop(shop.folder, {**shop.environment, "SHOP_BROKER": valkey_url})
    send(again, "index_photos")
    with again.running(*worker()):
        wait_for(lambda: again.indexed() == PHOTOS, again)
    assert again.points() == undisturbed


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_rolled_back_start_no_task() -> None:
    class RolledBack(Exception):
        pass

    started: list[int] = []

    def begin() -> None:
        with transaction.atomic():
            make_photo(color="red")
            catalog.wake_indexing()
            started.append(conf.get_index().count())
            raise RolledBack

    with pytest.raises(RolledBack):
        begin()
    assert started == [0]
    assert (Photo.objects.count(), conf.get_index().count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_committed_are_indexed_after_the_commit() -> None:
    with transaction.atomic():
        make_photo(color="red")
        catalog.wake_indexing()
        assert conf.get_index().count() == 0
    assert conf.get_index().count() == 1
