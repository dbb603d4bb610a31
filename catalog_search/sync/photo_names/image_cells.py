"""The photos that one cell of a source names, as merchants and shop systems list them."""

import re
from collections.abc import Iterator, Mapping

from catalog_search.sync.cells.cleaning import listed, written
from catalog_search.sync.cells.fields import MAX_URL
from catalog_search.sync.cells.markup import without_entities
from catalog_search.sync.photo_names.spellings import is_photo_name
from catalog_search.text.cleaning import UNSEEN

ADDRESSES = (
    *("src", "url", "href", "path", "file", "filename", "image", "link", "original", "originalSrc"),
    *("full", "large", "xlarge", "zoom", "hires", "big", "medium", "image_url", "imageUrl", "uri"),
    *(
        "secure_url",
        "contentUrl",
        "url_zoom",
        "url_standard",
        "key",
        "name",
        "small",
        "thumb",
        "thumbnail",
    ),
)
"""What objects of JSON call the address of a photo, the largest of several sizes first."""
HOLDING = ("node", "asset", "attributes", "fields", "data", "edges", "nodes")
"""What they call the part that holds it."""
MAX_DEPTH = 6
AROUND = " \t\r\n\"'<>\u201c\u201d\u00ab\u00bb"
"""What stands around a path that was copied."""
AROUND_PAIR = AROUND.translate({0x201C: None, 0x201D: None})
QUOTES = {
    pair[0]: pair[1:]
    for pair in (
        *("\u201e\u201c\u201d", "\u201a\u2018\u2019", "\u2018\u2019", "\u2019\u2019"),
        *("\u2039\u203a", "\u203a\u2039", "`\u00b4`'", "\u00b4\u00b4"),
        *("\u201f\u201d", "\u300c\u300d", "\u300e\u300f", "\u300a\u300b"),
        *("\u3008\u3009", "\u301d\u301e\u301f", "\uff02\uff02", "\uff07\uff07"),
        "\uff62\uff63",
    )
}
"""Pairs of quotes of other languages: those that begin a name, and what ends it then."""
INVISIBLE = re.compile(
    rf"{UNSEEN.pattern}|[\x01-\x08\x0e-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u180b-\u180f\u3164"
    r"\ufe00-\ufe0f\uffa0]"
)
"""What is copied along with a name and has no picture: "shoe.jpg" and a mark of direction."""
LIST = re.compile(r"[;|]")
SEPARATORS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\r\n]|\\[nr]",
        r"[,，、；｜](?=\s*(?:https?:)?//)",  # noqa: RUF001
        r"[,，、；｜]",  # noqa: RUF001
        r"\s+(?:[&+•·/／]|and|und|et|y)\s+",  # noqa: RUF001
        r"\s(?=(?:https?:)?//)",
    )
)
SPACE = re.compile(r"\s")
"""What separates photos where it stands between names of files: "a, b.jpg" is one."""
FILE = re.compile(
    r".+\.(?:gif|avif|hei[cf]|tiff?|bmp|svg|jfif|jpe|psd|eps|ai|pdf|mp4|m4v|mov|webm|avi|glb|usdz)"
    r"(?:\?.*)?",
    re.DOTALL | re.IGNORECASE,
)
"""Files that shops list among their photos."""
TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
IN_TAG = re.compile(
    r"<(?:img|a|source)\s(?:[^<>]*\s)?(?:src|href)\s*=\s*[\"']?(?P<path>[^\"'<>]+)", re.IGNORECASE
)
"""A photo in HTML: <img src="a.jpg">."""
FORMULA = re.compile(
    r"=\s*(?:IMAGE|HYPERLINK)\(\s*\"(?P<path>[^\"]+)\".*\)", re.DOTALL | re.IGNORECASE
)
"""A photo in a spreadsheet: =IMAGE("a.jpg")."""
NOTE = re.compile(
    r"(?P<name>.+?\.(?:jpe?g|png|webp)(?:\?[^\s!]*)?)(?::|\s+[!(]).*", re.DOTALL | re.IGNORECASE
)
"""A photo with what a shop system says of it: "a.jpg ! alt : Shoe", "a.jpg:Shoe", "a.jpg (1)"."""


def paths(value: object) -> list[object]:
    """Return the items of a list, or of one text with separators between the names of photos."""
    if isinstance(value, str):
        value = listed(value) or written(value) or value
    if isinstance(value, list | tuple):
        return [address for each in value for address in addresses_in(each)]
    if isinstance(value, Mapping):
        return addresses_in(value)
    if isinstance(value, str):
        text = without_entities(value.replace("\\/", "/")).strip()
        text = text[1:-1] if text[:1] + text[-1:] in ("[]", "()") else text
        bare = without_code(text)
        if is_one_name(bare):
            return [without_note(bare)]
        pieces = (without_quotes(piece) for piece in LIST.split(bare))
        return [name for piece in pieces if piece for name in names_in(piece)]
    return [] if value is None else [value]


def addresses_in(item: object, depth: int = MAX_DEPTH) -> list[object]:
    """Return the addresses in an object of JSON, {"src": "a.jpg", "alt": "A"}; others stay."""
    if not isinstance(item, Mapping) or not depth:
        return [visible(item.strip()) if isinstance(item, str) else item]
    named = (text for name in ADDRESSES if isinstance(text := item.get(name), str))
    if address := next((text for text in named if text.strip()), ""):
        return [visible(address.strip())]
    parts = [item[name] for name in HOLDING if isinstance(item.get(name), list | Mapping)]
    if not parts and all(isinstance(each, str | list | Mapping) for each in item.values()):
        parts = list(item.values())
    each_part = [each for part in parts for each in (part if isinstance(part, list) else [part])]
    return [inner for each in each_part for inner in addresses_in(each, depth - 1)] or [item]


def without_code(text: str) -> str:
    """Return the paths in tags of HTML or in a formula, one a line; other text stays."""
    if formula := FORMULA.fullmatch(text):
        return formula["path"]
    if "<" not in text:
        return text
    return "\n".join(tag["path"] for tag in IN_TAG.finditer(text)) or TAG.sub("\n", text)


def names_in(text: str) -> Iterator[str]:
    """Yield the files that one of the separators divides, or the text as it is."""
    single_name = without_note(text)
    for separator in (*SEPARATORS, SPACE):
        parts = [without_note(part) for part in separator.split(text) if part.strip(AROUND)]
        if parts != [single_name] and are_files(parts, single_name, separator):
            for part in parts:
                yield from names_in(part)
            return
    yield single_name


def are_files(parts: list[str], single_name: str, separator: re.Pattern[str]) -> bool:
    """Return whether the parts are names of files, at least one of them of a photo.

    If they are not, the separator is part of a photo's name. Where the whole cannot be the name of
    a photo, one photo is enough: the other parts are reported.
    """
    if not any(map(is_photo_name, parts)):
        return False
    if separator is not SPACE and not is_photo_name(single_name):
        return True
    return all(is_photo_name(part) or FILE.fullmatch(part) for part in parts)


def is_one_name(text: str) -> bool:
    """Return whether the text may be the name of one file that has a separator in it: "a;b.jpg".

    Only its end is the name of a photo then, and it is no path. Where there is no such file,
    PhotoNames takes the end alone.
    """
    *before, last = (without_quotes(piece) for piece in LIST.split(text))
    if not before or not all(before) or "/" in text or "\\" in text or not is_photo_name(last):
        return False
    return not any(is_photo_name(piece) or FILE.fullmatch(piece) for piece in before)


def without_quotes(text: str) -> str:
    """Return the text without a pair of quotes around all of it, and what else stands there."""
    name = text.strip(AROUND_PAIR)
    ends = QUOTES.get(name[:1], "")
    if len(name) < 3 or name[-1] not in ends:
        return name.strip(AROUND)
    # Quotes within are those of several names.
    return name if set(name[1:-1]) & {name[0], *ends} else name[1:-1].strip(AROUND)


def visible(name: str) -> str:
    """Return the name without invisible marks, where they alone keep it from being a photo's."""
    if is_photo_name(name) or len(name) > MAX_URL:
        return name
    shown = without_quotes(INVISIBLE.sub("", name))
    return shown if is_photo_name(shown) else name


def without_note(text: str) -> str:
    name = visible(without_quotes(text))
    if is_photo_name(name) or len(name) > MAX_URL:
        return name
    noted = NOTE.fullmatch(INVISIBLE.sub("", name))
    return noted["name"] if noted else name
