"""The manifests in a listing of a bucket, and the files that look like some."""

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog_search.backends.s3.etags import listed_etag
from catalog_search.exceptions import message as _
from catalog_search.sync import files
from catalog_search.sync.cells.cleaning import is_photo
from catalog_search.sync.left_behind import older_manifests
from catalog_search.sync.tables import manifests
from catalog_search.types import Problem

KEPT_SECONDS = 60.0
"""How long after the listing of photos its manifests are still read from it."""


@dataclass
class Tables:
    """Manifests and their etags, and Problems, in the order of their keys."""

    entries: list[tuple[str, str, Problem | None]] = field(default_factory=list)
    """Each key with what its version shows, and the Problem of a file that is not read."""
    sizes: dict[str, int | None] = field(default_factory=dict)
    """How many bytes each manifest has, None where the store does not tell."""
    is_empty: bool = True
    """Whether nothing at all was listed."""
    listed_at: float = field(default_factory=time.monotonic)

    def add(self, item: Mapping[str, Any]) -> None:
        """Take an object of the listing in; photos and other files leave no entry."""
        self.is_empty, key = False, item["Key"]
        if key in self.sizes:
            return  # Some stores list an object on two pages.
        if manifests.is_manifest(key):
            self.sizes[key] = item.get("Size")
            self.entries.append((key, version_of(item), None))
        elif not is_photo(key) and (problem := files.unread(key)):
            self.entries.append((key, "", problem))

    def end(self) -> "Tables":
        """Return the listing, complete as of now."""
        self.listed_at = time.monotonic()
        return self

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.listed_at <= KEPT_SECONDS

    @property
    def version(self) -> str:
        """A digest that changes with the manifests, and with what is said of other files."""
        versions = [(key, version) for key, version, _problem in self.entries]
        return hashlib.sha256(
            repr((self.is_empty, versions)).encode("utf-8", "replace")
        ).hexdigest()

    def __iter__(self) -> Iterator[str | Problem]:
        """Yield the key of each manifest, and the problems.

        What lies higher up comes first: of two rows with one SKU the first counts. Older copies are
        last, of dated ones the newest first.
        """
        older = older_manifests(self.sizes)
        newest_first = sorted(self.entries, key=lambda entry: entry[0], reverse=True)
        entries = [entry for entry in self.entries if entry[0] not in older]
        entries.sort(key=lambda entry: entry[0].count("/"))
        entries += [entry for entry in newest_first if entry[0] in older]
        yield from (problem or key for key, _version, problem in entries)
        for key in older:
            reason = _(
                "This manifest lies in a folder of older copies, and its products are for sale as "
                "well. If they should not be, delete it or move it out of the prefix."
            )
            yield Problem(key, reason, warning=True)


def version_of(item: Mapping[str, Any]) -> str:
    """Return what a listing says of an object's content: its ETag, else its time; and its size.

    A time beside an ETag says nothing: the same export may be uploaded again every hour.
    """
    return repr((listed_etag(item), item.get("Size")))
