"""A sync of the load test's shop in which a fifth of the photos is new, and its indexing."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog_search.backends.memory_source import MemorySource
from catalog_search.types import Problem, Record, StoredPhoto
from tests.benchmarks import large_shop
from tests.benchmarks.walks import picture

NEW = 5


class ChangedSource(MemorySource):
    """Lists most photos as the shop's rows have them; of every NEW one is another."""

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        for number, listed in enumerate(super().photos()):
            old = isinstance(listed, StoredPhoto) and number % NEW
            yield replace(listed, etag="1", size=1) if old else listed


def main() -> None:
    source = {"BACKEND": "tests.benchmarks.load.indexing.ChangedSource"}
    large_shop.set_up(Path(os.environ["GROWTH_FOLDER"]), source)
    from catalog_search import conf
    from catalog_search.indexing import index_stale
    from catalog_search.models import Store
    from catalog_search.sync import sync_store

    store, dice = Store.objects.get(slug="demo"), random.Random(3)
    photos = [picture(dice) for _ in range(20)]
    listing = conf.get_source("demo")
    for number, product in enumerate(store.products.order_by("pk")):
        key = f"{product.sku}.png"
        listing.stored_photos[key] = photos[number % len(photos)]
        listing.stored_records.append(record_of(product, key))
    sync_store(store)
    index_stale(store=store)


def record_of(product: Any, key: str) -> Record:
    told = ("sku", "title", "description", "brand", "price", "currency", "attributes")
    fields = {name: getattr(product, name) for name in told}
    path = tuple(product.category.split(" > "))
    return Record(**fields, category=path, colors=tuple(product.colors), images=(key,))


if __name__ == "__main__":
    main()
