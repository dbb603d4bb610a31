"""The photos and SKUs of rows that make no product: hidden ones, drafts, and lines that are lost.

A sync remembers them, because such a photo must not become a product of its own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from catalog_search.sync.cells.cleaning import resolved
from catalog_search.sync.photo_names.image_cells import paths
from catalog_search.sync.photo_names.spellings import as_address, is_address, is_photo_name
from catalog_search.sync.tables.columns import column
from catalog_search.types import Problem

PHOTO = re.compile(r"\.(?:jpe?g|png|webp)", re.IGNORECASE)
BETWEEN_CELLS = re.compile(r'[",;|\t\r\n]+')


def named_in(row: Mapping[str, object]) -> tuple[str, ...]:
    """Return the photos that the row of a manifest names, and its SKU."""
    return (*photos_in(row.values()), *skus_in(row))


def skus_in(row: Mapping[str, object]) -> tuple[str, ...]:
    cells = (str(cell or "").strip() for name, cell in row.items() if column(name) == "sku")
    return tuple(filter(None, cells))


def photos_in(cells: Iterable[object]) -> tuple[str, ...]:
    """Return the names of photos in these cells, whatever column they stand in."""
    some = (cell for cell in cells if not isinstance(cell, str) or PHOTO.search(cell))
    names = (name for cell in some for name in paths(cell))
    return tuple(name for name in names if isinstance(name, str) and is_photo_name(name))


def photos_in_text(line: str) -> tuple[str, ...]:
    """Return the names of photos in a line that cannot be read."""
    return photos_in(BETWEEN_CELLS.split(line))


def located(problem: Problem, key: str, prefix: str, *, is_export: bool) -> Problem:
    """Return a problem of the manifest `key`, with the keys of the photos that it leaves out."""
    folder = key[: key.rfind("/") + 1]
    names = (
        as_address(name) if is_export and is_photo_name(name) else key_of(name, folder, prefix)
        for name in problem.left_out
    )
    return replace(problem, where=key, left_out=tuple(filter(None, names)))


def key_of(name: str, folder: str, prefix: str) -> str | None:
    """Return the key of a photo's path; addresses and SKUs stay. None is outside the prefix."""
    if is_address(name) or not is_photo_name(name):
        return name
    return resolved(name, folder, prefix)
