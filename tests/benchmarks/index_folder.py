"""What searches and writes cost the index folder: python -m tests.benchmarks.index_folder

Fills a scratch folder with random unit vectors and prints milliseconds of CPU: of one batch of
three queries (photo, title, words), without a filter and with one, and of writing one point.
"""

import argparse
import tempfile
import time
import uuid
from collections.abc import Callable

import numpy as np

from catalog_search.backends.qdrant_edge import EdgeIndex
from catalog_search.types import Match, Point, SparseVector, VectorQuery, Where
from tests.benchmarks.catalogue import unit
from tests.benchmarks.walks import say

DIMENSION = 1152
AT_ONCE = 256
ROUNDS = 7
OF_THE_STORE: Where = (Match("store", ("a",)), Match("visible", (True,)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=10_000)
    count = parser.parse_args().points
    random = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as folder:
        index = EdgeIndex("benchmark", DIMENSION, path=folder)
        filling = cpu(lambda: fill(index, count, random), rounds=1)
        say(f"{count} points of {DIMENSION} numbers, filled in {filling / 1e3:.1f} s of CPU")
        brand = (*OF_THE_STORE, Match("brand", ("brand 3",)))
        for name, limit, where in (
            ("three queries of 1,000", 1000, OF_THE_STORE),
            ("three queries of 300", 300, OF_THE_STORE),
            ("three queries of 1,000, one brand of 20", 1000, brand),
        ):
            queries = queries_of(random, limit, where)
            say(f"{name:42} {cpu(lambda queries=queries: index.search(queries)):8.1f} ms")
        one = points(0, 1, random)
        say(f"{'writing one point':42} {cpu(lambda: index.upsert(one)):8.1f} ms")
        index.close()


def fill(index: EdgeIndex, count: int, random: np.random.Generator) -> None:
    for start in range(0, count, AT_ONCE):
        index.upsert(points(start, min(count, start + AT_ONCE), random))


def points(start: int, end: int, random: np.random.Generator) -> list[Point]:
    vectors = unit(random.normal(size=(2 * (end - start), DIMENSION)))
    return [
        Point(
            id=str(uuid.UUID(int=number + 1)),
            photo=vectors[2 * (number - start)],
            title=vectors[2 * (number - start) + 1],
            payload={
                **{"store": "a", "visible": True, "in_stock": True, "price": float(number % 100)},
                **{"photo": number, "product": number // 2, "brand": f"brand {number % 20}"},
            },
            words=SparseVector((number % 50, 100 + number % 300, 1000 + number % 7), (0.5,) * 3),
        )
        for number in range(start, end)
    ]


def queries_of(random: np.random.Generator, limit: int, where: Where) -> list[VectorQuery]:
    photo, title = unit(random.normal(size=(2, DIMENSION)))
    words = SparseVector((5, 105, 1005), (1.0, 1.0, 1.0))
    return [
        VectorQuery(photo, "photo", limit, where),
        VectorQuery(title, "title", limit, where),
        VectorQuery(words, "words", limit, where),
    ]


def cpu(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the least milliseconds of CPU of several rounds."""
    costs = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        costs.append(time.process_time() - before)
    return min(costs) * 1e3


if __name__ == "__main__":
    main()
