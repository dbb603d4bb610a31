"""How long suggestions take on the server, compared with an empty view in the same run.

    python -m tests.benchmarks.suggestions [--products 10000] [--keys 400]

Every prefix of some searches is requested through the project's middleware, in turn with the empty
view, so that both run under the same load. Processor time is measured, including the database
(SQLite in memory), so other load on the machine matters little. The empty view does nothing behind
the same middleware, so read the difference as well as the ratio.
"""

import argparse
import os
import random
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402

from catalog_search.models import Photo, Product, SearchCount, Store  # noqa: E402
from catalog_search.models.stores import open_store  # noqa: E402
from catalog_search.text.store import words_cache  # noqa: E402

KINDS = (
    *("sandals", "boots", "sneakers", "shirt", "trousers", "jacket"),
    *("dress", "teapot", "lamp", "sofa", "rug", "chair"),
)
COLORS = ("red", "green", "blue", "black", "white", "brown", "pink", "yellow", "purple", "orange")
SYLLABLES = ("ba", "co", "du", "fe", "gi", "ka", "lo", "mi", "nu", "pra", "ste", "tri", "vo", "wen")
TYPED = ("red sandals", "b", "sendals", "ste", "black leather ja", "SKU-00", "qqqqq", "dress bl")


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("empty/", empty), path("", include("catalog_search.urls"))]


def fill(count: int) -> Store:
    """Create a store of `count` indexed products with varied titles, and 2,000 searches."""
    store, draw = open_store("demo"), random.Random(7)
    names = ["".join(draw.choices(SYLLABLES, k=3)).capitalize() for _ in range(1500)]
    Product.objects.bulk_create(
        Product(
            store=store,
            sku=f"SKU-{number:05}",
            title=f"{draw.choice(names)} {draw.choice(COLORS)} {draw.choice(names)} {kind}",
            brand=names[number % 250],
            category=f"All > Group {number % 12} > {kind.capitalize()}",
            price=number % 300,
            currency="EUR",
            in_stock=number % 5 != 0,
        )
        for number, kind in ((number, draw.choice(KINDS)) for number in range(count))
    )
    Photo.objects.bulk_create(
        Photo(store=store, product=product, key=f"{product.sku}.jpg", etag="1", indexed_etag="1")
        for product in Product.objects.filter(store=store)
    )
    searched = {f"{draw.choice(COLORS)} {draw.choice(names).lower()}" for _ in range(2000)}
    SearchCount.objects.bulk_create(
        SearchCount(store=store, words=words, day=timezone.localdate(), count=draw.randint(3, 50))
        for words in searched
    )
    return store


def seconds(client: Client, url: str, typed: str) -> float:
    started = time.thread_time()
    answer = client.get(url, {"q": typed})
    spent = time.thread_time() - started
    assert answer.status_code == 200
    return spent


def say(line: str) -> None:
    print(line)  # noqa: T201  what this program is for


def in_words(name: str, times: list[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    return f"{name:12} median {statistics.median(times) * 1e3:6.2f} ms   p95 {p95 * 1e3:6.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--keys", type=int, default=400)
    args = parser.parse_args()
    settings.ROOT_URLCONF = __name__ if __name__ != "__main__" else "tests.benchmarks.suggestions"
    call_command("migrate", verbosity=0)
    store = fill(args.products)
    started = time.thread_time()
    words_cache.publish(store)
    say(f"{args.products} products; words published in {time.thread_time() - started:.2f} s")
    client = Client(headers={"host": "localhost"})
    keys = [typed[:end] for typed in TYPED for end in range(1, len(typed) + 1)]
    both: tuple[list[float], list[float]] = ([], [])
    for number in range(args.keys):
        typed = keys[number % len(keys)]
        both[0].append(seconds(client, "/empty/", typed))
        both[1].append(seconds(client, "/suggestions/", typed))
    say(in_words("empty view", both[0]))
    say(in_words("suggestions", both[1]))
    ratio = statistics.median(both[1]) / statistics.median(both[0])
    more = statistics.median(full - bare for bare, full in zip(*both, strict=True))
    say(f"ratio of the medians {ratio:.1f}; median difference {more * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
