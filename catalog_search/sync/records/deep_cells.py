"""Cells with more lists and objects within each other than can be read."""

from collections.abc import Mapping

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import is_too_deep
from catalog_search.types import Problem


def without_deep_cells(
    row: Mapping[str, object], where: str, line: int | None
) -> tuple[Mapping[str, object], list[Problem]]:
    """Return the row without cells that are nested too deeply, and a problem for each of them."""
    deep = [name for name, cell in row.items() if not isinstance(cell, str) and is_too_deep(cell)]
    if not deep:
        return row, []
    problems = [
        Problem(where, _("%(name)r is nested too deeply and left out.", name=name[:60]), line)
        for name in deep
    ]
    return {name: cell for name, cell in row.items() if name not in deep}, problems
