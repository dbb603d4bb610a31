"""What searches and writes cost the index folder: python -m tests.benchmarks.index_folder

Fills a scratch folder with clustered unit vectors and prints milliseconds of CPU, the least of some
rounds: of one batch of three queries (photo, title, words), of one write and one delete, and of
opening the folder with a first search; the memory of a process that only searches; and how many of
the 10, 300 and 1,000 nearest photos are found after `prepare`, compared with all before it.
"""

import argparse
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from catalog_search.backends.qdrant_edge import EdgeIndex
from catalog_search.types import (
    Hits,
    Match,
    Point,
    Range,
    SparseVector,
    Vector,
    VectorQuery,
    Vectors,
    Where,
)
from tests.benchmarks.catalogue import unit
from tests.benchmarks.walks import say

DIMENSION = 1152
AT_ONCE = 256
ROUNDS = 7
QUERIES = 20
KINDS = 500
LIMITS = (10, 300, 1000)
OF_THE_STORE: Where = (Match("store", ("a",)), Match("visible", (True,)))
BRAND = Match("brand", ("brand 3",))
FILTERS: dict[str, Where] = {
    "store, visible": OF_THE_STORE,
    "+ one brand of 20": (*OF_THE_STORE, BRAND),
    "+ brand and price": (*OF_THE_STORE, BRAND, Range("price", 10, 60)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--folder", help="where to keep the index; default: a temporary folder")
    parser.add_argument("--reader", action="store_true", help="only say what a reader's memory is")
    options = parser.parse_args()
    if options.reader:
        return say(f"{memory_of_a_reader(options.folder):.1f}")
    with tempfile.TemporaryDirectory() as temporary:
        measure(options.folder or temporary, options.points)


def measure(folder: str, count: int) -> None:
    kinds = unit(np.random.default_rng(7).normal(size=(KINDS, DIMENSION)))
    index = EdgeIndex("benchmark", DIMENSION, path=folder)
    say(f"{count} points of {DIMENSION} numbers")
    tell("filling", cpu(lambda: fill(index, count, kinds), rounds=1) / 1e3, "s of CPU")
    report(index, folder, count, kinds)
    before = neighbors(index, kinds)
    started = time.perf_counter()
    index.prepare()
    tell("preparing, of all cores", time.perf_counter() - started, "s")
    report(index, folder, count, kinds)
    for (name, limit), hits in neighbors(index, kinds).items():
        found = [recall(*pair) for pair in zip(hits, before[name, limit], strict=True)]
        tell(f"recall at {limit}, {name}", float(np.mean(found)), f"least {min(found):.3f}")
    index.close()


def report(index: EdgeIndex, folder: str, count: int, kinds: Vectors) -> None:
    random = np.random.default_rng(11)
    for limit in LIMITS[1:]:
        for name, where in FILTERS.items():
            queries = queries_of(random, limit, where, kinds)
            tell(f"three queries of {limit}, {name}", cpu(lambda q=queries: index.search(q)))
    one = points(0, 1, kinds)
    tell("writing one point", cpu(lambda: index.upsert(one)))
    some = iter(points(count - ROUNDS, count, kinds))
    tell("deleting one point", cpu(lambda: index.delete([next(some).id])))
    index.upsert(points(count - ROUNDS, count, kinds))
    query = queries_of(random, 300, OF_THE_STORE, kinds)
    tell("opening, and a first search", cpu(lambda: reopened(index, folder).search(query)))
    arguments = ["--reader", "--folder", folder]
    output = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.index_folder", *arguments],
        capture_output=True,
        check=True,
        text=True,
    )
    tell("own memory of a reader", float(output.stdout), "MB")


def reopened(index: EdgeIndex, folder: str) -> EdgeIndex:
    return EdgeIndex("benchmark", DIMENSION, path=folder)


def memory_of_a_reader(folder: str) -> float:
    """Return the megabytes that searching takes of this process, without what files are mapped."""
    kinds = unit(np.random.default_rng(7).normal(size=(KINDS, DIMENSION)))
    queries = queries_of(np.random.default_rng(1), 1000, OF_THE_STORE, kinds)
    before = own_memory()
    index = EdgeIndex("benchmark", DIMENSION, path=folder)
    for _ in range(ROUNDS):
        index.search(queries)
    return own_memory() - before


def own_memory() -> float:
    with open("/proc/self/status") as file:
        [line] = [line for line in file if line.startswith("RssAnon")]
    return int(line.split()[1]) / 1024


def fill(index: EdgeIndex, count: int, kinds: Vectors) -> None:
    for start in range(0, count, AT_ONCE):
        index.upsert(points(start, min(count, start + AT_ONCE), kinds))


def points(start: int, end: int, kinds: Vectors) -> list[Point]:
    return [point(number, kinds) for number in range(start, end)]


def point(number: int, kinds: Vectors) -> Point:
    """Return one of two photos of a product of one of the kinds, always the same."""
    product = number // 2
    random = np.random.default_rng(product)
    own = near(kinds[random.integers(len(kinds))], 0.7, random)
    title = near(own, 0.8, random)
    words = {number % 50: 0.5, 100 + number % 300: 0.5, 1000 + number % 7: 0.5}
    return Point(
        id=str(uuid.UUID(int=number + 1)),
        photo=near(own, 0.5, np.random.default_rng((product, number))),
        title=title,
        payload={
            **{"store": "a", "visible": True, "in_stock": True, "price": float(product % 100)},
            **{"photo": number, "product": product, "brand": f"brand {product % 20}"},
        },
        words=SparseVector(tuple(words), tuple(words.values())),
    )


def near(vector: Vector, distance: float, random: np.random.Generator) -> Vector:
    [noise] = unit(random.normal(size=(1, DIMENSION)))
    [moved] = unit((vector + distance * noise)[None])
    return moved


def queries_of(
    random: np.random.Generator, limit: int, where: Where, kinds: Vectors
) -> list[VectorQuery]:
    photo, title = (near(kinds[random.integers(len(kinds))], 0.9, random) for _ in range(2))
    words = SparseVector((5, 105, 1005), (1.0, 1.0, 1.0))
    return [
        VectorQuery(photo, "photo", limit, where),
        VectorQuery(title, "title", limit, where),
        VectorQuery(words, "words", limit, where),
    ]


def neighbors(index: EdgeIndex, kinds: Vectors) -> dict[tuple[str, int], list[Hits]]:
    """Return the hits of photos and titles, by filter and limit."""
    return {
        (name, limit): list(nearest(index, limit, where, kinds))
        for name, where in FILTERS.items()
        for limit in LIMITS
    }


def nearest(index: EdgeIndex, limit: int, where: Where, kinds: Vectors) -> Iterator[Hits]:
    random = np.random.default_rng(5)
    for _ in range(QUERIES):
        yield from index.search(queries_of(random, limit, where, kinds)[:2])


def recall(found: Hits, wanted: Hits) -> float:
    """Return the share of `wanted` that was found; points of one score stand for each other."""
    if not len(wanted):
        return 1.0
    near_enough = found.scores >= wanted.scores[-1] - 1e-4
    return min(1.0, float(np.count_nonzero(near_enough)) / len(wanted))


def tell(what: str, value: float, unit: str = "ms") -> None:
    say(f"{what:45} {value:9.3f} {unit}")


def cpu(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the least milliseconds of CPU of several rounds."""
    costs: Sequence[float] = [cost(work) for _ in range(rounds)]
    return min(costs) * 1e3


def cost(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


if __name__ == "__main__":
    main()
