"""How pages grow with the catalogue: python -m tests.benchmarks.growth --sizes 1000 10000 100000

Makes a shop of invented products for each size (starter model, index folder; SQLite, or
PostgreSQL with --postgres), then asks each page in a process of its own. Prints CPU
milliseconds (the median of warm requests for different words), database queries and memory, and the
exponent b of cost = a * size ** b, fitted over the sizes. CPU counts all threads. Two syncs of
tests.benchmarks.sync follow, in seconds.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.walks import say
from tests.support.servers.servers import postgresql

ROUNDS, COUNTED = 9, 5
"""Requests to each page that are timed, and others before them whose queries are counted."""
ENCODED = "a text encoded"
"""What tells how fast the machine is: a page with words encodes one."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--postgres", action="store_true", help="a server is started for it")
    parser.add_argument("--keep", type=Path, help="folder for the shops, which are used again")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        say(json.dumps(asked(options.ask)))
        return
    home = options.keep or Path(tempfile.mkdtemp(prefix="growth-"))
    try:
        results = {size: measured(home / str(size), size, options) for size in options.sizes}
    finally:
        if not options.keep:
            shutil.rmtree(home, ignore_errors=True)
    report(results)


def measured(folder: Path, size: int, options: argparse.Namespace) -> dict[str, list[float]]:
    """Return for each page its milliseconds of CPU and its queries, in a shop of this size."""
    with postgresql() if options.postgres else nullcontext("") as database:
        environment = {**os.environ, "GROWTH_FOLDER": str(folder), "GROWTH_DATABASE": database}
        return measured_in(folder, size, environment)


def measured_in(folder: Path, size: int, environment: dict[str, str]) -> dict[str, list[float]]:
    run = [sys.executable, "-m"]
    if not (folder / "made").exists():
        command = [*run, "tests.benchmarks.large_shop", str(size)]
        subprocess.run(command, check=True, env=environment)
    # A shop of its own for syncs: the other one was not made by any.
    server = ["--postgres"] if environment["GROWTH_DATABASE"] else []
    answers: dict[str, list[float]] = {}
    for command in (
        ["tests.benchmarks.growth", "--ask", str(folder)],
        ["tests.benchmarks.sync", "--products", str(size), "--json", *server],
    ):
        done = subprocess.run(
            [*run, *command], check=True, env=environment, stdout=subprocess.PIPE, text=True
        )
        answers |= json.loads(done.stdout.splitlines()[-1])
    return answers


def asked(folder: Path) -> dict[str, list[float]]:
    """Ask every page in this process; also return its memory, in MB."""
    from tests.benchmarks import large_shop

    large_shop.set_up(folder)
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    answers = {"first search": [1e3 * cpu(lambda: client.get("/", {"q": "blue lamp"})), 0.0]}
    for name, requests in large_shop.requests(client).items():
        requests[0]()
        queries = statistics.median(queries_of(request) for request in requests[:COUNTED])
        places = range(COUNTED, COUNTED + ROUNDS)
        times = [1e3 * cpu(requests[place % len(requests)]) for place in places]
        answers[name] = [statistics.median(times), queries]
    answers[ENCODED] = [encoding(), 0.0]
    answers["memory, MB"] = [resident() / 2**20, 0.0]
    return answers


def encoding() -> float:
    """Return the milliseconds that words of three cost the encoder alone."""
    from catalog_search import conf

    texts = ("blue oak lamp", "green steel chair", "small glass table")
    times = [
        used_by(lambda text=text: conf.get_encoder().encode_texts([text])) for text in 3 * texts
    ]
    return 1e3 * statistics.median(times)


def cpu(request: Callable[[], Any]) -> float:
    def ask() -> None:
        answer = request()
        assert answer.status_code == 200, answer.status_code

    return used_by(ask)


def used_by(work: Callable[[], Any]) -> float:
    before = time.process_time()
    work()
    # Work that a request leaves to other threads counts as well.
    time.sleep(0.02)
    return time.process_time() - before


def queries_of(request: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        request()
    return len(captured)


def resident() -> int:
    """Return the bytes of memory that are this process's own, without mapped files."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024
    return 0


def report(results: dict[int, dict[str, list[float]]]) -> None:
    sizes = list(results)
    say(f"{'CPU ms (queries)':24}" + "".join(f"{size:>16,}" for size in sizes) + "  exponent")
    for name in next(iter(results.values())):
        cells = [results[size][name] for size in sizes]
        figures = "".join(f"{cost:>11.1f} ({count:2.0f})" for cost, count in cells)
        say(f"{name:24}{figures}{exponent(sizes, [cost for cost, _ in cells])}")
    in_texts = (results[size]["text"][0] / results[size][ENCODED][0] for size in sizes)
    say(f"{'text page, in encodings':24}" + "".join(f"{each:>11.1f}     " for each in in_texts))


def exponent(sizes: list[int], costs: list[float]) -> str:
    if len(sizes) < 2:
        return ""
    slope = float(np.polyfit(np.log(sizes), np.log(np.maximum(costs, 1e-3)), 1)[0])
    return f"{slope:10.2f}"


if __name__ == "__main__":
    main()
