"""The names of a category's levels, without the numbers and empty places that exports add."""

import re
from collections.abc import Iterable, Mapping, Sequence

from catalog_search.sync.cells.cleaning import is_placeholder, one_line

NUMBER_BEFORE = re.compile(r"(?:\d+\s?:\s?|[\[({]\d+[\])}]\s*|#\d+\s+)(?=[^\W\d])")
"""A category's own number before its name: "12:Shoes", "[12] Shoes"."""
NUMBER_BEHIND = re.compile(r"(?<=\w)\s?[\[{]\d+[\]}]$")

PATHS = ("path", "full_path", "full_name")
"""What objects of JSON call a whole path."""
ABOVE = ("parent", "parents", "ancestors")
"""What objects of JSON call the levels above."""
DEPTHS = ("level", "depth")


def level_names(levels: Iterable[str]) -> tuple[str, ...]:
    """Return the names of these levels; one that repeats the level above is the same category."""
    names: list[str] = []
    for level in levels:
        name = NUMBER_BEHIND.sub("", NUMBER_BEFORE.sub("", one_line(level), count=1))
        repeats = names and names[-1].casefold() == name.casefold()
        if name and not repeats and not is_placeholder(name):
            names.append(name)
    return tuple(names)


def in_order(items: Sequence[object]) -> Sequence[object]:
    """Return objects of JSON from the root down; of objects that hold whole paths, the first."""
    objects = [each for each in items if isinstance(each, Mapping)]
    if len(objects) < len(items):
        return items
    if objects and any(objects[0].get(key) for key in (*PATHS, *ABOVE)):
        return with_parents(objects[0])
    depth = next((key for key in DEPTHS if all(isinstance(o.get(key), int) for o in objects)), "")
    if depth:
        objects.sort(key=lambda each: int(each[depth]))
    return objects


def with_parents(item: Mapping[str, object]) -> list[object]:
    """Return an object of JSON below those that it names as the levels above."""
    if any(item.get(key) for key in PATHS):
        return [item]
    above = next((found for key in ABOVE if (found := item.get(key))), None)
    if isinstance(above, Mapping):
        return [*with_parents(above), item]
    return [*above, item] if isinstance(above, list) else [item]
