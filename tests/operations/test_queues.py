"""How many tasks wait, as a real Valkey and an absent one tell it."""

import time

import pytest

from catalog_search.tasks import index_photos
from tasks import app, queues
from tests.support.servers.servers import free_ports


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    values = {"broker_url": url, "broker_read_url": url, "broker_write_url": url}
    for name, value in {**values, "task_always_eager": False}.items():
        monkeypatch.setitem(app.conf, name, value)


def test_waiting_tasks_are_counted(monkeypatch: pytest.MonkeyPatch, valkey_url: str) -> None:
    # A database of its own: workers that other tests killed leave messages in theirs.
    own = valkey_url.replace("/0", "/7")
    use(monkeypatch, own)
    assert queues.depths() == {"celery": 0}
    with app.connection_for_write(own) as connection:
        for _ in range(3):
            index_photos.apply_async(connection=connection)
    assert queues.depths() == {"celery": 3}


def test_an_absent_broker_is_told_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, f"redis://127.0.0.1:{free_ports(1)[0]}/0")
    started = time.process_time()
    with pytest.raises(Exception, match="refused"):
        queues.depths()
    assert time.process_time() - started < 5


def test_without_a_broker_there_are_no_queues() -> None:
    assert queues.depths() == {}
