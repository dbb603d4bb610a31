"""The photos of a source whose products are left out: they make no products of their own."""

import sqlite3
import weakref
from collections.abc import Iterable

from catalog_search.sync.cells.cleaning import without_suffix
from catalog_search.sync.photo_names.photo_names import PhotoNames
from catalog_search.sync.photo_names.photo_skus import spelling_of
from catalog_search.sync.photo_names.spellings import is_photo_name

SCHEMA = "CREATE TABLE left_out (name TEXT PRIMARY KEY) WITHOUT ROWID"
IS_ONE = "SELECT 1 FROM left_out WHERE name IN (?, ?)"


class LeftOutPhotos:
    """Photos that left-out products name, or that are called like their SKUs; in a file."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", check_same_thread=False)
        self.close = weakref.finalize(self, self._file.close)
        """Removes the temporary file; so does the end of this object."""
        self._file.execute(SCHEMA)
        self.is_empty = True

    def add(self, names: Iterable[str], photos: PhotoNames) -> None:
        """Add the photos that are meant by these names, which may be SKUs as well."""
        self.add_keys(
            photos.find(name).key or name if is_photo_name(name) else sku_name(name)
            for name in names
        )

    def add_keys(self, keys: Iterable[str]) -> None:
        rows = [(key,) for key in keys]
        self._file.executemany("INSERT OR IGNORE INTO left_out VALUES (?)", rows)
        self.is_empty = self.is_empty and not rows

    def __contains__(self, key: str) -> bool:
        if self.is_empty:
            return False
        names = (key, sku_name(without_suffix(key)))
        return self._file.execute(IS_ONE, names).fetchone() is not None


def sku_name(sku: str) -> str:
    """Return a name for a SKU that no photo has as its key."""
    return f"\0{spelling_of(sku)}"
