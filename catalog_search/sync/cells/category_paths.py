"""Read category paths as shop systems write them: "A > B", "A » B", "A/B/C", several in one cell.

A slash or a comma may as well be part of a name ("Hats/Caps", "Tops, tees"). What the other cells
of the same file show decides (`CategoryStyle`).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.category_names import bare, level_names
from catalog_search.sync.cells.cleaning import one_line
from catalog_search.sync.cells.markup import plain_text

LEVELS = re.compile(
    r"\s*(?:[-=]{0,2}\s?[>＞﹥]+|[»›→▸❯⟩⟶⇒⇨⟹➔➜➝➙➤►▶⮕❱〉‣⇾⤳🡒≫≻⪢↦]|::|\\+)\s*"  # noqa: RUF001
    r"|\s+[«‹]\s+"  # noqa: RUF001
)
"""What divides the levels of a path and nothing else."""

SLASH = re.compile(
    r"(?<=[^\W\d_])(?!(?<=\b[AR])/C\b)\s*[/／⁄∕]+\s*(?=[^\W\d_])|\s+[/／⁄∕]+\s+"  # noqa: RUF001
)
"""A slash between words: "1/2 inch" and "A/C" have none."""
SPACED_SLASH = re.compile(r"\s+[/／⁄∕]+\s+")  # noqa: RUF001
ROOTED = re.compile(r"/[^/].*", re.DOTALL)
"""A path from the root, "/men/tops", which is no name."""

PIPE = re.compile(r"\s*[|｜¦]+\s*")  # noqa: RUF001
CLOSE_COLON = re.compile(r"(?<=[^\W\d_])[:：](?=[^\W\d_])")  # noqa: RUF001
OTHER_DIVIDERS = (
    CLOSE_COLON,
    re.compile(r"\s*[:：]\s+|(?<=[^\W\d_])[:：](?=[^\W\d_])"),  # noqa: RUF001
    re.compile(r"\s+[-–—]\s+"),  # noqa: RUF001
    re.compile(r"\s+[·•∙・~]\s+"),
    re.compile(r"(?<=[^\W\d_])(?<!l)[·•∙~](?=[^\W\d_])", re.IGNORECASE),
    re.compile(r"\s*(?:-{2,}|#{2,}|~{2,}|_{2,}|\^)\s*"),
    re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})"),
)
"""What divides levels in some files, and belongs to names in others."""
QUOTED = re.compile(r"([\"'])(?P<inner>[^\"]*)\1")

ID_BEHIND = re.compile(r"\|\d+(?=\s*(?:[>»›]|$))")  # noqa: RUF001
"""A category's own number: "Women|12 > Shoes|15"."""
PATHS = re.compile(r"\s*[;\n]\s*")
COMMA = re.compile(r"\s*,\s*")
NUMBER = re.compile(r"^\s*(?:\d+\s*[-–:]\s+|[a-z]{2}(?:-\d+)+\s*:\s*)(?=\D)")  # noqa: RUF001
"""A category's number at Google or Shopify: "1604 - Apparel > Clothing"."""


@dataclass(frozen=True, slots=True)
class CategoryStyle:
    """How a file writes its category paths, as far as its cells show."""

    slashes: bool | None = None
    """Whether a slash divides levels; None where nothing shows it."""
    spaced: bool = False
    """Whether only a slash between spaces does, and one without belongs to a name."""
    pipes: bool | None = None
    """Whether "|" divides levels, and not paths; None where nothing shows it."""
    other: re.Pattern[str] | None = None
    """What else divides levels in this file: "A: B" or "A - B"."""
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
    text = ID_BEHIND.sub("", first_path(cell))
    if LEVELS.search(text):
        first = PIPE.split(NUMBER.sub("", text, 1), maxsplit=1)[0]
        return one_of(first_below(first), LEVELS, style)
    if PIPE.search(text):
        return of_pipes(text, style)
    if style.other and style.other.search(text):
        return one_of(text, style.other, style)
    rooted, text = ROOTED.fullmatch(text), text.strip("/ ")
    if not SLASH.search(text) or (style.slashes is False and not rooted):
        return named(one_of_names(text, style))
    if style.slashes or rooted:
        return one_of(text, SPACED_SLASH if style.spaced else SLASH, style)
    advice = " > ".join(map(one_line, SLASH.split(text)))
    raise UncertainPath(
        named(text), _("is taken as one name; write %(advice)r if it is a path", advice=advice)
    )


def first_path(cell: str) -> str:
    """Return the first of the paths that semicolons and line ends divide."""
    text = bare(plain_text(cell))
    quoted = QUOTED.fullmatch(text)
    return PATHS.split(quoted["inner"].strip() if quoted else text, maxsplit=1)[0]


def first_below(text: str) -> str:
    """Return the first of the paths that slashes divide, if all of them have the same root."""
    paths = SPACED_SLASH.split(text)
    roots = {root_of(path, LEVELS) if LEVELS.search(path) else path for path in paths}
    return paths[0] if len(roots) == 1 else text


def of_pipes(text: str, style: CategoryStyle) -> tuple[str, ...]:
    levels = path_of(text, PIPE)
    if style.pipes:
        return levels
    first = read_path(PIPE.split(text.strip("| "), maxsplit=1)[0], style)
    if style.pipes is None and len(levels) > 1:
        advice = _(
            "is taken as several; write %(path)r if it is a path, or divide them by semicolons",
            path=" > ".join(levels),
        )
        raise UncertainPath(first, advice)
    return first


def one_of(text: str, levels: re.Pattern[str], style: CategoryStyle) -> tuple[str, ...]:
    """Return the first of the paths that commas divide, or the one path that has commas."""
    paths = [text] if levels is COMMA else COMMA.split(text)
    roots = [root_of(path, levels) for path in paths]
    if len(set(roots)) < len(roots) or style.roots.issuperset(roots):
        return path_of(paths[0], levels)
    path = path_of(text, levels)
    if levels.search(paths[0]) and any(map(levels.search, paths[1:])):
        raise UncertainPath(
            path, _("is taken as one path; divide paths by semicolons if there are several")
        )
    return path


def one_of_names(text: str, style: CategoryStyle) -> str:
    """Return the first name of a list, if each of its names is a category elsewhere in the file."""
    names = COMMA.split(text)
    several = len(names) > 1 and style.roots.issuperset(one_line(each).casefold() for each in names)
    return names[0] if several else text


def named(text: str) -> tuple[str, ...]:
    return level_names([text.strip(" ,")])


def path_of(text: str, levels: re.Pattern[str]) -> tuple[str, ...]:
    return level_names(levels.split(text))


def root_of(path: str, levels: re.Pattern[str]) -> str:
    return one_line(levels.split(path.strip(), maxsplit=1)[0]).casefold()


def style_of(cells: Iterable[str]) -> CategoryStyle:
    """Return how a file writes its category paths, from the cells that show it."""
    texts = set(map(first_path, cells))
    divided = [text for text in texts if LEVELS.search(text)]
    piped = [text for text in texts.difference(divided) if PIPE.search(text)]
    unmarked = texts.difference(divided, piped)
    rooted = [text for text in unmarked if ROOTED.fullmatch(text)]
    slashed = [text.strip("/ ") for text in unmarked if SLASH.search(text.strip("/ "))]
    single_names = {one_line(text).casefold() for text in unmarked if not SLASH.search(text)}
    spaced = any(SPACED_SLASH.search(each) and of_name(each) for each in slashed)
    slashes = bool(rooted) or divides(slashed, SLASH, single_names) or (False if divided else None)
    paths = [(text, LEVELS) for text in divided] + [(text, SLASH) for text in slashed if slashes]
    roots = {root_of(text, levels) for text, levels in paths if not COMMA.search(text)}
    return CategoryStyle(
        slashes,
        spaced,
        pipes_divide(piped, single_names),
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
    return COMMA if commas_divide(cells) else None


def commas_divide(cells: Collection[str]) -> bool:
    """Return whether a comma divides levels, and neither the names of a list nor parts of a name.

    It does where each name has its one place, below roots that stand alone or above two levels.
    """
    paths = [text for text in cells if COMMA.search(text)]
    alone = {one_line(text).casefold() for text in cells if not COMMA.search(text)}
    is_shown = any(len(path_of(path, COMMA)) > 2 or root_of(path, COMMA) in alone for path in paths)
    return len(paths) > 1 and is_shown and pipes_divide(paths, alone, COMMA) is True
