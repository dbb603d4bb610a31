"""What pages cost while the index does not answer: python -m tests.benchmarks.degraded FOLDER

FOLDER is a shop that tests.benchmarks.growth has kept; nothing is written to its index. Prints
milliseconds of CPU, the median of warm requests, with the index and with a server that refuses
connections.
"""

import argparse
import statistics
from pathlib import Path

from tests.benchmarks.walks import say

NOWHERE = {
    "BACKEND": "catalog_search.backends.qdrant.QdrantIndex",
    "OPTIONS": {"url": "http://127.0.0.1:9"},
}
ROUNDS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    from tests.benchmarks import growth, large_shop

    large_shop.set_up(folder)
    from django.conf import settings
    from django.test import Client

    from catalog_search import conf

    def measure() -> dict[str, float]:
        client = Client(headers={"host": "localhost"})
        client.get("/", {"q": "blue lamp"})
        figures = {}
        for name, requests in large_shop.requests(client).items():
            if name in PAGES:
                requests[0]()
                times = [growth.cpu(requests[turn % len(requests)]) for turn in range(ROUNDS)]
                figures[name] = 1e3 * statistics.median(times)
        return figures

    whole = measure()
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "INDEX": NOWHERE}
    conf.forget_backends()
    degraded = measure()
    say(f"{'page':24}{'with index':>12}{'without':>10}   milliseconds of CPU")
    for name, value in degraded.items():
        say(f"{name:24}{whole[name]:12.0f}{value:10.0f}")


PAGES = ("text", "text, two filters", "text, nothing found", "no words", "product", "suggestions")


if __name__ == "__main__":
    main()
