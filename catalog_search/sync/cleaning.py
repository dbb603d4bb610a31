"""Text as a database and a page can take it, whatever a source sent."""

import math
import re

from catalog_search.photos.decoding import SUFFIXES

MOST_KEY_BYTES = 1024


UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and newline, and halves of characters: PostgreSQL refuses both."""

LONGEST_ATTRIBUTE = 5000
MOST_ATTRIBUTES = 200
DEEPEST_ATTRIBUTE = 5


def cleaned(text: str) -> str:
    """Return the text without characters that cannot be stored, its line ends as newlines."""
    return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Return the cleaned text with every run of white space made one space."""
    return " ".join(cleaned(text).split())


def plain(value: object, depth: int = DEEPEST_ATTRIBUTE) -> object:
    """Return the value as JSON can hold it; what JSON has no word for becomes text or None."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else str(value)[:LONGEST_ATTRIBUTE]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict) and depth:
        pairs = list(value.items())[:MOST_ATTRIBUTES]
        return {one_line(str(name))[:200]: plain(each, depth - 1) for name, each in pairs}
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return [plain(each, depth - 1) for each in list(value)[:MOST_ATTRIBUTES]]
    return cleaned(str(value))[:LONGEST_ATTRIBUTE]


def is_photo(key: str) -> bool:
    """Return whether the key ends like a photo's: .jpg, .jpeg, .png or .webp, in any case."""
    return key.lower().endswith(SUFFIXES)


def unfit(key: str) -> str:
    """Return why no row can hold the key, or "" if one can."""
    if "\0" in key or any("\ud800" <= each <= "\udfff" for each in key):
        return "has characters that cannot be stored"
    return f"is longer than {MOST_KEY_BYTES} bytes" if len(key.encode()) > MOST_KEY_BYTES else ""


def without_suffix(key: str) -> str:
    """Return the key up to its last dot: the sku of a photo that no record names."""
    return key.rpartition(".")[0] or key


def readable(key: str) -> str:
    """Return words for a file name: "shop/red-canvas_shoe-02.jpg" is a "Red canvas shoe"."""
    name = without_suffix(key).rpartition("/")[2]
    words = one_line(re.sub(r"[\s_+\-.]+", " ", name))
    title = re.sub(r"( \(?\d{1,3}\)?)+$", "", words) or words or one_line(key)
    return title[:1].upper() + title[1:]


def resolved(path: str, folder: str, prefix: str) -> str | None:
    """Return the key that `path` means in a manifest of `folder`, or None beyond the prefix.

    A path that begins with / is one from the prefix. Only "." and ".." are worked out: empty
    parts belong to a key ("a//b.jpg" is another object than "a/b.jpg"). Folder and prefix end
    with / or are empty.
    """
    start = prefix if path.startswith("/") else folder
    parts: list[str] = []
    for part in (start[len(prefix) :] + path.removeprefix("/")).split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return prefix + "/".join(parts)
