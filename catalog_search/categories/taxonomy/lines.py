"""The lines of a taxonomy's file, and the paths of categories in them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape

from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.exceptions import message as _
from catalog_search.models import CATEGORY_SEPARATOR
from catalog_search.text.cleaning import one_line

MOST = 50_000
"""Categories of one file. Google has published 5,600 and Shopify 11,000."""

Line = tuple[int, str]
"""The number of a line, from 1, and its text."""
Path = tuple[int, str]
"""The number of the line and the category's path."""
LevelsOf = Callable[[Sequence[str]], Callable[[str], Sequence[str]]]
"""Takes the texts of a file and returns what reads one of them: the names of a path's levels.

The latter raises ValueError for a text that is no path.
"""
COMMENT = re.compile(r"\s*#(?![\w,;\t|\"])")
"""How a comment begins; "#1" is an id, "#ootd" a category, and a column may be called "#"."""
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});", re.IGNORECASE)


def without_entities(text: str) -> str:
    """Return the text with the letters that entities of HTML stand for: "&amp;" is "&"."""
    return ENTITY.sub(lambda match: unescape(match[0]), text)


def at_arrows(texts: Sequence[str]) -> Callable[[str], Sequence[str]]:
    """Return what takes ">" as the only divider, whatever the file is like."""
    return lambda text: without_entities(text).split(">")


def numbered(lines: Iterable[str]) -> Iterator[Line]:
    """Yield all lines without their ends."""
    for number, line in enumerate(lines, start=1):
        yield number, line.rstrip("\r\n").replace("\0", "")


def says_something(line: Line) -> bool:
    """Return whether the line is neither empty nor a comment."""
    return bool(line[1].strip()) and not COMMENT.match(line[1])


def path_in(number: int, text: str, levels: Callable[[str], Sequence[str]]) -> str:
    """Return the path in the text of a line. Raises InvalidTaxonomy."""
    try:
        names = levels(text)
    except ValueError as error:
        raise InvalidTaxonomy(
            _("Line %(number)s: %(text)r %(problem)s.", number=number, text=text, problem=error)
        ) from error
    return joined(number, names or [""])


def joined(number: int, names: Iterable[str]) -> str:
    """Return the path of these names, each spelled as a sync would. Raises InvalidTaxonomy if one
    is empty."""
    parts = [one_line(without_entities(name)) for name in names]
    if not all(parts):
        raise InvalidTaxonomy(_("Line %(number)s has a category without a name.", number=number))
    return CATEGORY_SEPARATOR.join(parts)
