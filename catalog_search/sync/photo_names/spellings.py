"""The spellings of a photo's name: a path, or the address of an image.

The same file is spelled in many ways: composed and decomposed accents, another case, backslashes,
`%20` and `+` for a space, `?v=1` behind it.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from catalog_search.photos.decoder.decoding import SUFFIXES
from catalog_search.sync.cells.cleaning import is_photo
from catalog_search.sync.files import LOOK_ALIKES
from catalog_search.sync.photo_names.misread_names import as_meant, unquoted
from catalog_search.text.cleaning import UNSEEN

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

LONGEST_SUFFIX = max(map(len, SUFFIXES))


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
    if MIXED.search(text):
        text = text.translate(LOOK_ALIKES)
    text = TWICE.sub(r"\1", TONE_BEHIND.sub(r"\2\1", text))
    stem, dot, suffix = unicodedata.normalize("NFC", text).rpartition(".")
    return " ".join(f"{stem.rstrip()}{dot}{JPEG.get(suffix.strip(), suffix)}".split())


VARIANT = re.compile("[\u034f\u180b-\u180e\u2061-\u2064\ufe00-\ufe0f\U000e0100-\U000e01ef]")
MIXED = re.compile("[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z]")
"""Letters of two alphabets in one word: some were typed for others that look the same."""
SIGNS = {
    **dict.fromkeys((0x2018, 0x2019, 0x201B, 0x2032, 0x2BB, 0x2BC, 0x60, 0xB4, 0x55A, 0x5F3), "'"),
    **dict.fromkeys((0x201C, 0x201D, 0x2033, 0x5F4), '"'),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2043, 0x2212, 0x2D7, 0x5BE), "-"),
    **{0xF000 + ord(sign): sign for sign in '"*:<>?|'},
    **{0xD7: "x", 0x2800: " "},
    **{0x301C: "~", 0x309B: "\u3099", 0x309C: "\u309a"},
    **{0x6A9: "\u0643", 0x6CC: "\u064a", 0x649: "\u064a", 0x640: None},
    **{0x218: "\u015e", 0x219: "\u015f", 0x21A: "\u0162", 0x21B: "\u0163"},
}
"""Signs that word processors and other systems put in place of those of a keyboard; among them
letters of Persian that look like those of Arabic. Servers of Windows' files write what it forbids
in names as letters of their own from U+F000."""
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
