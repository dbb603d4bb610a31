"""`gunicorn --workers 4` answers while cron syncs, indexes and is killed in between."""

import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from json import loads
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from catalog_search.indexing.documents import is_made_from
from catalog_search.types import Payload
from tests.support.servers import servers
from tests.support.shops.changing_shop import Question, question, stock
from tests.support.shops.shops import Shop, kill, wait_for

pytestmark = [pytest.mark.servers, pytest.mark.slow]

WORKERS, CLIENTS = 4, 3
PAUSE = 0.2
"""Seconds between a client's searches: the indexer needs some of the machine, too."""
KILLS, IN_A_ROW = 10, 2
"""Photos that three processes in a row died of would be taken for the cause (MAX_ATTEMPTS)."""
MAY_BE_OLD = 5.0
"""Seconds after the indexer has ended until no answer may be of an earlier version."""
SEED = 20261127
MARKED = "state = 'live' AND indexed_etag = etag AND indexed_digest = product_digest"
STALE = f"NOT ({MARKED})"


@dataclass
class Timeline:
    """When each version was begun, and when the indexer said that it was done."""

    begun: list[float] = field(default_factory=list)
    done: dict[int, float] = field(default_factory=dict)

    def possible(self, sent: float, received: float) -> range:
        """Return the versions that an answer may be of."""
        settled = [v for v, moment in list(self.done.items()) if moment + MAY_BE_OLD <= sent]
        return range(max(settled, default=0), sum(moment <= received for moment in self.begun))


@dataclass(frozen=True)
class Answer:
    question: Question
    sent: float
    received: float
    process: str
    status: int
    degraded: str
    skus: tuple[str, ...]


@dataclass
class Client(threading.Thread):
    """Searches again and again until it is closed."""

    address: str
    timeline: Timeline
    seed: int
    answers: list[Answer] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.chance = random.Random(self.seed)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.closed.is_set():
            asked = question(len(self.timeline.begun) - 1, self.chance)
            self.answers.append(self.ask(asked))
            time.sleep(PAUSE)

    def ask(self, asked: Question) -> Answer:
        sent = time.monotonic()
        url = f"{self.address}/api/search?{asked.query}"
        try:
            with urlopen(url, timeout=60) as reply:  # noqa: S310
                answer, process, status = loads(reply.read()), reply.headers["X-Process"], 200
        except OSError as error:
            answer, process = {"items": [], "degraded": str(error)}, ""
            status = error.code if isinstance(error, HTTPError) else 0
        skus = tuple(item["product"]["sku"] for item in answer["items"])
        received = time.monotonic()
        return Answer(asked, sent, received, process, status, answer["degraded"], skus)


@dataclass(frozen=True)
class Market:
    """The shop, its web processes and those who ask them."""

    shop: Shop
    timeline: Timeline
    clients: list[Client]

    def next_version(self) -> int:
        """Stock and sync the next version, as the first half of the cron line does."""
        version = len(self.timeline.begun)
        self.timeline.begun.append(time.monotonic())
        stock(self.shop.folder, version)
        self.shop.manage("catalog_sync")
        return version

    def index(self, version: int) -> None:
        self.shop.manage("catalog_index")
        self.timeline.done[version] = time.monotonic()

    def close(self) -> None:
        for client in self.clients:
            client.closed.set()
        for client in self.clients:
            client.join()

    def kill_indexer(self, chance: random.Random) -> bool:
        """Run the indexer and kill it at a random moment; return whether it was still running."""
        marked, stale = self.shop.count(MARKED), self.shop.count(STALE)
        enough = marked + chance.uniform(-0.2, 0.4) * stale
        # A claim's number is the time in microseconds.
        working = f"claim_number > {time.time_ns() // 1000}"
        with self.shop.running("manage.py", "catalog_index") as process:
            for condition, least in ((working, 1), (MARKED, enough)):
                wait_for(
                    lambda condition=condition, least=least: (
                        process.poll() is not None or self.shop.count(condition) >= least
                    ),
                    self.shop,
                )
            time.sleep(chance.uniform(0.0, 0.1))
            kill(process)
        assert process.returncode in (-signal.SIGKILL, 0), (self.shop.folder / "log").read_text()
        return process.returncode != 0


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    shop = Shop(
        tmp_path,
        {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.support.settings.changing_settings",
            "SHOP_VAR_DIR": str(tmp_path),
        },
    )
    shop.manage("migrate", "--verbosity=0")
    address = f"127.0.0.1:{servers.free_ports(1)[0]}"
    timeline = Timeline()
    clients = [Client(f"http://{address}", timeline, SEED + number) for number in range(CLIENTS)]
    market = Market(shop, timeline, clients)
    market.index(market.next_version())
    options = ["--workers", str(WORKERS), "--bind", address, "--no-control-socket"]
    with shop.running("-m", "gunicorn", *options, "tests.support.shops.changing_shop:web()"):
        servers.wait_until(f"http://{address}/api/search?q=lamp")
        for client in clients:
            client.start()
        try:
            yield market
        finally:
            market.close()


def test_searches_go_on_and_are_fresh_while_the_indexer_works_and_is_killed(
    market: Market,
) -> None:
    chance = random.Random(SEED)
    lost: list[str] = []
    kills = 0
    while kills < KILLS:
        version = market.next_version()
        for _ in range(IN_A_ROW):
            if market.shop.count(STALE):
                kills += market.kill_indexer(chance)
                lost += lost_points(market.shop)
        market.index(version)
        assert market.shop.count(STALE) == 0
        lost += lost_points(market.shop)
    time.sleep(MAY_BE_OLD + 1)
    market.close()
    assert lost == []
    check_answers([a for client in market.clients for a in client.answers], market.timeline)
    assert len(stored_points(market.shop)) == market.shop.count()


def check_answers(answers: list[Answer], timeline: Timeline) -> None:
    assert {(answer.status, answer.degraded) for answer in answers} == {(200, "")}
    assert len({answer.process for answer in answers}) == WORKERS
    decided: Counter[tuple[str, bool]] = Counter()
    wrong: list[str] = []
    for answer in answers:
        versions = timeline.possible(answer.sent, answer.received)
        right = {answer.question.true_in(version) for version in versions}
        if len(right) == 1:
            decided[answer.question.kind, True in right] += 1
        if (answer.question.sku in answer.skus) not in right:
            wrong.append(f"{answer.question.query} in {versions} found {answer.skus}")
    assert wrong == []
    # Each kind of question was asked where only one answer is right: found, and not found.
    assert (
        min(decided[kind, outcome] for kind in ("arrival", "price") for outcome in (True, False))
        > 9
    )


def lost_points(shop: Shop) -> list[str]:
    """Return photos whose row says that they are indexed and that are not there as it says."""
    points = stored_points(shop)
    columns = f"id, etag, product_digest, {MARKED}"
    query = f"SELECT {columns} FROM catalog_search_photo WHERE indexed_etag <> ''"  # noqa: S608
    with closing(sqlite3.connect(shop.folder / "shop.sqlite3", timeout=60)) as rows:
        marked = rows.execute(query).fetchall()
    assert marked
    return [
        f"photo {photo} of {etag} and {digest}: {points.get(photo)}"
        for photo, etag, digest, current in marked
        if photo not in points or (current and not is_made_from(points[photo], etag, digest))
    ]


def stored_points(shop: Shop) -> dict[int, Payload]:
    """Return the payloads of the points in the index, by the keys of their photos."""
    index = shop.index()
    payloads = index.payloads(list(index.ids())).values()
    index.close()
    return {int(str(payload["photo"])): payload for payload in payloads}
