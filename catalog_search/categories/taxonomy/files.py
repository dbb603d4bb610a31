"""Read a taxonomy's file into category paths: Google's, Shopify's, or a shop's own tree."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from catalog_search.categories.taxonomy.heads import DECLARED, header_of
from catalog_search.categories.taxonomy.lines import (
    MOST,
    LevelsOf,
    Line,
    Path,
    at_arrows,
    joined,
    path_in,
    says_something,
)
from catalog_search.categories.taxonomy.recognition import (
    GOOGLE,
    SHOPIFY,
    check_text,
    style_of,
    without_marks,
)
from catalog_search.categories.taxonomy.tables import rows_of_table
from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.exceptions import message as _
from catalog_search.models import CATEGORY_SEPARATOR


@dataclass(frozen=True, slots=True)
class Reading:
    """How a shop's own file is to be read; see import_taxonomy()."""

    levels_of: LevelsOf
    is_table: bool


def google(lines: Iterable[Line], _reading: Reading) -> Iterator[Path]:
    """Read "3237 - Animals > Live Animals", with or without the number."""
    yield from matching(lines, GOOGLE, "Google's: 3237 - Animals > Live Animals")


def shopify(lines: Iterable[Line], _reading: Reading) -> Iterator[Path]:
    """Read "gid://shopify/TaxonomyCategory/ap-1 : Animals > Live Animals"."""
    example = "gid://shopify/TaxonomyCategory/ap-1 : Animals > Live Animals"
    yield from matching(lines, SHOPIFY, _("Shopify's: %(example)s", example=example))


def matching(lines: Iterable[Line], pattern: re.Pattern[str], example: str) -> Iterator[Path]:
    for number, text in filter(says_something, lines):
        match = pattern.fullmatch(text.strip())
        if not match:
            raise InvalidTaxonomy(
                _("Line %(number)s is not like %(example)s", number=number, example=example)
            )
        yield number, joined(number, match.group(1).split(">"))


def own(lines: Iterable[Line], reading: Reading) -> Iterator[Path]:
    """Read a shop's own tree, or a published file, by what its lines are like."""
    rows = iter(lines)
    first = list(islice(rows, MOST + 1))
    style = style_of(first)
    all_lines = chain(first, rows)
    yield from STYLES[style](all_lines, reading) if style != "paths" else tree(all_lines, reading)


def tree(lines: Iterable[Line], reading: Reading) -> Iterator[Path]:
    """Read CSV with the columns id, parent and name, with path or with levels; else one path on
    each line, or one name on each line, indented below its parent."""
    rows = iter(lines)
    head, declared = head_of(rows)
    if head is None:
        return
    first = [head, *islice(rows, MOST)]
    said = without_marks(list(filter(says_something, first)))
    is_tree = any(text[:1].isspace() for _number, text in said)
    header = header_of(head, is_table=reading.is_table, is_tree=is_tree, declared=declared)
    if header is not None:
        yield from rows_of_table(header, chain(first[1:], rows), reading.levels_of)
        return
    # What is indented is a name, not a path that is to be read.
    levels = at_arrows([]) if is_tree else reading.levels_of([text for _number, text in said])
    yield from indented(chain(said, filter(says_something, rows)), levels)


def head_of(lines: Iterator[Line]) -> tuple[Line | None, str]:
    """Return the first line that says something, and the delimiter that a line above it names."""
    head = next(filter(says_something, lines), None)
    declared = DECLARED.fullmatch(head[1]) if head else None
    if declared:
        head = next(filter(says_something, lines), None)
    if head:
        check_text(head)
    return head, declared[1] if declared else ""


def indented(lines: Iterable[Line], levels: Callable[[str], Sequence[str]]) -> Iterator[Path]:
    """Read one name or path on each line, below the last line that is indented less."""
    above: list[tuple[int, str]] = []
    for number, text in lines:
        yield number, below_of(above, number, text, levels)


def below_of(
    above: list[tuple[int, str]],
    number: int,
    text: str,
    levels: Callable[[str], Sequence[str]],
) -> str:
    """Return the path of an indented line, and remember it in `above` for the lines below it."""
    text = text.expandtabs(4)
    depth = len(text) - len(text.lstrip())
    while above and above[-1][0] >= depth:
        above.pop()
    if depth and not above:
        raise InvalidTaxonomy(
            _("Line %(number)s is indented, but no line above is indented less.", number=number)
        )
    own_path = path_in(number, text, levels)
    path = CATEGORY_SEPARATOR.join([*(path for _depth, path in above[-1:]), own_path])
    above.append((depth, path))
    return path


STYLES = {"google": google, "shopify": shopify, "paths": own}
