"""Compare engines on the same points: `make bench`, or python -m tests.benchmarks.engines

Each engine is built in a process and searched in another. The figures are kept as JSON in
`--work`; docs/benchmarks.md gets its tables and docs/benchmarks.svg is drawn from them.
"""

import argparse
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from catalog_search.types import Vectors
from tests.benchmarks.engines import child, goods, page
from tests.benchmarks.walks import say

ENGINES = (
    *("index_folder", "numpy_exact", "faiss_graph", "hnsw_graph", "sqlite_table"),
    *("chroma", "lance", "qdrant_local"),
)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Idle threads that spin would be counted as work."""
HOURS = 3
TOP = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--dimension", type=int, default=1152)
    parser.add_argument("--queries", type=int, default=30)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--work", type=Path, default=Path("var/engines"))
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    for points in options.points:
        measure(points, options)
    page.write(options.docs, read_all(options.work, options.dimension), options.queries)


def measure(points: int, options: argparse.Namespace) -> None:
    """Measure the chosen engines at this many points and keep the figures of each."""
    with tempfile.TemporaryDirectory(dir=options.work) as scratch:
        folder = Path(scratch)
        goods.make(folder, points, options.dimension, options.queries)
        queries = np.load(folder / goods.QUERIES)
        right = goods.best(goods.read(folder), queries, TOP)
        for module in options.engines:
            figures = figures_of(module, folder, queries, right)
            figures |= {"points": points, "dimension": options.dimension}
            say(f"{points:>9} {page.summary(figures)}")
            name = f"{module}-{points}-{options.dimension}.json"
            (options.work / name).write_text(json.dumps(figures))


def figures_of(
    module: str, folder: Path, queries: Vectors, right: dict[str, list[list[int]]]
) -> dict[str, Any]:
    """Return what the table says of an engine; an engine that fails is told with the reason."""
    figures: dict[str, Any] = {"module": module}
    try:
        engine = child.load(module)
        version = importlib.metadata.version(engine.package)
        figures |= {"name": engine.name, "how": engine.how}
        figures |= {"package": engine.package, "version": version}
        for step in ("build", "search"):
            figures |= run(module, step, folder)
    except (ImportError, subprocess.SubprocessError) as error:
        return figures | {"failed": reason(error)}
    finally:
        shutil.rmtree(folder / module, ignore_errors=True)
    for cell in figures["cells"]:
        cell["recall"] = recall(cell.pop("rows"), right[cell["filter"]])
    return figures


def run(module: str, step: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", child.__name__, module, step, str(folder)]
    environment = {**os.environ, **ONE_THREAD}
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=HOURS * 3600,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def reason(error: Exception) -> str:
    if isinstance(error, ImportError):
        return f"not installed ({error})"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"not done after {HOURS} hours"
    return "its process ended with an error"


def recall(found: list[list[int]], right: list[list[int]]) -> float:
    """Return the share of the best ten that are among the first ten found."""
    pairs = [(set(rows[:TOP]), set(best)) for rows, best in zip(found, right, strict=False)]
    return sum(len(rows & best) for rows, best in pairs) / sum(len(best) for _, best in pairs)


def read_all(work: Path, dimension: int) -> list[dict[str, Any]]:
    """Return all figures kept, by points and in the order of ENGINES."""
    figures = [json.loads(file.read_text()) for file in work.glob(f"*-{dimension}.json")]
    return sorted(figures, key=lambda one: (one["points"], ENGINES.index(one["module"])))


if __name__ == "__main__":
    main()
