"""Cells that a spreadsheet must not calculate."""

import pytest

from catalog_search.text.spreadsheets import harmless


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "@SUM(A1)", "+49 123", "-1+cmd|' /C calc'!A0", "\t=1", "\r=1", "\n=1", "  =1+1"),
        *("＝1+1", "＠sum", "＋1+2", "－1(2)"),  # noqa: RUF001
    ],
)
def test_a_formula_is_marked_as_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "lamp", "-12", "+A1-b", "a=b", "3 - 4", "'x", "日本", "1.5"])
def test_other_cells_stay(cell: str) -> None:
    assert harmless(cell) == cell
