"""The shops of the side-by-side table: whole, and the page's counts are those of their code."""

import ast
import re
from pathlib import Path

import pytest

from tests.benchmarks.integration.__main__ import PAGE, SYSTEMS, System, added_lines, build
from tests.benchmarks.integration.table import TASKS, functions, page


def told(label: str) -> list[str]:
    """Return the page's row of this name, a cell for each package."""
    row = re.search(rf"^\| {re.escape(label)} \| (.*) \|$", PAGE.read_text(), re.MULTILINE)
    assert row
    return row[1].split(" | ")


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_the_pages_lines_are_those_of_the_shops(system: System, tmp_path: Path) -> None:
    lines = build(system, tmp_path / "shop")
    column = SYSTEMS.index(system)
    assert told("lines of host code")[column] == str(sum(lines.values()))
    for path in (tmp_path / "shop").rglob("*.py"):
        ast.parse(path.read_text(), path.name)
    offered = {*functions(system.name), "page", "changes", *system.pages}
    for task, label in TASKS.items():
        assert (told(label)[column] == "-") == (task not in offered), task


def test_changed_lines_count_and_empty_ones_and_comments_do_not() -> None:
    assert added_lines("a = 1\nb = 2\n", "a = 1\n\n# why\nb = 3\nc = 4\n") == 2


def test_a_wrong_answer_is_told() -> None:
    answers = {task: {"state": "right"} for task in TASKS} | {"typo": {"state": "wrong"}}
    outcome = {
        **{"name": "modelsearch", "distribution": "modelsearch", "version": "1"},
        **{"lines": {"a.py": 3}, "commands": ["pip install modelsearch"], "megabytes": 5},
        **{"seconds": {"pip install modelsearch": 2.4}, "answers": answers},
    }
    text = page([outcome], "2026-11-27", "3.11")
    assert f"| {TASKS['typo']} | wrong |" in text
    assert "| right, of ten | 9 |" in text
