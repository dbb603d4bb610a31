"""The photos that one cell of a source names, as merchants and shop systems list them."""

import re
from collections.abc import Iterator, Mapping

from catalog_search.sync.cells.cleaning import listed, written
from catalog_search.sync.cells.fields import MAX_URL
from catalog_search.sync.cells.markup import without_entities
from catalog_search.sync.photo_names import is_photo_name

ADDRESSES = ("src", "url", "href", "path", "file", "filename", "image", "link", "original")
"""What objects of JSON call the address of a photo."""
AROUND = " \t\r\n\"'<>\u201c\u201d\u00ab\u00bb"
"""What stands around a path that was copied."""
SEPARATORS = tuple(
    re.compile(pattern)
    for pattern in (r"[\r\n]", r",(?=\s*(?:https?:)?//)", r",", r"\s(?=(?:https?:)?//)", r"\s")
)
"""What separates photos where it stands between names of photos: "a, b.jpg" is one."""
NOTE = re.compile(
    r"(?P<name>.+?\.(?:jpe?g|png|webp)(?:\?[^\s!]*)?)(?:::|\s+[!(]).*", re.DOTALL | re.IGNORECASE
)
"""A photo with what a shop system says of it: "a.jpg ! alt : Shoe", "a.jpg::Shoe", "a.jpg (1)"."""


def paths(value: object) -> list[object]:
    """Return the items of a list, or of one text with separators between the names of photos."""
    if isinstance(value, str):
        value = listed(value) or written(value) or value
    if isinstance(value, list | tuple):
        return [address_in(each) for each in value]
    if isinstance(value, Mapping):
        return [address_in(value)]
    if isinstance(value, str):
        text = without_entities(value.replace("\\/", "/")).strip()
        text = text[1:-1] if text[:1] + text[-1:] in ("[]", "()") else text
        pieces = (piece.strip(AROUND) for piece in re.split(r"[;|]", text))
        return [name for piece in pieces if piece for name in names_in(piece)]
    return [] if value is None else [value]


def address_in(item: object) -> object:
    """Return the address in an object of JSON, {"src": "a.jpg", "alt": "A"}; others stay."""
    if not isinstance(item, Mapping):
        return item
    return next((text for name in ADDRESSES if isinstance(text := item.get(name), str)), item)


def names_in(text: str) -> Iterator[str]:
    """Yield the photos that one of the separators divides, or the text as it is."""
    whole = without_note(text)
    for separator in SEPARATORS:
        parts = [without_note(part) for part in separator.split(text) if part.strip(AROUND)]
        if parts != [whole] and parts and all(map(is_photo_name, parts)):
            for part in parts:
                yield from names_in(part)
            return
    yield whole


def without_note(text: str) -> str:
    name = text.strip(AROUND)
    if is_photo_name(name) or len(name) > MAX_URL:
        return name
    noted = NOTE.fullmatch(name)
    return noted["name"] if noted else name
