"""Clean text, JSON values and photo keys from a source so that the database can store them."""

import ast
import csv
import json
import math
import re
from collections.abc import Iterable, Mapping

from catalog_search.exceptions import message as _
from catalog_search.photos.decoder.decoding import SUFFIXES
from catalog_search.sync.cells.markup import plain_text
from catalog_search.sync.cells.php import unserialized
from catalog_search.text.cleaning import cleaned, one_line

MAX_KEY_BYTES = 1024

MAX_LISTED = 20_000
"""Characters of a list that was written as text."""

MAX_ATTRIBUTE_LENGTH = 5000
MAX_ATTRIBUTES = 200
MAX_ATTRIBUTE_DEPTH = 5
DEEPEST = 100
"""Lists and objects within each other: far fewer than Python's calls may be deep."""
NESTED_TOO_DEEPLY = _("The line is nested too deeply.")


def listed(text: str) -> list[str] | None:
    """Return the items of a list that was written as text, '["a", "b"]', "('a', 'b')" or "{a,b}".

    None for any other text.
    """
    if OF_POSTGRES.fullmatch(text.strip()):
        return next(csv.reader([text.strip()[1:-1]], skipinitialspace=True), [])
    items = written(text)
    if isinstance(items, list) and all(isinstance(each, str | int) for each in items):
        return [str(each) for each in items]
    return None


def written(text: str) -> list[object] | dict[str, object] | None:
    """Return the list or object that was written as text in JSON, Python or PHP, else None."""
    text = text.strip()
    if text.startswith("a:") and len(text) <= MAX_LISTED:
        return unserialized(text)
    if OF_NUMPY.fullmatch(text):
        text = re.sub(r"'\s+'", "', '", text)
    if text[:1] + text[-1:] not in ("[]", "()", "{}") or len(text) > MAX_LISTED:
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if is_too_deep(value):
            return None
        if isinstance(value, tuple | set):
            return list(value)
        if isinstance(value, list | dict):
            return value
    return None


def is_too_deep(value: object) -> bool:
    """Return whether the value has more lists and objects within each other than DEEPEST."""
    level = [value]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in nested_in(outer)]
        if not level:
            return False
    return True


def nested_in(value: object) -> list[object]:
    """Return the lists and objects right below this one."""
    items: Iterable[object] = ()
    if isinstance(value, Mapping):
        items = value.values()
    elif isinstance(value, list | tuple):
        items = value
    return [each for each in items if isinstance(each, Mapping | list | tuple)]


OF_POSTGRES = re.compile(r"\{[^{}:=]*[^{}:=\s][^{}:=]*\}")
"""A list as PostgreSQL writes it: {a,"b c"}."""


OF_NUMPY = re.compile(r"\[(?:'[^']*'\s+)+'[^']*'\]")
"""A list as NumPy and pandas print it, without commas: ['a' 'b']."""


def quoted(value: object) -> str:
    """Return the beginning of a value as a message shows it."""
    return repr(one_line(str(value))[:60])


def json_value(value: object, depth: int = MAX_ATTRIBUTE_DEPTH) -> object:
    """Return the value in a form that JSON can store, cut to the limits above.

    NaN and infinity become None; integers beyond 64 bits and unknown types become text.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else str(value)[:MAX_ATTRIBUTE_LENGTH]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict) and depth:
        pairs = list(value.items())[:MAX_ATTRIBUTES]
        return {one_line(str(name))[:200]: json_value(item, depth - 1) for name, item in pairs}
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return [json_value(item, depth - 1) for item in list(value)[:MAX_ATTRIBUTES]]
    return cleaned(plain_text(str(value)))[:MAX_ATTRIBUTE_LENGTH]


NOT_STORED = re.compile("[\0\ud800-\udfff]")


def is_photo(key: str) -> bool:
    """Return whether the key ends in .jpg, .jpeg, .png or .webp, in any case."""
    return key.lower().endswith(SUFFIXES)


def key_problem(key: str) -> str:
    """Return why the database cannot store the key, or "" if it can."""
    if NOT_STORED.search(key):
        return _("contains characters that cannot be stored")
    return (
        _("is longer than %(limit)s bytes", limit=MAX_KEY_BYTES)
        if len(key.encode()) > MAX_KEY_BYTES
        else ""
    )


def without_suffix(key: str) -> str:
    """Return the key up to its last dot. This is the SKU of a photo that no record names."""
    return key.rpartition(".")[0] or key


def readable(key: str) -> str:
    """Return a title made from the file name: "a/red-canvas_shoe-02.jpg" is "Red canvas shoe"."""
    name = without_suffix(key).rpartition("/")[2]
    words = one_line(re.sub(r"[\s_+\-.]+", " ", name))
    title = re.sub(r"( \(?\d{1,3}\)?)+$", "", words) or words or one_line(key)
    return title[:1].upper() + title[1:]


def resolved(path: str, folder: str, prefix: str) -> str | None:
    """Return the key for a `path` written in a manifest in `folder`, or None outside the prefix.

    A path that starts with / is relative to the prefix, any other to the folder. Only "." and
    ".." are resolved; empty parts stay, because "a//b.jpg" and "a/b.jpg" are different objects.
    Folder and prefix end with / or are empty.
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
