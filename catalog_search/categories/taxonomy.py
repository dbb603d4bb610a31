"""Read a taxonomy's file into category paths: Google's, Shopify's, or a shop's own tree.

A file that is wrong adds nothing; the error names the first line that cannot be read.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.exceptions import message as _
from catalog_search.models import CATEGORY_SEPARATOR, Category, Store, databases

MOST = 50_000
"""Categories of one file. Google has published 5,600 and Shopify 11,000."""
LONGEST = 500
"""Characters of a path."""
BATCH = 1000
"""Categories written in one transaction."""
GOOGLE = re.compile(r"(?:\d+\s+-\s+)?(.+)")
SHOPIFY = re.compile(r"gid://shopify/\S+\s+:\s+(.+)")
ID_COLUMNS = {"id", "parent", "name"}

Line = tuple[int, str]
"""The number of a line, from 1, and its text."""
Path = tuple[int, str]
"""The number of the line and the category's path."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do."""

    categories: int
    """Categories of the file."""
    new: int
    """Number of categories that the store did not have."""


def import_taxonomy(
    store: Store, lines: Iterable[str], style: str, *, below: str = "", dry_run: bool = False
) -> Imported:
    """Add the categories of a file to the store; those that it has already stay as they are.

    `style` is one of STYLES. With `below`, only this category and those below it are taken. A new
    category is described to the model by its path until somebody writes it a prompt.
    Raises InvalidTaxonomy; then nothing was added.
    """
    paths = checked(STYLES[style](numbered(lines)), below)
    existing = set(store.categories.values_list("path", flat=True))
    new = [path for path in paths if path not in existing]
    for start in () if dry_run else range(0, len(new), BATCH):
        add(store, new[start : start + BATCH])
    return Imported(len(paths), len(new))


@databases.transaction()
def add(store: Store, paths: list[str]) -> None:
    rows = [Category(store=store, path=path) for path in paths]
    Category.objects.bulk_create(rows, ignore_conflicts=True)


def numbered(lines: Iterable[str]) -> Iterator[Line]:
    """Yield the lines that say something, without their ends."""
    for number, line in enumerate(lines, start=1):
        text = line.rstrip().replace("\0", "")
        if text and not text.lstrip().startswith("#"):
            yield number, text


def checked(paths: Iterable[Path], below: str) -> list[str]:
    """Return the paths in the file's order. Raises InvalidTaxonomy."""
    first: dict[str, int] = {}
    inside = f"{below}{CATEGORY_SEPARATOR}"
    for number, path in paths:
        if len(path) > LONGEST:
            raise InvalidTaxonomy(
                _(
                    "Line %(number)s: the path is longer than %(longest)s characters.",
                    number=number,
                    longest=LONGEST,
                )
            )
        if path in first:
            raise InvalidTaxonomy(
                _(
                    "Line %(number)s: %(path)r is on line %(first)s already.",
                    number=number,
                    path=path,
                    first=first[path],
                )
            )
        if not below or path == below or path.startswith(inside):
            first[path] = number
        if len(first) > MOST:
            raise InvalidTaxonomy(
                _(
                    "The file has more than %(most)s categories. Take the part that the "
                    "store sells with --below, or divide the file.",
                    most=f"{MOST:,}",
                )
            )
    if not first:
        if below:
            raise InvalidTaxonomy(_("The file has no category below %(path)r.", path=below))
        raise InvalidTaxonomy(_("The file has no category."))
    return list(first)


def google(lines: Iterable[Line]) -> Iterator[Path]:
    """Read "3237 - Animals > Live Animals", with or without the number."""
    yield from matching(lines, GOOGLE, "Google's: 3237 - Animals > Live Animals")


def shopify(lines: Iterable[Line]) -> Iterator[Path]:
    """Read "gid://shopify/TaxonomyCategory/ap-1 : Animals > Live Animals"."""
    example = "gid://shopify/TaxonomyCategory/ap-1 : Animals > Live Animals"
    yield from matching(lines, SHOPIFY, _("Shopify's: %(example)s", example=example))


def matching(lines: Iterable[Line], pattern: re.Pattern[str], example: str) -> Iterator[Path]:
    for number, text in lines:
        match = pattern.fullmatch(text.strip())
        if not match:
            raise InvalidTaxonomy(
                _("Line %(number)s is not like %(example)s", number=number, example=example)
            )
        yield number, joined(number, match.group(1).split(">"))


def own(lines: Iterable[Line]) -> Iterator[Path]:
    """Read a shop's own tree: CSV with the columns id, parent and name, or with path; else one path
    on each line, or one name on each line, indented below its parent."""
    rows = iter(lines)
    first = next(rows, None)
    if first is None:
        return
    names = [name.strip().lower() for name in next(csv.reader([first[1]]), [])]
    if set(names) >= ID_COLUMNS:
        yield from by_id(named(names, rows))
    elif "path" in names:
        for number, row in named(names, rows):
            yield number, joined(number, row["path"].split(">"))
    else:
        yield from indented(chain([first], rows))


def named(names: list[str], lines: Iterable[Line]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, text in lines:
        cells = next(csv.reader([text]), [])
        if len(cells) != len(names):
            raise InvalidTaxonomy(
                _(
                    "Line %(number)s has %(cells)s cells, the head %(names)s.",
                    number=number,
                    cells=len(cells),
                    names=len(names),
                )
            )
        yield number, dict(zip(names, (cell.strip() for cell in cells), strict=True))


def by_id(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[Path]:
    """Follow each row's parents to the root."""
    rows_by_id: dict[str, tuple[int, str, str]] = {}
    for number, row in rows:
        if row["id"] in rows_by_id:
            first = rows_by_id[row["id"]][0]
            raise InvalidTaxonomy(
                _(
                    "Line %(number)s: the id %(id)r is on line %(first)s already.",
                    number=number,
                    id=row["id"],
                    first=first,
                )
            )
        rows_by_id[row["id"]] = number, row["parent"], row["name"]
        if len(rows_by_id) > MOST:
            raise InvalidTaxonomy(
                _("The file has more than %(most)s categories. Divide it.", most=f"{MOST:,}")
            )
    for key, (number, _parent, _name) in rows_by_id.items():
        yield number, joined(number, names_to_root(key, rows_by_id))


def names_to_root(key: str, rows_by_id: Mapping[str, tuple[int, str, str]]) -> list[str]:
    number, names, passed = rows_by_id[key][0], [], set()
    while key:
        if key in passed:
            raise InvalidTaxonomy(
                _(
                    "Line %(number)s: the category is below itself, by id %(key)r.",
                    number=number,
                    key=key,
                )
            )
        if key not in rows_by_id:
            raise InvalidTaxonomy(
                _(
                    "Line %(number)s: there is no category with the id %(key)r.",
                    number=number,
                    key=key,
                )
            )
        passed.add(key)
        _number, parent, name = rows_by_id[key]
        names.append(name)
        key = parent
    return names[::-1]


def indented(lines: Iterable[Line]) -> Iterator[Path]:
    """Read one name or path on each line, below the last line that is indented less."""
    above: list[tuple[int, str]] = []
    for number, text in lines:
        yield number, below_of(above, number, text)


def below_of(above: list[tuple[int, str]], number: int, text: str) -> str:
    """Return the path of an indented line, and remember it in `above` for the lines below it."""
    text = text.expandtabs(4)
    depth = len(text) - len(text.lstrip())
    while above and above[-1][0] >= depth:
        above.pop()
    if depth and not above:
        raise InvalidTaxonomy(
            _("Line %(number)s is indented, but no line above is indented less.", number=number)
        )
    full_path = CATEGORY_SEPARATOR.join([*(path for _depth, path in above[-1:]), text])
    path = joined(number, full_path.split(">"))
    above.append((depth, path))
    return path


def joined(number: int, names: Iterable[str]) -> str:
    parts = [" ".join(name.split()) for name in names]
    if not all(parts):
        raise InvalidTaxonomy(_("Line %(number)s has a category without a name.", number=number))
    return CATEGORY_SEPARATOR.join(parts)


STYLES = {"google": google, "shopify": shopify, "paths": own}
