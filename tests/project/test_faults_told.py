"""docs/faults.md names every fault of every engine, and tests that exist."""

import re

import pytest

from tests.project.test_docs import ROOT

FAULTS = (ROOT / "docs/faults.md").read_text()
KINDS = ("hung", "killed", "refused", "full", "slow", "missing", "wrong")
ENGINES = ("Index server", "Index folder", "Database", "Cache", "Source", "Broker and workers")
DEFINED = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"def (test_\w+)\(", path.read_text())
}


def rows(engine: str) -> list[list[str]]:
    section = FAULTS.partition(f"## {engine}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_fault_of_an_engine_has_a_row(engine: str) -> None:
    message = " ".join(row[0] for row in rows(engine))
    assert [kind for kind in KINDS if kind not in message] == []
    assert {len(row) for row in rows(engine)} == {5}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_fault_is_held_by_tests_that_exist(engine: str) -> None:
    for fault, *_, tests in rows(engine):
        named = set(re.findall(r"`(test_\w+)`", tests))
        assert named, fault
        assert named <= DEFINED, fault
