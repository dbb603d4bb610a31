"""The model of 900 products is changed, and changed back, under 20 searches a second.

gunicorn's workers answer meanwhile. The commands are those that docs/howto/models.md names.
"""

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.support.servers import servers
from tests.support.shops.shops import Shop
from tests.support.shops.two_models import LAMPS, NAMES, paint

pytestmark = [pytest.mark.servers, pytest.mark.slow]

WORKERS, CLIENTS, SEARCHES_A_SECOND = 2, 4, 6
SEEN_AFTER = 2.0
"""Seconds until every process has noticed a switch: it looks each second."""
PAGE = 24


@dataclass(frozen=True)
class Answer:
    color: str
    status: int
    degraded: str
    total: int
    titles: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it is what either model finds: a page of lamps of that color, and all of them."""
        right = all(title.startswith(f"{self.color} lamp") for title in self.titles)
        return right and len(self.titles) == PAGE and self.total >= LAMPS // len(NAMES)


@dataclass
class Shoppers:
    """Search for a color's lamps, so many times a second, until they are closed."""

    address: str
    answers: list[Answer] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def open(self) -> None:
        for number in range(CLIENTS):
            self.threads.append(threading.Thread(target=self.run, args=[number], daemon=True))
            self.threads[-1].start()

    def close(self) -> None:
        self.closed.set()
        for thread in self.threads:
            thread.join()

    def run(self, number: int) -> None:
        chance = random.Random(number)
        while not self.closed.wait(CLIENTS / SEARCHES_A_SECOND):
            self.answers.append(self.ask(chance.choice(NAMES)))

    def ask(self, color: str) -> Answer:
        url = f"{self.address}/api/search?q={quote(f'{color} lamp')}"
        try:
            with urlopen(url, timeout=60) as reply:  # noqa: S310
                answer = json.loads(reply.read())
        except HTTPError as error:
            return Answer(color, error.code, str(error), 0, ())
        except OSError as error:
            return Answer(color, 0, str(error), 0, ())
        titles = tuple(item["product"]["title"] for item in answer["items"])
        return Answer(color, 200, answer["degraded"], answer["total"], titles)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.support.settings.two_model_settings"}
    shop = Shop(tmp_path, {**os.environ, **settings, "SHOP_VAR_DIR": str(tmp_path)})
    paint(tmp_path)
    (tmp_path / "version").write_text("0")
    shop.manage("migrate", "--verbosity=0")
    shop.manage("catalog_sync")
    # Not yet the next model's: that is filled under searches.
    code = "import django; django.setup(); from catalog_search.indexing.photos import index_stale; "
    shop.run("-c", code + "index_stale()")
    return shop


@pytest.fixture
def shoppers(shop: Shop) -> Iterator[Shoppers]:
    address = f"127.0.0.1:{servers.free_ports(1)[0]}"
    options = ["--workers", str(WORKERS), "--threads=2", "--bind", address, "--no-control-socket"]
    with shop.running("-m", "gunicorn", *options, "tests.support.shops.changing_shop:web()"):
        servers.wait_until(f"http://{address}/api/search?q=lamp")
        shoppers = Shoppers(f"http://{address}")
        shoppers.open()
        try:
            yield shoppers
        finally:
            shoppers.close()


def test_no_answer_fails_or_is_partial_while_the_model_changes(
    shop: Shop, shoppers: Shoppers
) -> None:
    assert shop.indexed() == LAMPS
    moments = Counter[str]()

    def step(name: str, *words: str) -> str:
        before = len(shoppers.answers)
        output = shop.manage("catalog_index", *words)
        time.sleep(SEEN_AFTER)
        moments[name] = len(shoppers.answers) - before
        return output

    step("fill")
    # What changes while both are there is brought up to date in both.
    (shop.folder / "version").write_text("1")
    shop.manage("catalog_sync")
    step("change")
    assert "color-words-128" in step("switch", "--switch")
    assert "color-words-64" in step("roll back", "--rollback")
    assert "color-words-128" in step("switch again", "--switch")
    # The old collection is gone: whatever answers from now on is the new model's.
    assert "64" in step("drop", "--drop-old")
    shoppers.close()
    failed = [each for each in shoppers.answers if (each.status, each.degraded) != (200, "")]
    partial = [each for each in shoppers.answers if not each.is_whole]
    assert (failed, partial) == ([], [])
    assert min(moments.values()) > 10
    [collection] = [each.name for each in (shop.folder / "index").iterdir() if each.is_dir()]
    assert "128" in collection
    print(f"{len(shoppers.answers)} answers while the model changed: {dict(moments)}")  # noqa: T201
