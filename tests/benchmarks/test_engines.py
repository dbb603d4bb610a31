"""The comparison of engines: those that need no extra find what is right, and the page tells it."""

from pathlib import Path

import numpy as np
import pytest

from catalog_search.backends.qdrant_edge import writer
from tests.benchmarks.engines import child, goods, page
from tests.benchmarks.engines.__main__ import ENGINES, figures_of, recall

POINTS, DIMENSION, QUERIES = 300, 16, 3


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    goods.make(tmp_path, POINTS, DIMENSION, QUERIES)
    return tmp_path


def test_goods_are_photos_of_products_with_one_payload_each(scratch: Path) -> None:
    made = goods.read(scratch)
    assert made.vectors.shape == (POINTS, DIMENSION)
    assert np.linalg.norm(made.vectors, axis=1) == pytest.approx(np.ones(POINTS), abs=1e-5)
    payloads = [payload for _, _, part in made.parts(100) for payload in part]
    assert [payload["photo"] for payload in payloads] == list(range(POINTS))
    by_product = {payload["product"]: payload["brand"] for payload in payloads}
    assert all(by_product[payload["product"]] == payload["brand"] for payload in payloads)


def test_the_right_answers_by_hand(scratch: Path) -> None:
    made = goods.read(scratch)
    [rows, *_] = goods.best(made, made.vectors[:1], POINTS)["brand"]
    payloads = [made.columns.payload(row) for row in range(POINTS)]
    passing = [
        row
        for row, payload in enumerate(payloads)
        if payload["store"] == "a" and payload["visible"] and payload["brand"] == "brand 3"
    ]
    scores = made.vectors @ made.vectors[0]
    assert passing
    assert rows == sorted(passing, key=lambda row: -scores[row])


@pytest.mark.parametrize("module", ["index_folder", "numpy_exact", "qdrant_local"])
def test_an_engine_finds_what_is_right(
    scratch: Path, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "LEFT_BEHIND", -1.0)
    made, queries = goods.read(scratch), np.load(scratch / goods.QUERIES)
    right = goods.best(made, queries, 10)
    built = child.build(child.load(module), scratch / module, made)
    assert built["build"] > 0 and built["disk"] > 0
    searched = child.search(lambda: child.load(module), scratch / module, queries)
    assert len(searched["cells"]) == len(goods.FILTERS) * len(child.LIMITS)
    for cell in searched["cells"]:
        assert recall(cell["rows"], right[cell["filter"]]) == 1.0
        assert all(len(rows) <= cell["limit"] for rows in cell["rows"])


def test_recall_counts_the_best_ten() -> None:
    assert recall([[1, 2, 9], [4]], [[1, 2], [5]]) == pytest.approx(2 / 3)


def test_an_engine_that_cannot_be_had_is_told_with_the_reason(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(module: str) -> None:
        raise ModuleNotFoundError(f"No module named {module!r}")

    monkeypatch.setattr(child, "load", missing)
    failed = figures_of("chroma", scratch, np.empty((0, DIMENSION), np.float32), {})
    table = page.table([failed | {"points": POINTS}])
    assert "| chroma | not installed (No module named 'chroma') |" in table


def test_figures_become_a_row() -> None:
    cells = [
        {"filter": name, "limit": limit, "ms": 1.234, "recall": 0.98}
        for name in goods.FILTERS
        for limit in child.LIMITS
    ]
    sizes = {"first": 0.5, "own": 12.3, "mapped": 0.0, "disk": 456.7}
    told = page.table([{"name": "ours", "build": 3456.7, "cells": cells, **sizes}])
    assert told.splitlines()[2] == (
        "| ours | 3,457 | 1.2 / 1.2 | 1.2 / 1.2 | 1.2 / 1.2 | 1.2 / 1.2 "
        "| .980 .980 .980 .980 | 0.5 | 12 | 0.00 | 457 |"
    )


def test_every_engine_has_a_file() -> None:
    folder = Path(child.__file__).parent
    assert sorted(ENGINES) == sorted(
        file.stem for file in folder.glob("*.py") if "class Tried" in file.read_text()
    )
