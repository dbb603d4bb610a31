"""Shops in processes of their own, which tests run side by side, kill and run again."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from celery.exceptions import AlwaysEagerIgnored
from kombu import Connection

import tasks
from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.backends.qdrant_edge import EdgeIndex
from catalog_search.protocols import VERSION
from catalog_search.protocols.collection import Installation

PHOTOS = 40
PATIENCE = 60


@dataclass(frozen=True)
class Shop:
    """A project of its own: files, environment, and how to run its commands."""

    folder: Path
    environment: Mapping[str, str]

    def manage(self, *words: str) -> str:
        return self.run("manage.py", *words)

    def run(self, *words: str) -> str:
        """Run Python with these words; return what it printed."""
        command = [sys.executable, *words]
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

    def index(self) -> EdgeIndex:
        """Open the index that the shop's processes read and write."""
        encoder, named = ColorWordsEncoder(), Installation("tested", "", "")
        place = self.folder / "index"
        return EdgeIndex(encoder.model_id, encoder.dimension, path=place, installation=named)

    def points(self) -> dict[str, tuple]:
        """Return all there is in the index but versions, comparable from one shop to another."""
        index = self.index()
        points = index.fetch(list(index.ids()))
        index.close()
        return {
            str(point.payload["photo"]): (
                point_id,
                point.photo.round(5).tolist(),
                point.title.round(5).tolist(),
                {name: value for name, value in point.payload.items() if name != VERSION},
            )
            for point_id, point in points.items()
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


def worker(*options: str) -> list[str]:
    options = options or ("--concurrency=1",)
    # At its start a worker waits a second for what other workers tell it; there are none.
    options = (*options, "--loglevel=INFO", "--without-mingle")
    return ["-m", "celery", "-A", "tasks", "worker", *options]


def send(shop: Shop, task: str, times: int = 1) -> None:
    """Put a task on the queue as beat or a page would."""
    with connected(shop) as broker, warnings.catch_warnings():
        # The tests' own tasks run at once, those of the shop's workers do not.
        warnings.simplefilter("ignore", AlwaysEagerIgnored)
        for _ in range(times):
            tasks.app.send_task(f"catalog_search.{task}", connection=broker)


def purge(shop: Shop) -> None:
    """Take all messages off the queue."""
    with connected(shop) as broker:
        tasks.app.control.purge(broker)


def connected(shop: Shop) -> Connection:
    """Return a connection to the shop's broker, to be used in a with statement."""
    return tasks.app.connection_for_write(shop.environment["SHOP_BROKER"])


def pool_child(process: subprocess.Popen[bytes]) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(children[0])
