"""Find the photo that a catalogue means by a name: a path, or the address of an image.

The same file is spelled in many ways: composed and decomposed accents, another case, backslashes,
`%20` and `+` for a space, `?v=1` behind it. The exact key always wins. A loosened spelling counts
only where exactly one key fits it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from catalog_search.exceptions import message as _
from catalog_search.photos.decoder.decoding import SUFFIXES
from catalog_search.sync.cells.cleaning import is_photo
from catalog_search.sync.photo_names.misread_names import as_meant, unquoted
from catalog_search.sync.photo_names.photo_listing import PhotoListing
from catalog_search.sync.problems import of_record
from catalog_search.text.cleaning import UNSEEN
from catalog_search.types import Problem, Record

ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.\-]*:)?//[^/?#]*(?P<path>.*)", re.IGNORECASE | re.DOTALL)
"""The address of an image on the web, or in a bucket: https://, s3://, //cdn."""

SIZE = re.compile(
    r"(?:[-_]\d{2,4}x(?:\d{2,4})?(?:_crop_[a-z]+)?|@[1-4]x|__\d+\.\d+\.\d+\.\d+|\.progressive"
    r"|_(?:icon|thumb|small|compact|medium|large|grande|master)|-scaled|-e\d{10,13}|\._[A-Z0-9_,]+_"
    r"|-(?:cart|small|medium|large|home|thickbox)_default"
    r"|_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=\.[A-Za-z]{3,4}(?:\?|#|$))"
    r"|(?:(?<=\.jpg)|(?<=\.jpeg)|(?<=\.png))\.(?:webp|jpe?g)(?=\?|#|$)"
)
"""What shops add to the name of a photo for a copy of it: "shoe_600x.jpg", "shoe@2x.jpg"."""

LISTED = re.compile(r"[;|]")
"""What stands between the names of a list; it may be part of a name: "a;b.jpg"."""

OF_MAGENTO = re.compile(r"(?:.*/)?([^/])/([^/])/\1\2[^/]*", re.IGNORECASE | re.DOTALL)
"""A photo below its first two letters, "s/h/shoe.jpg", where it seldom lies in a bucket."""

MAX_SHOWN = 5
"""Candidates that a message names."""

MANY = 50
"""From so many candidates on, none is looked at closer."""

LONGEST_SUFFIX = max(map(len, SUFFIXES))


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
        if name in self.photos:
            return PhotoMatch(name)
        for spelling in dict.fromkeys(spellings(name)):
            if spelling in self.photos:
                return PhotoMatch(spelling)
        backwards = reversed_parts(name)
        if fitting := self.photos.beginning(backwards, MANY, end="\0"):
            return chosen(name, fitting)
        if (end := last_listed(name)) != name and (photo := self.find(end)).key:
            return photo
        if is_address(name) or "\\" in name:
            fitting = self._with_longest_tail(backwards)
            unsized = SIZE.sub("", name)
            return self.find(unsized) if not fitting and unsized != name else chosen(name, fitting)
        if OF_MAGENTO.fullmatch(name) and (photo := self.find(as_address(name))).key:
            return photo
        if same_named := self.elsewhere(name):
            return PhotoMatch(
                reason=_("is not in the source. There is %(others)s", others=same_named)
            )
        return PhotoMatch(reason=_("is not in the source"))

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


def is_address(name: str) -> bool:
    return ADDRESS.fullmatch(name) is not None


def as_address(key: str) -> str:
    """Return the key as an address, so that another folder's photo of this name is found too."""
    return key if is_address(key) else f"file:///{key}"


def is_photo_name(name: str) -> bool:
    """Return whether the name ends like a photo, whatever query follows."""
    return is_photo(without_query(name))


def without_query(name: str) -> str:
    """Return the name without `?...`, `#...`, `!...` and `&...` behind a photo's suffix."""
    for mark in re.finditer(r"[?#!&]", name):
        if is_photo(name[max(0, mark.start() - LONGEST_SUFFIX) : mark.start()]):
            return name[: mark.start()]
    return name


def spellings(name: str) -> Iterator[str]:
    """Yield other spellings of the name, the nearest ones first, each in both forms of accents."""
    match = ADDRESS.fullmatch(name)
    path = name if match is None else match["path"].lstrip("/")
    plain = without_query(path)
    decoded = once_more(unquoted(plain))
    forward = resolved(decoded)
    for spelling in (path, plain, decoded, forward, resolved(decoded.replace("+", " "))):
        yield spelling
        yield unicodedata.normalize("NFC", spelling)
        yield unicodedata.normalize("NFD", spelling)


def once_more(decoded: str) -> str:
    """Return the name without escapes that were escaped themselves: "red%2520shoe.jpg"."""
    return unquoted(decoded) if re.search(r"%[0-9A-Fa-f]{2}", decoded) else decoded


def resolved(path: str) -> str:
    """Return the path with slashes only, and without empty parts, "." and ".."."""
    parts: list[str] = []
    for part in path.replace("\\", "/").split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def reversed_parts(name: str) -> str:
    """Return the loosened parts of the name from the last to the first, each with a slash."""
    match = ADDRESS.fullmatch(name)
    path = without_query(name if match is None else match["path"])
    path = resolved(as_meant(once_more(unquoted(path))))
    return "".join(f"{loosened(part)}/" for part in reversed(path.split("/")))


def loosened(part: str) -> str:
    """Return what all spellings of a file or folder name have in common."""
    visible = VARIANT.sub("", UNSEEN.sub("", unescape(part).replace("+", " "))).translate(SIGNS)
    text = unicodedata.normalize("NFKC", visible).casefold().translate(DOTS)
    text = TWICE.sub(r"\1", TONE_BEHIND.sub(r"\2\1", text))
    stem, dot, suffix = unicodedata.normalize("NFC", text).rpartition(".")
    return " ".join(f"{stem.rstrip()}{dot}{JPEG.get(suffix.strip(), suffix)}".split())


VARIANT = re.compile("[\ufe00-\ufe0f]")
SIGNS = {
    **dict.fromkeys((0x2018, 0x2019, 0x2032, 0x02BC), "'"),
    **dict.fromkeys((0x201C, 0x201D, 0x2033), '"'),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-"),
    **{0x301C: "~", 0x309B: "\u3099", 0x309C: "\u309a"},
    **{0x6A9: "\u0643", 0x6CC: "\u064a", 0x649: "\u064a", 0x640: None},
    **{0x218: "\u015e", 0x219: "\u015f", 0x21A: "\u0162", 0x21B: "\u0163"},
}
"""Signs that word processors and other systems put in place of those of a keyboard; among them
letters of Persian that look like those of Arabic."""
TWICE = re.compile(r"(\.(?:jpe?g|png|webp))\1+$")
"""The suffix of a file that got it again where suffixes are not shown."""
TONE_BEHIND = re.compile("([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb])")
"""A mark of Thai or Lao and a tone, which may stand in either order."""
DOTS = {0x131: "i", 0x307: None}
"""Turkish has an i without and a capital one with a dot."""
JPEG = {"jpeg": "jpg"}


def last_part(name: str) -> str:
    """Return the file name as it is spelled, but for its accents' form."""
    path = resolved(unquoted(without_query(name)))
    return unicodedata.normalize("NFC", path.rpartition("/")[2])
