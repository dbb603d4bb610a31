"""Faults 1 and 2: killed and run again, the index holds what an undisturbed run leaves there."""

import os
import signal
from collections.abc import Callable

import pytest

from tests.support.shops.shops import PHOTOS, Shop, kill, pool_child, send, wait_for, worker

pytestmark = pytest.mark.slow


def test_the_command_killed_again_and_again_ends_where_an_undisturbed_run_does(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple]
) -> None:
    killed = open_shop()
    for _ in range(3):
        before = killed.indexed()
        with killed.running("manage.py", "catalog_index") as process:
            # A run's first write is of one batch; later ones may be of several.
            wait_for(lambda before=before: killed.indexed() > before, killed)
            kill(process)
        assert killed.indexed() < PHOTOS
    killed.manage("catalog_index")
    assert killed.indexed() == PHOTOS
    assert len(killed.points()) == PHOTOS
    assert killed.points() == undisturbed


def test_a_worker_whose_child_is_killed_does_the_batch_again_by_itself(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple], valkey_url: str
) -> None:
    shop = open_shop(valkey_url)
    send(shop, "index_photos")
    with shop.running(*worker()) as process:
        wait_for(lambda: shop.indexed() >= 1, shop)
        os.kill(pool_child(process), signal.SIGKILL)
        assert shop.indexed() < PHOTOS
        # The task itself comes back at once; what it had claimed comes back with the lease.
        wait_for(lambda: shop.count("indexed_etag = '' AND claimed_by IS NULL") == 0, shop)
        wait_for(lambda: shop.count("claimed_until > datetime('now')") == 0, shop)
        send(shop, "index_photos")
        wait_for(lambda: shop.indexed() == PHOTOS, shop)
    assert shop.points() == undisturbed


def test_a_whole_worker_killed_mid_batch_loses_nothing(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple], valkey_url: str
) -> None:
    shop = open_shop(valkey_url)
    send(shop, "index_photos")
    with shop.running(*worker()) as process:
        wait_for(lambda: shop.indexed() >= 1, shop)
        kill(process)
    assert 0 < shop.indexed() < PHOTOS
    with shop.running(*worker()):
        # What beat does every minute is all it takes: the rows know that they are stale.
        wait_for(lambda: shop.count("claimed_until > datetime('now')") == 0, shop)
        send(shop, "index_photos")
        wait_for(lambda: shop.indexed() == PHOTOS, shop)
    assert shop.count("attempts > 0") == 0
    assert shop.points() == undisturbed
