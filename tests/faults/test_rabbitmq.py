"""The workers on RabbitMQ: killed workers and a broker that restarts lose no task."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.servers.rabbitmq import RabbitMQ, rabbitmq
from tests.support.shops.shops import PHOTOS, Shop, kill, purge, send, wait_for, worker

pytestmark = [pytest.mark.slow, pytest.mark.servers]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    with rabbitmq(tmp_path_factory.mktemp("rabbitmq")) as server:
        yield server


@pytest.fixture
def shop(open_shop: Callable[..., Shop], broker: RabbitMQ) -> Shop:
    """A shop whose workers use this broker, without messages of earlier tests."""
    opened = open_shop(broker.url)
    purge(opened)
    return opened


def received(shop: Shop, task: str) -> list[str]:
    """Return the ids of this task's deliveries, as the workers log them."""
    log = (shop.folder / "log").read_text()
    return re.findall(rf"Task catalog_search\.{task}\[([0-9a-f-]+)\] received", log)


def test_a_sync_and_the_indexing_that_follows_it(shop: Shop, undisturbed: dict[str, tuple]) -> None:
    shop.manage("flush", "--no-input", "--verbosity=0")
    send(shop, "sync_all")
    with shop.running(*worker()):
        wait_for(lambda: shop.indexed() == PHOTOS, shop)
    assert received(shop, "sync_catalog")
    assert shop.points().keys() == undisturbed.keys()


def test_a_task_whose_worker_was_killed_is_delivered_to_the_next_one(
    shop: Shop, undisturbed: dict[str, tuple]
) -> None:
    send(shop, "index_photos")
    with shop.running(*worker()) as process:
        wait_for(lambda: shop.indexed() >= 1, shop)
        kill(process)
    assert shop.indexed() < PHOTOS
    # What the dead worker had claimed is free again once its lease is over.
    wait_for(lambda: shop.count("claimed_until > datetime('now')") == 0, shop)
    with shop.running(*worker()):
        wait_for(lambda: shop.indexed() == PHOTOS, shop)
    (first, again) = received(shop, "index_photos")
    assert first == again
    assert shop.points() == undisturbed


def test_a_worker_outlives_a_restart_of_the_broker(
    shop: Shop, broker: RabbitMQ, undisturbed: dict[str, tuple]
) -> None:
    send(shop, "index_photos")
    with shop.running(*worker()):
        wait_for(lambda: shop.indexed() >= 1, shop)
        broker.restart()
        # The broker had no acknowledgment: it delivers the task again, which finds nothing to do.
        wait_for(lambda: len(received(shop, "index_photos")) == 2, shop)
        wait_for(lambda: shop.indexed() == PHOTOS, shop)
        send(shop, "suggest_categories")
        wait_for(lambda: bool(received(shop, "suggest_categories")), shop)
    assert shop.count("attempts > 0") == 0
    assert shop.points() == undisturbed


def test_messages_that_no_worker_has_taken_outlive_a_restart_of_the_broker(
    shop: Shop, broker: RabbitMQ
) -> None:
    send(shop, "index_photos")
    broker.restart()
    with shop.running(*worker()):
        wait_for(lambda: shop.indexed() == PHOTOS, shop)


def test_without_a_rabbitmq_the_tests_say_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.servers.rabbitmq.SERVER", tmp_path / "rabbitmq-server")
    with (
        pytest.raises(AssertionError, match="apt-get install rabbitmq-server"),
        rabbitmq(tmp_path),
    ):
        pass
