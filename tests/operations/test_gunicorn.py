"""Two real gunicorn workers: any of them tells the metrics of both, also after one was killed."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.support.servers import servers
from tests.support.shops.shops import PATIENCE, Shop

pytestmark = [pytest.mark.servers, pytest.mark.slow]

SEARCHES = 30
SEARCHED = 'searches_total{band="nothing",kind="browse",store="demo"}'
ENDED = 'request_seconds_count{view="search"}'


@dataclass(frozen=True)
class Web:
    """A shop that gunicorn serves with two workers."""

    address: str
    shop: Shop
    counts: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = Request(f"{self.address}{path}", headers=headers)  # noqa: S310  loopback
        try:
            with urlopen(request, timeout=20) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def metric(self, sample: str) -> float | None:
        status, text = self.get("/metrics", Authorization="Bearer a-token")
        assert status == 200, text
        match = re.search(rf"^catalog_search_{re.escape(sample)} (\S+)$", text, re.MULTILINE)
        return float(match[1]) if match else None

    def workers(self) -> set[int]:
        """Return the processes that have written searches."""
        return {int(path.stem.split("_")[1]) for path in self.counts.glob("counter_*.db")}


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    counts = tmp_path / "counts"
    counts.mkdir()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.support.settings.watched_settings",
        "SHOP_VAR_DIR": str(tmp_path),
        "PROMETHEUS_MULTIPROC_DIR": str(counts),
    }
    shop = Shop(tmp_path, environment)
    # A command is a process, too; what it counts is not what this test is about.
    shop.manage("migrate", "--verbosity=0")
    bind = f"127.0.0.1:{servers.free_ports(1)[0]}"
    options = ["--workers=2", "--no-control-socket", "--bind", bind]
    with shop.running("-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", *options, "shop.wsgi"):
        servers.wait_until(f"http://{bind}/readyz")
        yield Web(f"http://{bind}", shop, counts)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_workers_are_added_up_and_a_dead_one_still_counts(web: Web) -> None:
    done = 0
    # Which worker takes a connection is the system's choice: until both have searched.
    while len(web.workers()) < 2 or done < SEARCHES:
        assert web.get("/")[0] == 200
        done += 1
        assert done < 100 * SEARCHES
    assert {web.metric(SEARCHED) for _ in range(10)} == {done}
    assert web.metric(ENDED) == done
    assert web.metric('breaker_state{engine="vector index"}') == 0
    killed = min(web.workers())
    os.kill(killed, signal.SIGKILL)
    until(lambda: not list(web.counts.glob(f"gauge_live*_{killed}.db")))
    assert web.get("/")[0] == 200
    assert web.metric(SEARCHED) == done + 1


def test_health_and_metrics_answer_behind_gunicorn(web: Web) -> None:
    status, text = web.get("/readyz")
    assert status == 200
    assert '"model": {"state": "ok"' in text
    assert web.get("/healthz")[0] == 200
    assert web.get("/metrics")[0] == 401
