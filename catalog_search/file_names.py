"""What a photo's key tells of it, and which key a manifest means by a path."""

import re

from catalog_search.photos import SUFFIXES
from catalog_search.texts import one_line

MOST_KEY_BYTES = 1024


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
