"""What a sync costs: python -m tests.benchmarks.sync [--products 100000] [--postgres]

Seconds of CPU of this process, and queries, for a shop of invented products, one photo each: the
first sync, some in which nothing or 1 % of the records changed, of a source that cannot say so and
of one that can. The source is in memory and costs next to nothing.
"""

import argparse
import hashlib
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.walks import BRANDS, COLORS, KINDS, STUFFS, say
from tests.support.servers.servers import postgresql

if TYPE_CHECKING:
    from catalog_search.types import Record, StoredPhoto

CHANGED = 0.01
"""Share of the records that change between two syncs."""

SHOP: list["Record"] = []
LATEST: list["Record"] = []
"""Those that changed last."""


class Listed:
    """A source that lists its records and photos from memory, as MemorySource without bytes."""

    names_are_keys = False
    told = ""
    """What `version` says."""
    tells_changes = False

    def records(self) -> "Iterator[Record]":
        yield from SHOP

    def photos(self) -> "Iterator[StoredPhoto]":
        from catalog_search.types import StoredPhoto

        for record in LATEST if Listed.tells_changes else SHOP:
            key = record.images[0]
            yield StoredPhoto(key, hashlib.sha256(key.encode()).hexdigest(), 100_000)

    def changes(self, since: object) -> "Iterator[Record] | None":
        return iter(LATEST) if Listed.tells_changes else None

    def version(self) -> str:
        return Listed.told

    def titles(self, keys: object) -> dict[str, str]:
        return {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true", help="a server is started for it")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    with (
        postgresql() if options.postgres else nullcontext("") as database,
        tempfile.TemporaryDirectory() as folder,
    ):
        os.environ["GROWTH_DATABASE"] = database
        set_up(Path(folder))
        results = compare(options.products)
    if options.json:
        say(json.dumps(results))


def set_up(folder: Path) -> None:
    from tests.benchmarks import large_shop

    large_shop.set_up(folder, {"BACKEND": "tests.benchmarks.sync.Listed"})
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def compare(products: int) -> dict[str, list[float]]:
    """Return seconds of CPU and queries of the syncs that a shop does every day."""
    SHOP[:] = records(products)
    rates("first sync")
    rates("unchanged, and the source cannot say so")
    change_some()
    changed = rates(f"{CHANGED:.0%} of the records changed")
    Listed.told = "1"
    rates("unchanged, and the source cannot say so")
    unchanged = rates("unchanged, as the source says")
    rates("unchanged, --full", full=True)
    change_some()
    Listed.names_are_keys = Listed.tells_changes = True
    Listed.told = "2"
    rates(f"{CHANGED:.0%} of the records, as the source says")
    return {"sync, unchanged, s": unchanged, "sync, 1 % changed, s": changed}


def records(count: int) -> "Iterator[Record]":
    from catalog_search.types import Record

    draw = random.Random(7)
    for number in range(count):
        kind, color, stuff = draw.choice(KINDS), draw.choice(COLORS), draw.choice(STUFFS)
        yield Record(
            sku=f"SKU-{number:07}",
            title=f"{color.capitalize()} {stuff} {kind} no {number}",
            description=" ".join(draw.choices(KINDS + STUFFS, k=40)),
            category=("Shop", kind.capitalize()),
            brand=draw.choice(BRANDS),
            colors=(color,),
            price=Decimal(draw.randint(500, 30_000)) / 100,
            currency="EUR",
            images=(f"photos/{number:07}.jpg",),
            attributes={"material": stuff, "ean": f"{4_000_000_000_000 + number}"},
        )


def change_some() -> None:
    """Raise the price of some records by a cent."""
    LATEST.clear()
    for place in range(0, len(SHOP), int(1 / CHANGED)):
        SHOP[place] = replace(SHOP[place], price=(SHOP[place].price or 0) + Decimal("0.01"))
        LATEST.append(SHOP[place])


def rates(name: str, *, full: bool = False) -> list[float]:
    """Sync; print and return the seconds of CPU and the number of queries."""
    from django.db import connection
    from django.db.backends.utils import CursorWrapper

    from catalog_search.models.stores import open_store
    from catalog_search.sync.store import sync_store

    queries = 0

    def count(execute: "Callable[..., CursorWrapper]", *args: object) -> CursorWrapper:
        nonlocal queries
        queries += 1
        return execute(*args)

    start = time.process_time()
    with connection.execute_wrapper(count):
        run = sync_store(open_store("demo"), full=full)
    used = time.process_time() - start
    say(f"{name:40} {used:7.2f} s of CPU {queries:6} queries {run.products_changed:7} changed")
    return [used, queries]


if __name__ == "__main__":
    # The module that settings name, not this copy of it: they share SHOP.
    from tests.benchmarks import sync

    sync.main()
