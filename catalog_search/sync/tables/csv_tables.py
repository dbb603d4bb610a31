"""Rows of tables in CSV: dictionaries by the names in their header, and lines that are no rows."""

import re
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
from catalog_search.sync.tables.shifted import ShiftedRows
from catalog_search.sync.tables.spreadsheets import is_no_row, names_other_columns, tells_types
from catalog_search.types import Problem

WORDS = re.compile(r"\s*[^\s\d]+\s+[^\W\d]\D*")
"""A text that is no key: words, without a number."""
ALONE = _(
    "The line holds a text alone. If it belongs to the line above, put quotes around the cell that "
    "goes on in it; if it is a product, give it a title."
)

Row = tuple[int, Mapping[str, object]]
Rows = Iterator[Row | Problem]


def rows(stream: IO[bytes]) -> Rows:
    """Yield each row as a dictionary by column name; the first line names the columns."""
    return without_footer(lines_of(stream))


def lines_of(stream: IO[bytes]) -> Rows:
    header: list[str] = []
    below = 0
    messages = Messages(header)
    lines = CsvLines(stream, is_header)
    for number, cells in lines.rows():
        if isinstance(cells, str):
            yield line_problem(number, cells, photos_in_text(lines.row_lines[0]))
            continue
        names_others = names_other_columns(cells, header) and is_header(cells)
        if not names_others and is_no_row(cells, header):
            continue
        if not header or names_others:
            yield from messages.problems()
            header, lines.columns = cells, len(cells)
            if not is_header(header):
                yield line_problem(number, header_problem(header))
                return
            messages, whole_lines = Messages(header), CutLines(header)
            shifted = ShiftedRows(header, lines.delimiter, lines.pushed_back)
            if reason := named_twice(header):
                yield Problem("", reason, number, warning=True)
        elif (below := below + 1) == 1 and tells_types(cells):
            continue
        elif messages.takes(number, cells, lines.row_lines[-1]):
            if messages.end_the_file:
                break
        else:
            yield from messages.problems()
            cells = shifted.completed(cells, lines)
            is_cut = whole_lines.is_cut(cells, lines.row_lines[-1])
            is_shifted = shifted.is_shifted(cells, lines.row_lines[-1])
            yield row_of(number, cells, header, is_cut=is_cut, is_shifted=is_shifted)
    yield from messages.problems()


def row_of(
    number: int, cells: list[str], header: list[str], *, is_cut: bool, is_shifted: bool
) -> Row | Problem:
    """Return the row, or why the line is none."""
    row = by_name(header, cells)
    reason = cells_problem(cells, header, is_shifted=is_shifted)
    is_cut = is_cut and not is_footer(row)
    if not (reason or is_cut):
        return number, row
    names = (*named_in(row), *photos_in(cells[len(header) :]))
    return cut(number, names) if is_cut else line_problem(number, reason, names)


def is_header(cells: list[str]) -> bool:
    """Return whether the cells name the columns of a manifest or of an export."""
    return "sku" in map(column, cells) or export_of(cells) is not None


def cells_problem(cells: list[str], header: list[str], *, is_shifted: bool) -> str:
    """Return why the cells are not a row under this header, or "" if they are."""
    if is_shifted and len(cells) <= len(header):
        return _(
            "A comma divides the price, as in 1,299.00: put quotes around values that contain "
            "commas."
        )
    if is_shifted or any(cells[len(header) :]):
        return _(
            "The line has %(cells)s cells but there are %(header)s columns: put "
            "quotes around values that contain commas.",
            cells=len(cells),
            header=len(header),
        )
    if any(map(is_not_utf_8, cells)):
        return NOT_UTF_8
    is_text = len(cells) == 1 and len(header) > 2 and WORDS.fullmatch(cells[0])
    return ALONE if is_text and not is_footer({"": cells[0]}) else ""


def line_problem(line: int, reason: str, left_out: tuple[str, ...] = ()) -> Problem:
    return Problem("", reason, line, product_lost=True, left_out=left_out)
