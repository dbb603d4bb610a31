"""Read category paths as shop systems write them: "A > B", "A » B", "A/B/C", several in one cell.

A slash or a comma may as well be part of a name ("Hats/Caps", "Tops, tees"). What the other cells
of the same file show decides (`CategoryStyle`, see category_styles.py).
"""

import re
from dataclasses import dataclass

from catalog_search.exceptions import message as _
from catalog_search.sync.cells import signs
from catalog_search.sync.cells.categories.names import bare, level_names
from catalog_search.sync.cells.markup import plain_text
from catalog_search.text.cleaning import one_line

LEVELS = re.compile(
    rf"\s*(?:{signs.ARROW}|{signs.COLONS}|{signs.BACKSLASH})\s*|\s+[«‹》]\s+"  # noqa: RUF001
)
"""What divides the levels of a path and nothing else."""

PART = r"[^\s/／⁄∕,&\-–—]"  # noqa: RUF001
"""What may stand beside a slash that divides: "Men (Adult)/Tops", "Audio/'90s"."""
SHORTENED = r"(?<=\b[AR])/C\b|(?<=\bN)/A\b|(?<=\bw)/o\b"
FRACTION = r"(?:(?<=\d)|(?<=\d[\"'%″]))\s*[/／⁄∕]\s*\d"  # noqa: RUF001
BEFORE_SLASH = rf"(?<={PART})(?!{SHORTENED}|{FRACTION})"
SPACED_SLASH = re.compile(r"\s+[/／⁄∕]+\s+")  # noqa: RUF001
SLASH = re.compile(
    rf"{BEFORE_SLASH}\s*[/／⁄∕]+\s*(?={PART})|{SPACED_SLASH.pattern}"  # noqa: RUF001
)
"""A slash between names: "1/2 inch" and "A/C" have none."""
CLOSE_SLASH = re.compile(rf"{BEFORE_SLASH}[/／⁄∕]+(?={PART})")  # noqa: RUF001
ROOTED = re.compile(r"/[^/].*", re.DOTALL)
"""A path from the root, "/men/tops", which is no name."""

PIPE = re.compile(rf"\s*{signs.PIPE}\s*")
RUN = re.compile(r"\s{2,}")
QUOTED = re.compile(r"([\"'])(?P<inner>[^\"]*)\1")

ID_BEHIND = re.compile(
    r"\|\d+(?=\s*(?:[>»›]|$))|(?:::[01]){1,3}(?=\s*(?:[>»›/,|]|$))"  # noqa: RUF001
)
"""A category's own number, and what Magmi says of it: "Women|12 > Shoes|15", "Women::1::0::1"."""
PATHS = re.compile(r"\s*[;；؛\n]\s*")  # noqa: RUF001
SEMICOLON = re.compile(r"\s*[;；؛]\s*")  # noqa: RUF001
DIVIDED = re.compile(rf"{LEVELS.pattern}|{PIPE.pattern}|{SLASH.pattern}|\n")
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
    close: bool = False
    """Whether a slash without spaces does, so that one between spaces belongs to a name."""
    pipes: bool | None = None
    """Whether "|" divides levels, and not paths; None where nothing shows it."""
    semicolons: bool | None = None
    """The same of semicolons, in cells that have no other divider."""
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
    whether a slash divides levels or a comma or a semicolon divides paths.
    """
    cell = single_spaced(cell)
    levels = path_of(semicolon_list(cell), SEMICOLON)
    if style.semicolons and levels:
        return levels
    path = read_first(first_path(cell), style)
    if style.semicolons is None and len(levels) > 1 and not (style.other or len(path) > 1):
        raise several(path, levels)
    return path


def several(first: tuple[str, ...], levels: tuple[str, ...]) -> UncertainPath:
    """Return what tells that the first of several names was taken, which may be levels."""
    advice = _(
        "is taken as several; write %(path)r if it is a path, or only the first of several",
        path=" > ".join(levels),
    )
    return UncertainPath(first, advice)


def read_first(text: str, style: CategoryStyle) -> tuple[str, ...]:
    """Return the levels of the first path in a text that semicolons do not divide."""
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
        return one_of(text, slash_of(text, style), style)
    advice = " > ".join(level_names(SLASH.split(text)))
    raise UncertainPath(
        named(text), _("is taken as one name; write %(advice)r if it is a path", advice=advice)
    )


def slash_of(text: str, style: CategoryStyle) -> re.Pattern[str]:
    """Return the slash that divides levels in a path of a file with this style."""
    if style.spaced:
        return SPACED_SLASH
    return CLOSE_SLASH if style.close and CLOSE_SLASH.search(text) else SLASH


def single_spaced(text: str) -> str:
    """Return the text with each run of white space as one sign: the patterns try each place in it.

    A run with a line end is a line end.
    """
    return RUN.sub(lambda run: "\n" if "\n" in run[0] else " ", text)


def first_path(cell: str) -> str:
    """Return the first of the paths that semicolons and line ends divide."""
    return ID_BEHIND.sub("", PATHS.split(all_paths(cell), maxsplit=1)[0])


def all_paths(cell: str) -> str:
    text = bare(single_spaced(plain_text(cell)))
    quoted = QUOTED.fullmatch(text)
    return quoted["inner"].strip() if quoted else text


def semicolon_list(cell: str) -> str:
    """Return the text of a cell in which nothing but semicolons divides names, else ""."""
    text = all_paths(cell) if SEMICOLON.search(cell) else ""
    return text if SEMICOLON.search(text) and not DIVIDED.search(text) else ""


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
    if style.pipes is None and len(levels) > 1 and not (style.slashes and SLASH.search(text)):
        raise several(first, levels)
    return first


def one_of(text: str, levels: re.Pattern[str], style: CategoryStyle) -> tuple[str, ...]:
    """Return the first of the paths that commas divide, or the one path that has commas."""
    paths = [text] if levels is COMMA else comma_paths(text, levels, style)
    roots = [root_of(path, levels) for path in paths]
    if len(set(roots)) < len(roots) or style.roots.issuperset(roots):
        return path_of(paths[0], levels)
    path = path_of(text, levels)
    if levels.search(paths[0]) and any(map(levels.search, paths[1:])):
        raise UncertainPath(
            path, _("is taken as one path; divide paths by semicolons if there are several")
        )
    return path


def comma_paths(text: str, levels: re.Pattern[str], style: CategoryStyle) -> list[str]:
    """Return what commas divide; a name that begins no path belongs to the one before it."""
    pieces = COMMA.split(text)
    roots = [root_of(piece, levels) for piece in pieces]
    paths = pieces[:1]
    for comma, piece, root in zip(COMMA.findall(text), pieces[1:], roots[1:], strict=True):
        if levels.search(piece) or root in style.roots or roots.count(root) > 1:
            paths.append(piece)
        else:
            paths[-1] += f"{comma}{piece}"
    return paths


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
