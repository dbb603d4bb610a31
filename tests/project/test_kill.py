"""Killed at any moment and run again, the index holds what an undisturbed run leaves there."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from catalog_search.backends.color_words import COLORS, ColorWordsEncoder
from catalog_search.backends.qdrant.index import QdrantIndex
from tests.support.factories import color_bytes
from tests.support.servers import S3Server

pytestmark = pytest.mark.slow

PHOTOS = 40
PATIENCE = 60


@dataclass(frozen=True)
class Shop:
    """A project of its own: files, environment, and how to run its commands."""

    folder: Path
    environment: Mapping[str, str]

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a command in a process group of its own, which does not outlive the test."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill(process)

    def count(self, condition: str = "1") -> int:
        with closing(sqlite3.connect(self.folder / "shop.sqlite3", timeout=20)) as rows:
            query = f"SELECT count(*) FROM catalog_search_photo WHERE {condition}"  # noqa: S608
            return int(rows.execute(query).fetchone()[0])

    def indexed(self) -> int:
        return self.count("indexed_etag <> ''")

    def points(self) -> dict[str, tuple]:
        """Return all there is in the index, comparable from one shop to another."""
        encoder = ColorWordsEncoder()
        index = QdrantIndex(encoder.model_id, encoder.dimension, path=self.folder / "index")
        found = index.fetch(list(index.ids()))
        index.close()
        return {
            str(point.payload["photo"]): (
                point_id,
                point.photo.round(5).tolist(),
                point.title.round(5).tolist(),
                point.payload,
            )
            for point_id, point in found.items()
        }


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its children, and return when all of them are dead."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    while alive(process.pid):
        time.sleep(0.01)


def alive(group: int) -> bool:
    """Return whether a process of the group still runs; a zombie holds no lock any more."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group, *_ = stat.read_text().rpartition(")")[2].split()
            if int(its_group) == group and state != "Z":
                return True
    return False


def wait_for(condition: Callable[[], bool], shop: Shop) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, (shop.folder / "log").read_text()[-3000:]
        time.sleep(0.02)


@pytest.fixture(scope="module")
def bucket(moto: S3Server) -> str:
    name = f"kill-{uuid.uuid4().hex[:8]}"
    client = moto.client()
    client.create_bucket(Bucket=name)
    lines = []
    for number in range(PHOTOS):
        color = list(COLORS)[number % len(COLORS)]
        key = f"photos/{number}.png"
        body = color_bytes(color, size=(20 + number, 20))
        client.put_object(Bucket=name, Key=key, Body=body)
        record = {"sku": f"sku-{number}", "title": f"{color} {number}", "images": [key]}
        lines.append(json.dumps(record))
    client.put_object(Bucket=name, Key="catalog.jsonl", Body="\n".join(lines).encode())
    client.close()
    return name


@pytest.fixture(scope="module")
def open_shop(
    moto: S3Server, bucket: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Shop]:
    """Return a function that makes a synced shop whose photos are all stale."""

    def opened(broker: str = "") -> Shop:
        folder = tmp_path_factory.mktemp("shop")
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.support.process_settings",
            "SHOP_VAR_DIR": str(folder),
            "CATALOG_BUCKET": bucket,
            "CATALOG_ENDPOINT": moto.endpoint_url,
            "SHOP_BROKER": broker,
        }
        shop = Shop(folder, environment)
        shop.manage("migrate", "--verbosity=0")
        shop.manage("catalog_sync")
        assert shop.count() == PHOTOS
        return shop

    return opened


@pytest.fixture(scope="module")
def undisturbed(open_shop: Callable[..., Shop]) -> dict[str, tuple]:
    """Return the points that indexing leaves when nobody is killed."""
    shop = open_shop()
    shop.manage("catalog_index", "--json")
    return shop.points()


def test_the_command_killed_again_and_again_ends_where_an_undisturbed_run_does(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple]
) -> None:
    killed = open_shop()
    for target in (1, 9, 22):
        with killed.running("manage.py", "catalog_index") as process:
            wait_for(lambda target=target: killed.indexed() >= target, killed)
            kill(process)
        assert killed.indexed() < PHOTOS
    killed.manage("catalog_index")
    assert killed.indexed() == PHOTOS
    assert len(killed.points()) == PHOTOS
    assert killed.points() == undisturbed


def worker(shop: Shop) -> list[str]:
    return ["-m", "celery", "-A", "tasks", "worker", "--concurrency=1", "--loglevel=INFO"]


def send(shop: Shop, task: str) -> None:
    """Put a task on the queue as beat or a page would."""
    code = (
        f"import django; django.setup(); import tasks; tasks.app.send_task('tasks.catalog.{task}')"
    )
    subprocess.run([sys.executable, "-c", code], env=shop.environment, check=True)


def pool_child(process: subprocess.Popen[bytes]) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(children[0])


def test_a_worker_whose_child_is_killed_does_the_batch_again_by_itself(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple], valkey_url: str
) -> None:
    shop = open_shop(valkey_url)
    send(shop, "index_photos")
    with shop.running(*worker(shop)) as process:
        wait_for(lambda: shop.indexed() >= 5, shop)
        os.kill(pool_child(process), signal.SIGKILL)
        assert shop.indexed() < PHOTOS
        # The task itself comes back at once; what it had claimed comes back with the lease.
        wait_for(lambda: shop.indexed() >= PHOTOS - 4, shop)
        wait_for(lambda: shop.count("claimed_until > datetime('now')") == 0, shop)
        send(shop, "index_photos")
        wait_for(lambda: shop.indexed() == PHOTOS, shop)
    assert shop.points() == undisturbed


def test_a_whole_worker_killed_mid_batch_loses_nothing(
    open_shop: Callable[..., Shop], undisturbed: dict[str, tuple], valkey_url: str
) -> None:
    shop = open_shop(valkey_url)
    send(shop, "index_photos")
    with shop.running(*worker(shop)) as process:
        wait_for(lambda: shop.indexed() >= 5, shop)
        kill(process)
    assert 0 < shop.indexed() < PHOTOS
    with shop.running(*worker(shop)):
        # What beat does every minute is all it takes: the rows know that they are stale.
        wait_for(lambda: shop.count("claimed_until > datetime('now')") == 0, shop)
        send(shop, "index_photos")
        wait_for(lambda: shop.indexed() == PHOTOS, shop)
    assert shop.count("attempts > 0") == 0
    assert shop.points() == undisturbed
