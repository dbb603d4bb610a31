"""Categories from CSV: each with its parent, with its path, or with a column for each level."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from catalog_search.categories.taxonomy.heads import DIVIDER, Header
from catalog_search.categories.taxonomy.lines import (
    MOST,
    LevelsOf,
    Line,
    Path,
    joined,
    path_in,
)
from catalog_search.categories.taxonomy.rows import Cells, Rows
from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.exceptions import message as _
from catalog_search.models.numbers import grouped

NOTHING = {
    *("", "-", "null", "none", "nil", "nan", "na", "n/a", "#n/a", "#nv", "\\n", "undefined"),
    *("(null)", "[null]", "<null>", "<na>", "(none)", "<none>"),
}
"""What databases and other programs write where there is no value."""
ROOTS = NOTHING | {"0", "-1", "0.0", "false", "root"}
"""What stands in place of a parent's id where there is no parent."""
WHOLE = re.compile(r"(-?\d+)\.0+")
"""An id that a program wrote as a decimal number, because the column has empty cells."""
OF_IDS = re.compile(r"\d+(?:\s*[/>|,.]\s*\d+)*/?")
"""A path of ids instead of names: "1/2/3"."""

Row = tuple[int, Mapping[str, str]]


def rows_of_table(header: Header, lines: Iterable[Line], levels_of: LevelsOf) -> Iterator[Path]:
    """Yield the path of each row."""
    rows = Rows(lines, header.delimiter, header.width)
    first = list(islice(rows, MOST + 1))
    cells = chain(first, rows)
    columns = header.columns
    path = columns.get("path")
    if is_of_parents(header, first):
        yield from by_id(with_parents(cells, header, key_column(header, first)))
    elif header.levels and (path is None or not any(DIVIDER.search(c[path]) for _n, c in first)):
        yield from by_levels((n, [each[at] for at in header.levels]) for n, each in cells)
    elif path is not None and first and all(OF_IDS.fullmatch(c[path]) for _n, c in first):
        yield from by_id(with_parents_in_paths(cells, header))
    elif path is not None:
        yield from by_path(((n, each[path]) for n, each in cells), levels_of)


def is_of_parents(header: Header, rows: Sequence[Cells]) -> bool:
    """Return whether each row names its parent: where it may be a level as well, another row."""
    if "parent" not in header.columns:
        return False
    return not header.levels or not unknown_parents(header, rows, header.keys[0])


def unknown_parents(header: Header, rows: Sequence[Cells], key: int) -> int:
    """Return how many rows have a parent that no row has in the column `key`."""
    keys = {whole(cells[key]) for _number, cells in rows}
    parents = [whole(cells[header.columns["parent"]]) for _number, cells in rows]
    return sum(parent not in keys and parent.lower() not in ROOTS for parent in parents)


def key_column(header: Header, rows: Sequence[Cells]) -> int:
    """Return the column by which rows name their parents: the ids where nothing shows it."""
    return min(header.keys, key=lambda key: unknown_parents(header, rows, key))


def whole(text: str) -> str:
    """Return an id without the decimals that a program added: "1.0" is "1"."""
    match = WHOLE.fullmatch(text)
    return match[1] if match else text


def with_parents(rows: Iterable[Cells], header: Header, key: int) -> Iterator[Row]:
    parent, name = header.columns["parent"], header.columns["name"]
    for number, cells in rows:
        yield number, {"id": whole(cells[key]), "parent": whole(cells[parent]), "name": cells[name]}


def with_parents_in_paths(rows: Iterable[Cells], header: Header) -> Iterator[Row]:
    """Take each row's parent from a path of ids; the first of them may have no row.

    Raises InvalidTaxonomy if there are no names.
    """
    ids: set[str] = set()
    listed = list(islice(rows, MOST + 1))
    for number, cells in listed:
        if "name" not in header.columns:
            text = cells[header.columns["path"]]
            raise InvalidTaxonomy(
                _(
                    "Line %(number)s: the path %(path)r has numbers only. A table of ids needs the "
                    "columns id, parent and name.",
                    number=number,
                    path=text,
                )
            )
        ids.add(whole(cells[header.keys[0]]))
    for number, cells in listed:
        key, path = whole(cells[header.keys[0]]), re.findall(r"\d+", cells[header.columns["path"]])
        above = [each for each in path if each != key]
        parent = above[-1] if above and above[-1] in ids else ""
        yield number, {"id": key, "parent": parent, "name": cells[header.columns["name"]]}


def by_path(lines: Iterator[Line], levels_of: LevelsOf) -> Iterator[Path]:
    first = list(islice(lines, MOST + 1))
    levels = levels_of([text for _number, text in first])
    for number, text in chain(first, lines):
        yield number, path_in(number, text, levels)


def by_levels(rows: Iterable[Cells]) -> Iterator[Path]:
    """Join the levels of each row; those before its first one are those of the row above."""
    above: list[str] = []
    for number, each in rows:
        cells = ["" if cell.lower() in NOTHING else cell for cell in each]
        start = next((at for at, cell in enumerate(cells) if cell), len(cells))
        if start == len(cells):
            continue
        above = [*above[:start], *cells[start:]]
        yield number, joined(number, [cell for cell in above if cell])


def by_id(rows: Iterable[Row]) -> Iterator[Path]:
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
                _("The file has more than %(most)s categories. Divide it.", most=grouped(MOST))
            )
    for key, (number, _parent, _name) in rows_by_id.items():
        yield number, joined(number, names_to_root(key, rows_by_id))


def names_to_root(key: str, rows_by_id: Mapping[str, tuple[int, str, str]]) -> list[str]:
    """Return the names from the root down to this id. A root may name itself as its parent."""
    number, names, passed = rows_by_id[key][0], [], set()
    while key in rows_by_id or key.lower() not in ROOTS:
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
        if parent == key:
            break
        key = parent
    return names[::-1]
