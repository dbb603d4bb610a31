"""Fault 3: a photo that kills the process. It is quarantined, and the others are indexed."""

import signal
import time
from collections.abc import Callable

import pytest

from catalog_search.indexing.stages.claims import DIED
from tests.support.shops.shops import PHOTOS, Shop, send, wait_for, worker

pytestmark = pytest.mark.slow

KILLER = "photos/7.png"
"""Its width is KILLER_WIDTH."""


def check_end(shop: Shop, undisturbed: dict[str, tuple]) -> None:
    """Check that the killer alone is out of the index, quarantined after three attempts."""
    assert shop.count(f"key = '{KILLER}' AND state = 'quarantined' AND attempts = 3") == 1
    assert shop.count(f"key = '{KILLER}' AND reason = '{DIED}'") == 1
    assert shop.count("attempts > 0") == 1
    assert shop.indexed() == PHOTOS - 1
    points = shop.points()
    assert len(points) == PHOTOS - 1
    assert points.items() <= undisturbed.items()


def test_the_command_dies_of_it_three_times_and_then_ends(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple]
) -> None:
    shop = open_shop(SHOP_ENCODER="Crashing")
    ends = []
    while 0 not in ends:
        with shop.running("manage.py", "catalog_index") as process:
            ends.append(process.wait(60))
    assert ends == [-signal.SIGSEGV] * 3 + [0]
    check_end(shop, undisturbed)


def test_a_worker_s_queue_drains(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple], valkey_url: str
) -> None:
    shop = open_shop(valkey_url, SHOP_ENCODER="Crashing")

    def quarantined() -> bool:
        # What beat does; a claim comes back when its lease lapses.
        send(shop, "index_photos")
        time.sleep(1)
        return shop.count("state = 'quarantined'") == 1 and shop.indexed() == PHOTOS - 1

    with shop.running(*worker()):
        wait_for(quarantined, shop)
    check_end(shop, undisturbed)
