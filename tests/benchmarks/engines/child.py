"""Build or search one engine, in a process of its own: its figures are printed as JSON.

python -m tests.benchmarks.engines.child MODULE build|search SCRATCH
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from catalog_search.types import Vectors, Where
from tests.benchmarks.engines import goods
from tests.benchmarks.engines.protocol import Engine

LIMITS = (24, 300)
"""A page of a shop; the candidates of one subquery."""
ENOUGH_SECONDS = 8.0
"""Of CPU for one filter and limit: then no further query is asked."""
AT_LEAST = 3
"""Queries."""

Cell = dict[str, Any]


def load(module: str) -> Engine:
    engine: Engine = importlib.import_module(f"tests.benchmarks.engines.{module}").Tried()
    return engine


def main() -> None:
    module, step, scratch = sys.argv[1:]
    folder = Path(scratch) / module
    if step == "build":
        figures = build(load(module), folder, goods.read(Path(scratch)))
    else:
        queries = np.load(Path(scratch) / goods.QUERIES)
        figures = search(lambda: load(module), folder, queries)
    sys.stdout.write(json.dumps(figures) + "\n")


def build(engine: Engine, folder: Path, made: goods.Goods) -> dict[str, Any]:
    """Return the CPU seconds of building and the megabytes on the disk."""
    folder.mkdir()
    before = cpu()
    engine.build(folder, made)
    return {"build": cpu() - before, "disk": on_disk(folder)}


def search(made: Callable[[], Engine], folder: Path, queries: Vectors) -> dict[str, Any]:
    """Return each cell's milliseconds and rows, and what the process grew by, in megabytes."""
    own, mapped = memory()
    before = cpu()
    engine = made()
    engine.open(folder, queries.shape[1])
    engine.search(queries[0], LIMITS[0], goods.OF_THE_STORE)
    first = cpu() - before
    cells = [
        {"filter": name, "limit": limit, **asked(engine, queries, limit, where)}
        for name, where in goods.FILTERS.items()
        for limit in LIMITS
    ]
    own_after, mapped_after = memory()
    grown = {"own": own_after - own, "mapped": mapped_after - mapped}
    return {"first": first, "cells": cells, **grown}


def asked(engine: Engine, queries: Vectors, limit: int, where: Where) -> Cell:
    """Return the median milliseconds of CPU of a query, and the rows found by each."""
    engine.search(queries[0], limit, where)
    costs: list[float] = []
    rows: list[list[int]] = []
    for query in queries:
        before = cpu()
        rows.append([*engine.search(query, limit, where)])
        costs.append(cpu() - before)
        if sum(costs) > ENOUGH_SECONDS and len(costs) >= AT_LEAST:
            break
    return {"ms": float(np.median(costs)) * 1e3, "rows": rows}


def cpu() -> float:
    """Return the seconds of CPU of this process, all its threads and its ended children."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


def memory() -> tuple[float, float]:
    """Return the megabytes that this process has for itself, and those of files it has mapped."""
    lines = Path("/proc/self/status").read_text().splitlines()
    stated = dict(line.split(":", 1) for line in lines)
    own, mapped = (int(stated[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile"))
    return own, mapped


def on_disk(folder: Path) -> float:
    """Return the megabytes that the files take, without their holes."""
    blocks = sum(file.stat().st_blocks for file in folder.rglob("*") if file.is_file())
    return blocks * 512 / 2**20


if __name__ == "__main__":
    main()
