"""The photos of a source as it lists them, kept in a temporary file for the time of one sync."""

import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import key_problem
from catalog_search.types import Problem, StoredPhoto

LAST = "\U0010ffff"
"""Sorts behind every name."""

TABLE = """
CREATE TABLE photos (
    number INTEGER PRIMARY KEY, key TEXT, spelling TEXT, etag TEXT, size INTEGER, version_id TEXT,
    doubt TEXT
)
"""
LOOKED_UP = """
UPDATE photos SET spelling = spelling_of(key);
CREATE INDEX by_key ON photos (key);
CREATE INDEX by_spelling ON photos (spelling);
"""
"""What is done before the first photo is looked up: most syncs find nothing changed before."""
ADD = """
INSERT INTO photos (key, spelling, etag, size, version_id, doubt)
VALUES (?1, CASE WHEN ?6 THEN spelling_of(?1) END, ?2, ?3, ?4, ?5)
"""
ALL = "SELECT key, etag, size, version_id, doubt FROM photos ORDER BY number"
ONE = "SELECT key, etag, size, version_id, doubt FROM photos WHERE key = ?"
PREFIXED = "SELECT key FROM photos WHERE spelling >= ? AND spelling < ? ORDER BY spelling LIMIT ?"


class PhotoListing:
    """Photos by key and by the beginning of a spelling, at the memory of a few."""

    def __init__(self, spelling_of: Callable[[str], str]) -> None:
        """Keep each photo with the spelling that `spelling_of` returns for its key."""
        self._file = sqlite3.connect("", check_same_thread=False)
        self.close = weakref.finalize(self, self._file.close)
        """Removes the temporary file; so does the end of this object."""
        self._file.create_function("spelling_of", 1, spelling_of)
        self._file.execute(TABLE)
        self._spelled = False

    def add(self, photos: Iterable[StoredPhoto]) -> None:
        rows = (
            (each.key, each.etag, each.size, each.version_id, each.doubt, self._spelled)
            for each in photos
        )
        self._file.executemany(ADD, rows)

    def _look_up(self, query: str, values: Sequence[object]) -> sqlite3.Cursor:
        if not self._spelled:
            self._file.executescript(LOOKED_UP)
            self._spelled = True
        return self._file.execute(query, values)

    def __iter__(self) -> Iterator[StoredPhoto]:
        """Yield the photos in the order in which they were added."""
        rows = self._file.execute(ALL)
        return (StoredPhoto(*row) for row in rows)

    def get(self, key: str) -> StoredPhoto:
        """Return the photo with this key, which is one of the listing's."""
        return StoredPhoto(*self._look_up(ONE, [key]).fetchone())

    def __contains__(self, key: str) -> bool:
        return bool(self._look_up("SELECT 1 FROM photos WHERE key = ?", [key]).fetchone())

    def beginning(self, spelling: str, limit: int, end: str = LAST) -> list[str]:
        """Return at most `limit` keys whose spelling begins with this one."""
        rows = self._look_up(PREFIXED, [spelling, spelling + end, limit])
        return [key for (key,) in rows]


def check_key(photo: StoredPhoto | Problem) -> StoredPhoto | Problem:
    """Return the photo, or a Problem if the database cannot store its key."""
    if isinstance(photo, StoredPhoto) and (reason := key_problem(photo.key)):
        return Problem(photo.key, _("The key %(reason)s.", reason=reason))
    return photo
