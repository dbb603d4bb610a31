"""Tell how a file writes its category paths, from the cells that can be read in one way only."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from catalog_search.sync.cells.categories.paths import (
    CLOSE_SLASH,
    COMMA,
    LEVELS,
    PATHS,
    PIPE,
    ROOTED,
    SEMICOLON,
    SLASH,
    SPACED_SLASH,
    CategoryStyle,
    first_path,
    path_of,
    root_of,
    semicolon_list,
    single_spaced,
)
from catalog_search.text.cleaning import one_line

CLOSE_COLON = re.compile(r"(?<=[^\W\d_])[:：](?=[^\W\d_])")  # noqa: RUF001
OTHER_DIVIDERS = (
    CLOSE_COLON,
    re.compile(r"\s*[:：]\s+|(?<=[^\W\d_])[:：](?=[^\W\d_])"),  # noqa: RUF001
    re.compile(r"\s+[-–—]\s+"),  # noqa: RUF001
    re.compile(r"(?<!\d)[—―]+|[—―]+(?!\d)"),
    re.compile(r"\s+[·•∙・~]\s+"),
    re.compile(r"(?<=[^\W\d_])(?<!l)[·•∙~](?=[^\W\d_])", re.IGNORECASE),
    re.compile(r"\s*(?:-{2,}|#{2,}|~{2,}|_{2,}|\^)\s*"),
    re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})"),
)
"""What divides levels in some files, and belongs to names in others."""


def style_of(cells: Iterable[str]) -> CategoryStyle:
    """Return how a file writes its category paths, from the cells that show it."""
    cells = frozenset(map(single_spaced, cells))
    texts = set(map(first_path, cells))
    divided = [text for text in texts if LEVELS.search(text)]
    piped = [text for text in texts.difference(divided) if PIPE.search(text)]
    unmarked = texts.difference(divided, piped)
    rooted = [text for text in unmarked if ROOTED.fullmatch(text)]
    parts = [part for text in piped for part in PIPE.split(text)]
    slashed = [text.strip("/ ") for text in [*unmarked, *parts] if SLASH.search(text.strip("/ "))]
    single_names = {one_line(text).casefold() for text in unmarked if not SLASH.search(text)}
    close = divides([t for t in slashed if not SPACED_SLASH.search(t)], CLOSE_SLASH, single_names)
    spaced = any(SPACED_SLASH.search(each) and of_name(each) for each in slashed) and not close
    slashes = bool(rooted) or divides(slashed, SLASH, single_names) or (False if divided else None)
    paths = [(text, LEVELS) for text in divided] + [(text, SLASH) for text in slashed if slashes]
    roots = {root_of(text, levels) for text, levels in paths if not COMMA.search(text)}
    return CategoryStyle(
        slashes,
        spaced,
        close,
        pipes_divide(piped, single_names),
        False if divided or slashes or piped else semicolons_divide(cells),
        None if divided or slashes or piped else other_divider(unmarked, single_names),
        frozenset(roots | single_names | listed_names(unmarked)),
    )


def listed_names(cells: Collection[str]) -> set[str]:
    """Return the names that commas divide, if most of them come again in other cells."""
    names = [{one_line(each).casefold() for each in COMMA.split(cell)} for cell in cells]
    counts = Counter(name for some in names for name in some)
    listed = set().union(*(some for some in names if len(some) > 1))
    again = sum(counts[name] > 1 for name in listed)
    return listed if again * 2 > len(listed) else set()


def of_name(text: str) -> bool:
    """Return whether a part between spaced slashes has a slash of its own."""
    return any(SLASH.search(part) for part in SPACED_SLASH.split(text))


def divides(cells: Iterable[str], levels: re.Pattern[str], single_names: Iterable[str]) -> bool:
    """Return whether this divides levels: three levels, or a root that stands elsewhere too."""
    paths = [path for cell in cells for path in COMMA.split(cell)]
    if any(len(levels.split(path)) > 2 for path in paths):
        return True
    roots = Counter(root_of(path, levels) for path in dict.fromkeys(paths))
    return any(count > 1 or root in single_names for root, count in roots.items())


def pipes_divide(
    cells: Sequence[str], single_names: Collection[str], levels: re.Pattern[str] = PIPE
) -> bool | None:
    """Return whether "|" divides levels, None where nothing shows it.

    It does where roots come again and every other name has its place below one of them.
    """
    paths = [tuple(name.casefold() for name in path_of(cell, levels)) for cell in set(cells)]
    below: dict[str, set[tuple[str, ...]]] = {}
    for path in paths:
        for depth, name in enumerate(path[1:], 1):
            below.setdefault(name, set()).add(path[:depth])
    roots = Counter(path[0] for path in paths if path)
    if any(name in roots or name in single_names for name in below):
        return False
    several = any(count > 1 or root in single_names for root, count in roots.items())
    return True if several and all(len(places) == 1 for places in below.values()) else None


def other_divider(cells: Collection[str], single_names: Collection[str]) -> re.Pattern[str] | None:
    """Return what divides levels in this file, if a root of several cells stands alone as well."""
    for levels in OTHER_DIVIDERS:
        paths = [text for text in cells if levels.search(text)]
        roots = Counter(root_of(path, levels) for path in paths)
        deep = any(len(levels.split(path)) > 2 for path in paths)
        certain = deep or levels is CLOSE_COLON
        if any(count > 1 and (certain or root in single_names) for root, count in roots.items()):
            return levels
    return COMMA if lists_divide(cells, COMMA) else None


def semicolons_divide(cells: Collection[str]) -> bool | None:
    """Return whether a semicolon divides levels, None where nothing shows it."""
    lists = set(map(semicolon_list, cells)) - {""}
    alone = {first_path(cell) for cell in cells if not PATHS.search(cell)}
    return lists_divide(lists | alone, SEMICOLON)


def lists_divide(cells: Collection[str], levels: re.Pattern[str]) -> bool | None:
    """Return whether this divides levels, and neither the names of a list nor parts of a name.

    It does where each name has its one place, below roots that stand alone or above two levels.
    None where nothing shows it.
    """
    paths = [text for text in cells if levels.search(text)]
    alone = {one_line(text).casefold() for text in cells if not levels.search(text)}
    is_shown = any(
        len(path_of(path, levels)) > 2 or root_of(path, levels) in alone for path in paths
    )
    divide = pipes_divide(paths, alone, levels)
    return None if divide and not (is_shown and len(paths) > 1) else divide
