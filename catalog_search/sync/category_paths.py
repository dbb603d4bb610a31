"""Read category paths as shop systems write them: "A > B", "A » B", "A/B/C", several in one cell.

A slash or a comma may as well be part of a name ("Hats/Caps", "Tops, tees"). What the other cells
of the same file show decides (`CategoryStyle`).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from catalog_search.exceptions import message as _
from catalog_search.sync.cleaning import one_line
from catalog_search.sync.markup import plain_text

LEVELS = re.compile(r"\s*(?:[-=]{0,2}\s?>+|[»›→▸]|::)\s*")  # noqa: RUF001
"""What divides the levels of a path and nothing else."""

SLASH = re.compile(r"(?<=[^\W\d_])\s*/\s*(?=[^\W\d_])|\s+/\s+")
"""A slash between words: "1/2 inch" has none."""

PATHS = re.compile(r"\s*[;|\n]\s*")
COMMA = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class CategoryStyle:
    """How a file writes its category paths, as far as its cells show."""

    slashes: bool | None = None
    """Whether a slash divides levels; None where nothing shows it."""
    roots: frozenset[str] = frozenset()
    """First levels of the paths that can be read in one way only, in lower case."""


NO_STYLE = CategoryStyle()


class UncertainPath(ValueError):
    """The cell can be read in two ways; it was taken as `path`."""

    def __init__(self, path: tuple[str, ...], advice: str) -> None:
        super().__init__(advice)
        self.path = path


def read_path(cell: str, style: CategoryStyle = NO_STYLE) -> tuple[str, ...]:
    """Return the levels of the path in the cell, from the root; of several paths the first.

    Raises UncertainPath, with the path that was taken, where the cell and its file leave open
    whether a slash divides levels or a comma divides paths.
    """
    text = PATHS.split(plain_text(cell).strip(), maxsplit=1)[0]
    if LEVELS.search(text):
        return one_of(text, LEVELS, style)
    if not SLASH.search(text) or style.slashes is False:
        return named(text)
    if style.slashes:
        return one_of(text, SLASH, style)
    advice = " > ".join(map(one_line, SLASH.split(text)))
    raise UncertainPath(
        named(text), _("is taken as one name; write %(advice)r if it is a path", advice=advice)
    )


def one_of(text: str, levels: re.Pattern[str], style: CategoryStyle) -> tuple[str, ...]:
    """Return the first of the paths that commas divide, or the one path that has commas."""
    paths = COMMA.split(text)
    roots = [root_of(path, levels) for path in paths]
    if len(set(roots)) < len(roots) or style.roots.issuperset(roots):
        return path_of(paths[0], levels)
    path = path_of(text, levels)
    if levels.search(paths[0]) and any(map(levels.search, paths[1:])):
        raise UncertainPath(
            path, _("is taken as one path; divide paths by semicolons if there are several")
        )
    return path


def named(text: str) -> tuple[str, ...]:
    return tuple(filter(None, [one_line(text)]))


def path_of(text: str, levels: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(one_line, levels.split(text))))


def root_of(path: str, levels: re.Pattern[str]) -> str:
    return one_line(levels.split(path.strip(), maxsplit=1)[0]).casefold()


def style_of(cells: Iterable[str]) -> CategoryStyle:
    """Return how a file writes its category paths, from the cells that show it."""
    texts = {PATHS.split(plain_text(cell).strip(), maxsplit=1)[0] for cell in cells}
    divided = [text for text in texts if LEVELS.search(text)]
    slashed = [text for text in texts if SLASH.search(text) and not LEVELS.search(text)]
    whole = {one_line(text).casefold() for text in texts.difference(divided, slashed)}
    slashes = slashes_divide(slashed, whole) or (False if divided else None)
    paths = [(text, LEVELS) for text in divided] + [(text, SLASH) for text in slashed if slashes]
    roots = {root_of(text, levels) for text, levels in paths if not COMMA.search(text)}
    return CategoryStyle(slashes, frozenset(roots | whole))


def slashes_divide(cells: Iterable[str], whole: Iterable[str]) -> bool:
    """Return whether slashes divide levels: three levels, or a root that stands elsewhere too."""
    paths = [path for cell in cells for path in COMMA.split(cell)]
    if any(len(SLASH.split(path)) > 2 for path in paths):
        return True
    roots = Counter(root_of(path, SLASH) for path in dict.fromkeys(paths))
    return any(count > 1 or root in whole for root, count in roots.items())
