"""Clean text, JSON values and photo keys from a source so that the database can store them."""

import ast
import csv
import json
import math
import re
import unicodedata

from catalog_search.exceptions import message as _
from catalog_search.photos.decoder.decoding import SUFFIXES
from catalog_search.sync.cells.markup import plain_text

MAX_KEY_BYTES = 1024

UNSTORABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters except tab and newline, marks that cannot be seen, and lone surrogates.

PostgreSQL refuses NUL and surrogates; the others do not belong in a page or a terminal. Soft
hyphens and word joiners cut words for a search, and an override of direction turns what follows.
"""

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Marks without a picture, which come along when names, paths and numbers are copied."""

PLACEHOLDERS = frozenset(
    [
        *("n/a", "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "null", "nan"),
        *(
            "undefined",
            "\\n",
            "-",
            "--",
            "\u2013",
            "\u2014",
            "(null)",
            "<null>",
            "[null]",
            "(blank)",
        ),
        *("#nv", "#n/d", "#bezug!", "#wert!", "#valeur!", "#nom?", "#\u00a1ref!", "#\u00a1valor!"),
        *("#\u00bfnombre?", "#spill!", "#calc!", "(blank)"),
    ]
)
"""What spreadsheets and databases write where there is no value."""

MAX_LISTED = 20_000
"""Characters of a list that was written as text."""

MAX_ATTRIBUTE_LENGTH = 5000
MAX_ATTRIBUTES = 200
MAX_ATTRIBUTE_DEPTH = 5


LINE_ENDS = re.compile("\r\n|(?:_x000[dD]_)+\n?|[\r\x0b\x0c\x85\u2028\u2029]")
"""Line ends of several systems, and what spreadsheets write for them."""
OUTER = " \t\n\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x2010)))
"""White space and unseen marks around a text."""


def storable(text: str) -> str:
    """Return the text without unstorable characters and outer white space, with \\n line ends."""
    return UNSTORABLE.sub("", LINE_ENDS.sub("\n", text)).strip()


def cleaned(text: str) -> str:
    """Return the storable text with each letter in one spelling (NFC), and no marks around it."""
    return unicodedata.normalize("NFC", storable(text).strip(OUTER))


def one_line(text: str) -> str:
    """Return the cleaned text on one line, with each run of white space as a single space."""
    return " ".join(cleaned(text).split())


def is_placeholder(value: object, is_documented: bool = True) -> bool:
    """Return whether a cell stands for no value, such as "#N/A".

    In a documented column so do "None" and punctuation alone. In a column that only the merchant
    knows they may say something.
    """
    if not isinstance(value, str) or len(value) >= 20:
        return False
    text = value.strip().lower()
    return text in PLACEHOLDERS or (
        is_documented and bool(value.strip() == "NA" or text in NO_VALUE or MARKS.fullmatch(text))
    )


NO_VALUE = frozenset(["none", "nil", "(none)", "n.a.", "n.a", "tbd", "tba", "<none>", "[]", "{}"])
MARKS = re.compile(r"[.?*_'\"`~/\\|,:;\s\u2013\u2014\u2026-]+")
"""Marks alone; a title may be "!!!", and a currency a sign."""


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
    """Return the list or object that was written as text in JSON or Python, None for other text."""
    text = text.strip()
    if OF_NUMPY.fullmatch(text):
        text = re.sub(r"'\s+'", "', '", text)
    if text[:1] + text[-1:] not in ("[]", "()", "{}") or len(text) > MAX_LISTED:
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, tuple | set):
            return list(value)
        if isinstance(value, list | dict):
            return value
    return None


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


def is_photo(key: str) -> bool:
    """Return whether the key ends in .jpg, .jpeg, .png or .webp, in any case."""
    return key.lower().endswith(SUFFIXES)


def key_problem(key: str) -> str:
    """Return why the database cannot store the key, or "" if it can."""
    if "\0" in key or any("\ud800" <= char <= "\udfff" for char in key):
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
