"""What the desk's pages cost as the catalogue grows: python -m tests.benchmarks.desk

Makes the shops of tests.benchmarks.growth, gives every fifth product an open suggestion of a
category and one of a pattern, every hundredth photo a problem, every fiftieth a finding, and counts
a thousand searches; then asks each page of the desk and the stock admin's list of products, in a
process for each size. Prints milliseconds of CPU (median of five) and queries.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.growth import cpu, queries_of, report, resident
from tests.benchmarks.walks import COLORS, KINDS, say

ROUNDS = 5
PAGES = {
    "queue of categories": "categories/",
    "its next cards": "categories/cards/",
    "queue, many at once": "categories/bulk/",
    "queue, a brand's": "categories/bulk/?brand={brand}",
    "queue, an attribute's": "categories/?about=pattern",
    "an attribute, many at once": "categories/bulk/?about=pattern",
    "decisions": "categories/decisions/",
    "sync board": "sync/",
    "photos with a problem": "sync/?problem=quarantined",
    "photo quality": "quality/?kind=near",
    "moderation": "moderation/",
    "policies": "policies/",
    "a policy's preview": "policies/new/?name=a&words=a+gun+or+a+knife&threshold=0.5",
    "rules": "rules/",
    "a new rule": "rules/new/",
    "synonyms": "synonyms/",
    "insight": "insight/",
    "model": "model/",
}
"""Of the desk's address of the store."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[3000, 10_000])
    parser.add_argument("--keep", type=Path, help="folder for the shops, which are used again")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        say(json.dumps(asked(options.ask)))
        return
    home = options.keep or Path(tempfile.mkdtemp(prefix="desk-"))
    try:
        report({size: measured(home / str(size), size) for size in options.sizes})
    finally:
        if not options.keep:
            shutil.rmtree(home, ignore_errors=True)


def measured(folder: Path, size: int) -> dict[str, list[float]]:
    """Return for each page its milliseconds of CPU and its queries, in a shop of this size."""
    environment = {**os.environ, "GROWTH_FOLDER": str(folder), "GROWTH_DATABASE": ""}
    run = [sys.executable, "-m"]
    if not (folder / "made").exists():
        command = [*run, "tests.benchmarks.large_shop", str(size)]
        subprocess.run(command, check=True, env=environment)
    command = [*run, "tests.benchmarks.desk", "--ask", str(folder)]
    done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)
    answer: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def asked(folder: Path) -> dict[str, list[float]]:
    from tests.benchmarks import large_shop

    large_shop.set_up(folder)
    from django.conf import settings

    settings.CATALOG_SEARCH["ATTRIBUTES"] = {"pattern": {"facet": False}}
    from django.contrib.auth.models import User
    from django.test import Client

    from catalog_search.models import Product

    give_work()
    client = Client(headers={"host": "localhost"})
    boss, _ = User.objects.get_or_create(username="boss", is_staff=True, is_superuser=True)
    client.force_login(boss)
    brand = Product.objects.order_by("pk")[0].brand
    pages = {name: f"/desk/demo/{page.format(brand=brand)}" for name, page in PAGES.items()}
    pages["list of products"] = "/admin/catalog_search/product/"
    pages["list of suggestions"] = "/admin/catalog_search/categorysuggestion/"
    answers = {name: cost(partial(client.get, page)) for name, page in pages.items()}
    return {**answers, "memory, MB": [resident() / 2**20, 0.0]}


def cost(request: Callable[[], Any]) -> list[float]:
    request()
    return [statistics.median(1e3 * cpu(request) for _ in range(ROUNDS)), queries_of(request)]


def give_work() -> None:
    """Leave suggestions, problems, findings and searches, unless they are there already."""
    from django.utils import timezone

    from catalog_search.models import (
        CategorySuggestion,
        Finding,
        IndexingRun,
        Photo,
        Product,
        SearchCount,
        Store,
        SyncRun,
    )

    store = Store.objects.get(slug="demo")
    if IndexingRun.objects.exists():
        return
    for model in (CategorySuggestion, Finding, SearchCount):
        model.objects.all().delete()
    products = list(Product.objects.order_by("pk")[::5])
    CategorySuggestion.objects.bulk_create(
        CategorySuggestion(
            **{"store": store, "product": product, "attribute": attribute},
            **{"model_id": "m", "confidence": (number % 100) / 100, "priority": number},
            category="Striped" if attribute else product.category,
        )
        for number, product in enumerate(products)
        for attribute in ("", "pattern")
    )
    photos = list(Photo.objects.order_by("pk"))
    broken = [photo.pk for photo in photos[::100]]
    Photo.objects.filter(pk__in=broken).update(state=Photo.State.QUARANTINED, reason="Damaged.")
    Finding.objects.bulk_create(
        Finding(store=store, photo=photo, kind=Finding.Kind.NEAR, other=photos[0], version="1")
        for photo in photos[1::50]
    )
    words = [f"{color} {kind}" for color in COLORS for kind in KINDS]
    today = timezone.now().date()
    SearchCount.objects.bulk_create(
        SearchCount(store=store, words=text, day=today - timedelta(days=day), count=3)
        for day in range(20)
        for text in words[:50]
    )
    for _ in range(20):
        SyncRun.objects.create(store=store, state=SyncRun.State.DONE)
        IndexingRun.objects.create(store=store, indexed=100)


if __name__ == "__main__":
    main()
