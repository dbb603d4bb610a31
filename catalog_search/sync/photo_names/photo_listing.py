"""The photos of a source as it lists them, kept in a temporary file for the time of one sync."""

import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import key_problem
from catalog_search.types import Problem, StoredPhoto

LAST = "\U0010ffff"
"""Sorts behind every name."""

SCHEMA = """
CREATE TABLE photos (
    number INTEGER PRIMARY KEY, key TEXT, spelling TEXT, etag TEXT, size INTEGER, version_id TEXT
);
CREATE INDEX by_key ON photos (key);
CREATE INDEX by_spelling ON photos (spelling);
"""
PREFIXED = "SELECT key FROM photos WHERE spelling >= ? AND spelling < ? ORDER BY spelling LIMIT ?"


class PhotoListing:
    """Photos by key and by the beginning of a spelling, at the memory of a few."""

    def __init__(self, spelling_of: Callable[[str], str]) -> None:
        """Keep each photo with the spelling that `spelling_of` returns for its key."""
        self._spelling_of = spelling_of
        self._file = sqlite3.connect("", check_same_thread=False)
        self.close = weakref.finalize(self, self._file.close)
        """Removes the temporary file; so does the end of this object."""
        self._file.executescript(SCHEMA)

    def add(self, photos: Iterable[StoredPhoto]) -> None:
        rows = (
            (photo.key, self._spelling_of(photo.key), photo.etag, photo.size, photo.version_id)
            for photo in photos
        )
        self._file.executemany(
            "INSERT INTO photos (key, spelling, etag, size, version_id) VALUES (?, ?, ?, ?, ?)",
            rows,
        )

    def __iter__(self) -> Iterator[StoredPhoto]:
        """Yield the photos in the order in which they were added."""
        rows = self._file.execute("SELECT key, etag, size, version_id FROM photos ORDER BY number")
        return (StoredPhoto(*row) for row in rows)

    def __contains__(self, key: str) -> bool:
        return bool(self._file.execute("SELECT 1 FROM photos WHERE key = ?", [key]).fetchone())

    def beginning(self, spelling: str, limit: int, end: str = LAST) -> list[str]:
        """Return at most `limit` keys whose spelling begins with this one."""
        rows = self._file.execute(PREFIXED, [spelling, spelling + end, limit])
        return [key for (key,) in rows]


def check_key(photo: StoredPhoto | Problem) -> StoredPhoto | Problem:
    """Return the photo, or a Problem if the database cannot store its key."""
    if isinstance(photo, StoredPhoto) and (reason := key_problem(photo.key)):
        return Problem(photo.key, _("The key %(reason)s.", reason=reason))
    return photo
