"""The plan for 100 million photos is what its constants give, and they are what was measured."""

from pathlib import Path

import pytest

from tests.benchmarks.plan import tables
from tests.benchmarks.plan.tables import CONSTANTS

ROOT = Path(__file__).parents[2]
PLAN = (ROOT / "docs/hundred-million.md").read_text()
WRITTEN = {name: entry for name, entry in CONSTANTS["measured"].items() if "written" in entry}


@pytest.mark.parametrize("table", tables.tables(), ids=lambda table: table.partition("\n")[0])
def test_every_table_is_computed_from_the_constants(table: str) -> None:
    assert f"\n{table}\n" in PLAN


@pytest.mark.parametrize("name", WRITTEN)
def test_a_constant_is_what_the_page_of_figures_says(name: str) -> None:
    assert WRITTEN[name]["written"] in (ROOT / WRITTEN[name]["where"]).read_text()


def test_every_measured_constant_says_where() -> None:
    assert all(entry["where"] for entry in CONSTANTS["measured"].values())
    assert len(WRITTEN) >= 7


def test_tables_follow_their_constants(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables.memory()
    monkeypatch.setattr(tables.C, "replicas", 3)
    assert tables.memory() != before


def test_memory_by_hand() -> None:
    """326 MB / 30,000 = 10,867 bytes; of two copies of 10^8 points 2,173 GB; / 48 GB = 46 nodes."""
    float32 = tables.layouts()[0]
    assert round(float32.memory) == 10_867
    assert float32.nodes == 46


def test_ingest_by_hand() -> None:
    """10^8 photos of 28 ms are 2.8 million seconds, 778 hours, on 128 cores 6.1."""
    assert "| decode and embed, CPU | 778 | 128 | 6.1 |" in tables.ingest()
