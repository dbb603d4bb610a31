"""What the words of a store cost: building them, opening them, and what a request asks of them.

    python -m tests.benchmarks.store_words [--products 10000] [--repeats 20]

The products are made up: titles of 4 to 9 words and descriptions of 40, drawn by Zipf's law from
20,000 words, so that words repeat as in a real catalogue. They are built in this process from a
database (SQLite), as the indexer does it. A process of its own then opens the file and answers.
Processor time is measured, so other load on the machine matters little. Of the memory that a
process has, `own` is not shared; what it has read of the file is shared with all others.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

import numpy as np  # noqa: E402
from django.core.management import call_command  # noqa: E402

from catalog_search.models import Photo, Product, PublishedPiece, Store  # noqa: E402
from catalog_search.models.stores import open_store  # noqa: E402
from catalog_search.published import copies, folder  # noqa: E402
from catalog_search.published.container import Container  # noqa: E402
from catalog_search.search.while_typing import autocomplete  # noqa: E402
from catalog_search.search.while_typing.visible_words import VisibleWords  # noqa: E402
from catalog_search.text.analysis import terms_of  # noqa: E402
from catalog_search.text.query.terms import parse_terms_with  # noqa: E402
from catalog_search.text.store import words_cache  # noqa: E402
from catalog_search.text.store.store_words import StoreWords  # noqa: E402

SYLLABLES = ("ba", "co", "du", "fe", "gi", "ka", "lo", "mi", "nu", "pra", "ste", "tri", "vo", "wen")
COLORS = ("red", "green", "blue", "black", "white", "brown", "pink", "yellow", "purple", "orange")
KINDS = ("sandals", "boots", "shirt", "jacket", "dress", "teapot", "lamp", "sofa", "rug", "chair")
QUERIES = ("red sandals", "black leathr jacket", "blue dress size 40", "ste", "{0} {3} sofa")
TYPED = ("r", "red sa", "sendals", "black {1} ja", "SKU-00", "qqqqq", "{0}", "{2} {5}")
CANDIDATES = 1000


def say(line: str) -> None:
    print(line)  # noqa: T201  what this program is for


def vocabulary(draw: random.Random) -> list[str]:
    return ["".join(draw.choices(SYLLABLES, k=draw.randint(2, 5))) for _ in range(20_000)]


def products_of(store: Store, count: int) -> Iterator[Product]:
    draw = random.Random(7)
    words = vocabulary(draw)
    weights = np.cumsum(1 / np.arange(1, len(words) + 1)).tolist()
    for number in range(count):
        title = draw.choices(words, cum_weights=weights, k=draw.randint(2, 7))
        text = draw.choices(words, cum_weights=weights, k=40)
        color, kind = draw.choice(COLORS), draw.choice(KINDS)
        yield Product(
            store=store,
            sku=f"SKU-{number:07}",
            title=f"{' '.join(title).capitalize()} {color} {kind} {number % 90}",
            description=f"{' '.join(text)}. Weighs {number % 7}.5 kg, 100% {color}.",
            brand=words[number % max(50, min(5000, count // 40))].capitalize(),
            category=f"All > Group {number % 40} > {kind.capitalize()}",
            colors=[color],
            attributes={"size": f"{30 + number % 20}", "material": words[number % 60]},
            price=number % 300,
            currency="EUR",
            in_stock=number % 5 != 0,
        )


def fill(count: int) -> Store:
    store = open_store("demo")
    batch: list[Product] = []
    for product in products_of(store, count):
        batch.append(product)
        if len(batch) == 2000:
            keep(batch)
            batch = []
    keep(batch)
    return store


def keep(products: list[Product]) -> None:
    Product.objects.bulk_create(products)
    Photo.objects.bulk_create(
        Photo(store=each.store, product=each, key=f"{each.sku}.jpg", etag="1", indexed_etag="1")
        for each in products
    )


def milliseconds(work: Callable[[str], object], text: str, repeats: int) -> float:
    """Return the median processor time of the work."""
    times = []
    for _ in range(repeats):
        started = time.process_time()
        work(text)
        times.append(time.process_time() - started)
    return statistics.median(times) * 1e3


def memory() -> dict[str, float]:
    """Return the MB of this process by kind, where the system tells them (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    values = dict(line.split(":", 1) for line in lines)
    return {
        name: int(values[f"Rss{kind}"].split()[0]) / 1024
        for name, kind in (("own", "Anon"), ("of files", "File"))
    }


def read(path: Path, repeats: int) -> None:
    """Open the file as a web process does, and answer from it."""
    draw = random.Random(7)
    names = vocabulary(draw)
    before = memory()
    started = time.process_time()
    words = StoreWords(Container.open(path))
    say(f"opened in {(time.process_time() - started) * 1e3:.2f} ms")
    keys = np.sort(np.random.default_rng(1).choice(words.products, CANDIDATES))

    def ask(text: str) -> None:
        terms = parse_terms_with(words, text)
        terms.sparse()
        terms.complete(keys)
        phrase = terms_of(text)
        for start in range(len(phrase)):
            words.values.phrases.get(phrase[start : start + 1])

    for text in (each.format(*names) for each in QUERIES):
        first, then = milliseconds(ask, text, 1), milliseconds(ask, text, repeats)
        say(f"query {text!r:32} first {first:6.2f} ms, then {then:6.2f} ms")
    visible = VisibleWords(words, words.categories, words.brands)
    for typed in (each.format(*names) for each in TYPED):
        spent = milliseconds(lambda text: suggest(visible, text), typed, repeats)
        say(f"typed {typed!r:32} {spent:6.2f} ms")
    grown = {name: value - before[name] for name, value in memory().items()}
    words.container.let_go()
    grown["of files once let go"] = memory()["of files"] - before["of files"]
    say("memory grew by " + ", ".join(f"{value:.1f} MB {name}" for name, value in grown.items()))


def suggest(visible: VisibleWords, typed: str) -> None:
    """Do what a key of the shopper costs, without the rows of the products."""
    tokens = autocomplete.analysis.tokens(typed)
    prefixes = [autocomplete.prefixes_for(visible, token) for token in tokens]
    autocomplete.searches(visible, typed, prefixes)
    for groups in (visible.categories, visible.brands):
        list(islice(autocomplete.matching(groups, prefixes), 3))
    autocomplete.product_keys(visible, typed, prefixes)


def build(products: int, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as path:
        folder.base = lambda: Path(path)
        call_command("migrate", verbosity=0)
        store = fill(products)
        started = time.process_time()
        built = words_cache.gathered(store)
        spent = time.process_time() - started
        size = sum(array.nbytes for array in built[0].values()) / 2**20
        say(f"{products} products built: {spent:.2f} s, {spent / products * 1e3:.3f} ms a product")
        say(f"the file: {size:.1f} MB; memory of the builder {memory()['own']:.0f} MB")
        del built
        started = time.process_time()
        words_cache.publish(store)
        spent = time.process_time() - started
        pieces = PublishedPiece.objects.filter(published__store=store).count()
        say(f"built and published in {spent:.2f} s, {pieces} pieces")
        [file] = folder.own_folder(copies.installation()).glob("words-*[!k]")
        command = [sys.executable, "-m", "tests.benchmarks.store_words", "--read", str(file)]
        subprocess.run([*command, "--repeats", str(repeats)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.read:
        read(args.read, args.repeats)
    else:
        build(args.products, args.repeats)


if __name__ == "__main__":
    main()
