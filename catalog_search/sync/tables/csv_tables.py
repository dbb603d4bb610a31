"""Rows of tables in CSV: dictionaries by the names in their header, and lines that are no rows."""

from collections.abc import Iterator, Mapping
from typing import IO

from catalog_search.exceptions import message as _
from catalog_search.sync.exports import export_of
from catalog_search.sync.tables.broken_off import CutLines, Messages, cut
from catalog_search.sync.tables.columns import column
from catalog_search.sync.tables.csv_rows import CsvLines
from catalog_search.sync.tables.footers import is_footer, without_footer
from catalog_search.sync.tables.headers import NOT_UTF_8, header_problem, is_not_utf_8
from catalog_search.sync.tables.left_out import named_in, photos_in, photos_in_text
from catalog_search.sync.tables.repeated_columns import by_name, named_twice
from catalog_search.sync.tables.spreadsheets import is_no_row, tells_types
from catalog_search.types import Problem

Row = tuple[int, Mapping[str, object]]
Rows = Iterator[Row | Problem]


def rows(stream: IO[bytes]) -> Rows:
    """Yield each row as a dictionary by column name; the first line names the columns."""
    return without_footer(lines_of(stream))


def lines_of(stream: IO[bytes]) -> Rows:
    header: list[str] = []
    below = 0
    lines = CsvLines(stream, is_header)
    for number, cells in lines.rows():
        if isinstance(cells, str):
            yield line_problem(number, cells, photos_in_text(lines.row_lines[0]))
        elif is_no_row(cells, header):
            continue
        elif not header:
            header = cells
            if not is_header(header):
                yield line_problem(number, header_problem(header))
                return
            messages, whole_lines = Messages(header), CutLines(header)
            if reason := named_twice(header):
                yield Problem("", reason, number, warning=True)
        elif (below := below + 1) == 1 and tells_types(cells):
            continue
        elif messages.takes(number, cells, lines.row_lines[-1]):
            if messages.end_the_file:
                break
        else:
            yield from messages.problems()
            is_cut = whole_lines.is_cut(cells, lines.row_lines[-1])
            yield row_of(number, cells, header, is_cut=is_cut)
    if header:
        yield from messages.problems()


def row_of(number: int, cells: list[str], header: list[str], *, is_cut: bool) -> Row | Problem:
    """Return the row, or why the line is none."""
    row = by_name(header, cells)
    reason = cells_problem(cells, header)
    is_cut = is_cut and not is_footer(row)
    if not (reason or is_cut):
        return number, row
    names = (*named_in(row), *photos_in(cells[len(header) :]))
    return cut(number, names) if is_cut else line_problem(number, reason, names)


def is_header(cells: list[str]) -> bool:
    """Return whether the cells name the columns of a manifest or of an export."""
    return "sku" in map(column, cells) or export_of(cells) is not None


def cells_problem(cells: list[str], header: list[str]) -> str:
    """Return why the cells are not a row under this header, or "" if they are."""
    if any(cells[len(header) :]):
        return _(
            "The line has %(cells)s cells but there are %(header)s columns: put "
            "quotes around values that contain commas.",
            cells=len(cells),
            header=len(header),
        )
    if any(map(is_not_utf_8, cells)):
        return NOT_UTF_8
    return ""


def line_problem(line: int, reason: str, left_out: tuple[str, ...] = ()) -> Problem:
    return Problem("", reason, line, product_lost=True, left_out=left_out)
