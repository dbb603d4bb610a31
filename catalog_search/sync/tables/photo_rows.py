"""Rows of a manifest that add a photo to the product of the row above."""

from collections.abc import Iterator, Mapping

from catalog_search.sync.cells.placeholders import is_placeholder
from catalog_search.sync.photo_names.image_cells import paths
from catalog_search.sync.tables.columns import DOCUMENTED, column
from catalog_search.types import Problem

Row = tuple[int, Mapping[str, object]]


def joined(rows: Iterator[Row | Problem]) -> Iterator[Row | Problem]:
    """Yield the rows; of those for one product that differ in their photos alone, one with all.

    Such rows repeat the sku, and what else they say of the product, or leave it empty. They may
    as well stand above the row that says it.
    """
    above: Row | None = None
    for row in rows:
        if above and not isinstance(row, Problem) and adds_photos(row[1], above[1]):
            above = (above[0], with_photos(above[1], row[1]))
            continue
        if above and not isinstance(row, Problem) and adds_photos(above[1], row[1]):
            above = (above[0], {**row[1], **photos_of_both(above[1], row[1])})
            continue
        if above:
            yield above
        above = None if isinstance(row, Problem) else row
        if isinstance(row, Problem):
            yield row
    if above:
        yield above


def adds_photos(row: Mapping[str, object], above: Mapping[str, object]) -> bool:
    """Return whether the row has the sku of the one above, further photos and nothing else."""
    is_same = has_photos = False
    for name, value in row.items():
        documented = column(name)
        if value in (None, "", [], {}):
            continue
        if documented == "images":
            has_photos = has_photos or value != above.get(name)
        elif value != above.get(name) and not is_placeholder(value, documented in DOCUMENTED):
            return False
        is_same = is_same or documented == "sku"
    return is_same and has_photos


def with_photos(above: Mapping[str, object], row: Mapping[str, object]) -> dict[str, object]:
    return {**above, **photos_of_both(above, row)}


def photos_of_both(
    above: Mapping[str, object], row: Mapping[str, object]
) -> dict[str, list[object]]:
    names = [name for name in {**above, **row} if column(name) == "images"]
    return {name: [*paths(above.get(name)), *paths(row.get(name))] for name in names}
