"""Find the product that a photo's file name means, however its SKU is spelled."""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import without_suffix
from catalog_search.sync.photo_names.photo_names import MAX_SHOWN, quoted_keys
from catalog_search.sync.photo_names.spellings import reversed_parts
from catalog_search.sync.problems import of_record
from catalog_search.types import Problem, Record

SCHEMA = """
CREATE TABLE skus (
    spelling TEXT, sku TEXT, titled INTEGER, file TEXT, line INTEGER,
    PRIMARY KEY (spelling, sku)
) WITHOUT ROWID
"""
FITTING = "SELECT sku FROM skus WHERE spelling = ? ORDER BY sku <> ?, sku LIMIT ?"
ADD = "INSERT OR IGNORE INTO skus VALUES (?, ?, ?, ?, ?)"
PLACE = "SELECT file, line FROM skus WHERE spelling = ? AND sku = ?"
GIVE_TITLE = "UPDATE skus SET titled = 1 WHERE spelling = ? AND sku = ? AND NOT titled"


class PhotoSkus:
    """The SKUs of the records that one sync has read, in a temporary file."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", check_same_thread=False)
        self.close = weakref.finalize(self, self._file.close)
        """Removes the temporary file; so does the end of this object."""
        self._file.execute(SCHEMA)
        self.has_untitled = False
        """Whether the first record of a SKU had no title."""

    def add(self, records: Iterable[Record]) -> Iterator[Problem]:
        """Add the records' SKUs; yield a warning for one that another record spells otherwise."""
        for record in records:
            spelling, titled = spelling_of(record.sku), bool(record.title)
            row = (spelling, record.sku, titled, record.where, record.line)
            other = next((sku for sku in self._fitting(record.sku) if sku != record.sku), None)
            added = self._file.execute(ADD, row).rowcount
            self.has_untitled |= not record.title
            if added and other is not None:
                details = {"sku": record.sku, "other": quoted_keys([other])}
                reason = _("%(sku)s: The sku is spelled almost like %(other)s.", **details)
                yield of_record(record, reason, warning=True)

    def file_of(self, sku: str) -> str:
        """Return the manifest whose record of the SKU came first, "" if none has one."""
        file, _line = self._file.execute(PLACE, (spelling_of(sku), sku)).fetchone() or ("", None)
        return str(file)

    def twin_of_first(self, record: Record) -> Problem:
        """Return the problem of a record whose SKU another one has, and where that stands."""
        row = (spelling_of(record.sku), record.sku)
        file, line = self._file.execute(PLACE, row).fetchone() or ("", None)
        reason = _("%(sku)s: The sku comes twice; the first record is used.", sku=record.sku)
        if line is not None:
            details = {"told": reason, "line": line, "file": file}
            reason = _("%(told)s It is in line %(line)s of %(file)s.", **details)
        return of_record(record, reason)

    def late_titles(self, records: Iterable[Record]) -> dict[str, str]:
        """Return the first title among these of each SKU that had none so far."""
        late: dict[str, str] = {}
        for record in records if self.has_untitled else ():
            row = (spelling_of(record.sku), record.sku)
            if record.title and self._file.execute(GIVE_TITLE, row).rowcount:
                late[record.sku] = record.title
        return late

    def __contains__(self, sku: str | None) -> bool:
        return sku is not None and sku in self._fitting(sku)[:1]

    def home(self, key: str) -> str | None:
        """Return the SKU of the photo's product: its file name, or the only SKU that fits it.

        None if several fit and none of them is the file name.
        """
        own = without_suffix(key)
        skus = self._fitting(own)
        if not skus or skus[0] == own:
            return own
        return skus[0] if len(skus) == 1 else None

    def several(self, key: str) -> Problem:
        """Return what to do with a photo that several SKUs fit."""
        skus = quoted_keys(self._fitting(without_suffix(key)))
        return Problem(
            key,
            _(
                "The photo may belong to %(skus)s. Name it among the images of that product.",
                skus=skus,
            ),
        )

    def _fitting(self, sku: str) -> list[str]:
        """Return the first SKUs that are spelled like this one, the same one before others."""
        rows = self._file.execute(FITTING, [spelling_of(sku), sku, MAX_SHOWN + 1])
        return [fitting for (fitting,) in rows]


def spelling_of(sku: str) -> str:
    """Return what all spellings of the SKU have in common as the name of a photo."""
    return reversed_parts(f"{sku}.jpg")
