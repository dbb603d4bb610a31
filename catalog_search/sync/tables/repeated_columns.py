"""Tables in which several columns have one name."""

from collections import Counter
from collections.abc import Sequence

from catalog_search.exceptions import message as _
from catalog_search.sync.records.subcategories import is_below
from catalog_search.sync.tables.columns import DOCUMENTED, column, normalized
from catalog_search.sync.tables.spreadsheets import plain_cell

JOINED = {"images": ";", "colors": "; "}
"""Columns that hold several values, and what divides these."""


def by_name(header: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    """Return the cells by column; those of columns with one name together, if it may have several.

    Of any other columns with one name, the first that is filled counts.
    """
    texts: dict[str, dict[str, None]] = {}
    for name, cell in zip(header, cells, strict=False):
        filled = texts.setdefault(name, {})
        if text := plain_cell(cell):
            filled[text] = None
    return {name: together(name, list(filled)) for name, filled in texts.items()}


def together(name: str, texts: list[str]) -> object:
    """Return the different values of columns with this name as one, or the first."""
    if len(texts) < 2:
        return "".join(texts)
    documented = column(name)
    if documented in JOINED:
        return JOINED[documented].join(texts)
    return texts[0] if holds_one(name) else texts


def holds_one(name: str) -> bool:
    """Return whether the column holds a single value: every documented one but JOINED."""
    documented = column(name)
    return documented not in JOINED and (documented in DOCUMENTED or is_below(name))


def named_twice(header: Sequence[str]) -> str:
    """Return what to tell of columns with one name that hold a single value, "" without any."""
    counts = Counter(map(normalized, header))
    twice = [name for name, count in counts.items() if count > 1 and holds_one(name)]
    if not twice:
        return ""
    return _(
        "Several columns are called %(names)s: the first that is filled counts. Call the others "
        "by names of their own.",
        names=", ".join(map(repr, sorted(twice))),
    )
