"""The names of a category's levels, without the numbers and empty places that exports add."""

import re
from collections.abc import Iterable, Mapping, Sequence

from catalog_search.sync.cells.placeholders import is_placeholder
from catalog_search.sync.photo_names.misread_names import unquoted
from catalog_search.text.cleaning import one_line

NUMBER_BEFORE = re.compile(
    r"^(?:\d+\s?:\s?|[\[({]\d+[\])}]\s*|#\d+\s+"
    r"|(?:level|lvl|ebene|nivel|niveau|livello)[ _-]?\d\s?[:=]\s?)(?=[^\W\d])",
    re.IGNORECASE,
)
"""A category's own number before its name: "12:Shoes", "[12] Shoes", "Level 1: Shoes"."""
NUMBER_BEHIND = re.compile(r"(?<=\w)\s?[\[{]\d+[\]}]$")

PATHS = ("path", "full_path", "full_name")
"""What objects of JSON call a whole path."""
ABOVE = ("parent", "parents", "ancestors")
"""What objects of JSON call the levels above."""
PARENT_IDS = (*ABOVE, "parent_id", "parentId", "parentid", "parent_category_id")
DEPTHS = ("level", "depth")
LEVEL = re.compile(r"(?:lvl|level|ebene|cat(?:egory)?|l)[_ ]?(\d)", re.IGNORECASE)
"""What objects of JSON call their levels, each in a field of its own: lvl0, lvl1."""

LABEL = re.compile(
    r"(?:(?:product )?categor(?:y|ies)|kategorien?|catégories?|categor[ií]as?|breadcrumbs?)"
    r"\s*[:=]\s*(?=\S)",
    re.IGNORECASE,
)
"""What the cell holds, written before it: "Category: Shoes"."""
ENCLOSED = re.compile(r"[\[({]([^\[\](){}]*)[\])}]")
ESCAPED = re.compile(r"%(?:20|2[CF]|3E|26|7C|C3%[89AB][0-9A-F])", re.IGNORECASE)
ADDRESS = re.compile(r"[a-z]{2,10}://\S+", re.IGNORECASE)

KEPT = re.compile(r"\\([,/>|;:])")
"""A sign that a backslash keeps from dividing: "Mice \\/ keyboards", "Chairs\\, stools"."""
OF_A_NAME = re.compile(r"\([^()<>]*>[^()]*\)|<[-=~]{0,3}>|(?<=[>»] )>(?=\d)")
BESIDE_SPACED = re.compile(rf"{OF_A_NAME.pattern}|(?<=\w)[-=]>(?=\w)|(?<= )>(?=\d)")
"""Arrows within a name: "Heels (>10cm)", "A <-> B"; beside spaced ones also "USB-C->HDMI"."""
PRIVATE = 0xE000
"""Where Unicode has signs without a meaning, one of which stands in for each that is kept."""
STAND_INS = {PRIVATE + ord(sign): sign for sign in ",/>|;:"}


def bare(text: str) -> str:
    """Return the text of a category without a label, brackets around it and percent escapes.

    An address names none.
    """
    text = text.strip()
    if ADDRESS.fullmatch(text):
        return ""
    text = LABEL.sub("", unquoted(text) if ESCAPED.search(text) else text, count=1)
    enclosed = ENCLOSED.fullmatch(text)
    return with_stand_ins(enclosed[1].strip() if enclosed else text)


def with_stand_ins(text: str) -> str:
    """Return the text with stand-ins for signs behind a backslash; `level_names` puts them back.

    JSON may write each slash so: a path in which it does is one with plain slashes.
    """
    if text.count("\\/") > 1 and text.count("/") == text.count("\\/") and ">" not in text:
        text = text.replace("\\/", "/")
    of_a_name = BESIDE_SPACED if re.search(r"\w > \w", text) else OF_A_NAME
    text = of_a_name.sub(lambda match: match[0].replace(">", chr(PRIVATE + ord(">"))), text)
    return KEPT.sub(lambda match: chr(PRIVATE + ord(match[1])), text)


def level_names(levels: Iterable[str]) -> tuple[str, ...]:
    """Return the names of these levels; one that repeats the level above is the same category."""
    names: list[str] = []
    for level in levels:
        text = one_line(level).translate(STAND_INS)
        name = NUMBER_BEHIND.sub("", NUMBER_BEFORE.sub("", text, count=1))
        repeats = names and names[-1].casefold() == name.casefold()
        if name and not repeats and not is_placeholder(name):
            names.append(name)
    return tuple(names)


def in_order(items: Sequence[object]) -> Sequence[object]:
    """Return objects of JSON from the root down; of objects that hold whole paths, the first."""
    objects = [each for each in items if isinstance(each, Mapping)]
    if len(objects) < len(items):
        return items
    if path := by_parents(objects):
        return path
    if objects and any(objects[0].get(key) for key in (*PATHS, *ABOVE)):
        return with_parents(objects[0])
    depth = next((key for key in DEPTHS if all(isinstance(o.get(key), int) for o in objects)), "")
    if depth:
        objects.sort(key=lambda each: int(each[depth]))
    return objects


def by_parents(objects: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return the objects above the first that is above no other, and itself, by their parents' ids.

    None if no object names another one.
    """
    parents = [next((str(o[key]) for key in PARENT_IDS if o.get(key)), "") for o in objects]
    places = {str(each["id"]): at for at, each in enumerate(objects) if each.get("id")}
    if not any(parent in places for parent in parents):
        return []
    at = next((n for n, each in enumerate(objects) if str(each.get("id")) not in parents), 0)
    path = [at]
    while (above := places.get(parents[path[-1]], at)) not in path:
        path.append(above)
    return [objects[number] for number in reversed(path)]


def of_levels(item: Mapping[str, object]) -> list[object]:
    """Return the levels that an object has in fields of their own, or the last if it is a path."""
    levels = {int(match[1]): item[name] for name in item if (match := LEVEL.fullmatch(name))}
    filled = [levels[number] for number in sorted(levels) if levels[number]]
    first = [each[0] if isinstance(each, list) else each for each in filled]
    is_path = len(first) > 1 and str(first[-1]).startswith(f"{first[0]} ")
    return first[-1:] if is_path else first


def with_parents(item: Mapping[str, object]) -> list[object]:
    """Return an object of JSON below those that it names as the levels above."""
    if any(item.get(key) for key in PATHS):
        return [item]
    above = next((levels for key in ABOVE if (levels := item.get(key))), None)
    if isinstance(above, Mapping):
        return [*with_parents(above), item]
    if isinstance(above, str) and not above.isdigit():
        return [above, item]
    return [*above, item] if isinstance(above, list) else [item]
