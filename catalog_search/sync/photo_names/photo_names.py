"""Find the photo that a catalogue means by a name: a path, or the address of an image.

The exact key always wins. A loosened spelling counts only where exactly one key fits it, and so
does the same photo in another format.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from catalog_search.exceptions import message as _
from catalog_search.sync.photo_names.photo_listing import PhotoListing
from catalog_search.sync.photo_names.spellings import (
    SIZE,
    as_address,
    is_address,
    is_photo_name,
    last_part,
    loosened,
    reversed_parts,
    spellings,
    without_query,
)
from catalog_search.sync.problems import of_record
from catalog_search.types import Problem, Record

LISTED = re.compile(r"[;|]")
"""What stands between the names of a list; it may be part of a name: "a;b.jpg"."""

OF_MAGENTO = re.compile(r"(?:.*/)?([^/])/([^/])/\1\2[^/]*", re.IGNORECASE | re.DOTALL)
"""A photo below its first two letters, "s/h/shoe.jpg", where it seldom lies in a bucket."""

MAX_SHOWN = 5
"""Candidates that a message names."""

MANY = 50
"""From so many candidates on, none is looked at closer."""


@dataclass(frozen=True, slots=True)
class PhotoMatch:
    """The key of the photo that a name stands for, or "" and the reason why there is none."""

    key: str = ""
    reason: str = ""
    ambiguous: bool = False
    """True if several photos fit."""


class PhotoNames:
    """Finds the keys that names mean, in a listing of any length."""

    def __init__(self) -> None:
        self.photos = PhotoListing(reversed_parts)

    def find(self, name: str) -> PhotoMatch:
        """Return the photo that is meant by a path from the source's root, or by an address."""
        photo = self._named(name)
        if photo.key or photo.ambiguous or not is_photo_name(name):
            return photo
        others = {self._named(other).key for other in self._other_files(name)} - {""}
        return PhotoMatch(others.pop()) if len(others) == 1 else photo

    def _named(self, name: str) -> PhotoMatch:
        if name in self.photos:
            return PhotoMatch(name)
        for spelling in dict.fromkeys(spellings(name)):
            if spelling in self.photos:
                return PhotoMatch(spelling)
        backwards = reversed_parts(name)
        if fitting := self.photos.beginning(backwards, MANY, end="\0"):
            return chosen(name, fitting)
        if (end := last_listed(name)) != name and (photo := self._named(end)).key:
            return photo
        if is_address(name) or "\\" in name:
            fitting = self._with_longest_tail(backwards)
            unsized = SIZE.sub("", name)
            return (
                self._named(unsized) if not fitting and unsized != name else chosen(name, fitting)
            )
        if OF_MAGENTO.fullmatch(name) and (photo := self._named(as_address(name))).key:
            return photo
        if same_named := self.elsewhere(name):
            return PhotoMatch(
                reason=_("is not in the source. There is %(others)s", others=same_named)
            )
        return PhotoMatch(reason=_("is not in the source"))

    def _other_files(self, name: str) -> list[str]:
        """Return what the photo is called where it was converted, or shrunk by WordPress.

        Only in an address a size is that of a copy: "rug-120x180.jpg" may be a larger rug.
        """
        path = SIZE.sub("", without_query(name)) if is_address(name) else without_query(name)
        stem = path.rpartition(".")[0].removesuffix("-scaled")
        loosened_stem = loosened(f"{last_part(stem)}.")[:-1]
        files: list[str] = []
        for end in ("", "-scaled"):
            first = f"{loosened_stem}{end}."
            keys = self.photos.beginning(first, MANY)
            suffixes = {key.rpartition(".")[2] for key in keys}
            files += [f"{stem}{end}.{suffix}" for suffix in sorted(suffixes)]
        return [file for file in dict.fromkeys(files) if file != name]

    def elsewhere(self, name: str) -> str:
        """Return a list of photos with this file name in other folders, or ""."""
        backwards = reversed_parts(name)
        keys = self.photos.beginning(backwards[: backwards.index("/") + 1], MANY)
        return quoted_keys(keys) if keys else ""

    def _with_longest_tail(self, backwards: str) -> list[str]:
        """Return the keys with the longest path, from the file name, in common."""
        keys: list[str] = []
        for slash in re.finditer("/", backwards):
            longer = self.photos.beginning(backwards[: slash.end()], MANY)
            if not longer:
                break
            keys = longer
        return keys


def last_listed(name: str) -> str:
    """Return the name without those that stand before it in a list, in the same folder."""
    folder, slash, files = name.rpartition("/")
    last = LISTED.split(files)[-1].strip()
    return f"{folder}{slash}{last}" if last else name


def with_keys(names: PhotoNames, record: Record) -> tuple[Record, list[Problem]]:
    """Return the record with the keys of the photos that its names mean, and what they do not tell.

    A path that the source lacks stays: its photo may come later.
    """
    keys, problems = [], []
    for name in record.images:
        photo = names.find(name)
        if photo.key or not (photo.ambiguous or is_address(name)):
            keys.append(photo.key or name)
            continue
        details = {"sku": record.sku, "name": name[:200], "reason": photo.reason}
        problems.append(of_record(record, _("%(sku)s: image %(name)r %(reason)s.", **details)))
    return replace(record, images=tuple(dict.fromkeys(keys))), problems


def chosen(name: str, keys: list[str]) -> PhotoMatch:
    """Return the one key that fits, or the one of several that is spelled as the name is."""
    if not keys:
        return PhotoMatch(reason=_("is not in the source"))
    if 1 < len(keys) < MANY:
        same = [key for key in keys if last_part(key) == last_part(name)]
        keys = same if len(same) == 1 else keys
    if len(keys) == 1:
        return PhotoMatch(keys[0])
    reason = _("may be %(keys)s; write the one that is meant", keys=quoted_keys(keys))
    return PhotoMatch(reason=reason, ambiguous=True)


def quoted_keys(keys: list[str]) -> str:
    """Return the first keys for a message, written so that names that look alike differ."""
    first = keys[:MAX_SHOWN]
    looks = {unicodedata.normalize("NFC", key) for key in first}
    names = [repr(key) if len(looks) == len(first) else ascii(key) for key in first]
    if len(keys) > MAX_SHOWN:
        return _("%(names)s or others", names=", ".join(names))
    *first, last = names
    return _("%(names)s or %(last)s", names=", ".join(first), last=last) if first else last
