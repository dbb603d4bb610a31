"""Read manifests, and exports of shop systems under their names, into Records and Problems.

A line that cannot be read is skipped; its Problem gives the line number and the reason.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import IO

from catalog_search import conf
from catalog_search.exceptions import message as _
from catalog_search.sync.cells.misread import as_meant, meant_text
from catalog_search.sync.exports import export_of, feed
from catalog_search.sync.exports.variants import products
from catalog_search.sync.photo_names.photo_names import as_address
from catalog_search.sync.records.records import from_row
from catalog_search.sync.records.subcategories import is_below
from catalog_search.sync.tables import encodings, json_rows
from catalog_search.sync.tables.columns import column, misnamed
from catalog_search.sync.tables.csv_cells import split
from catalog_search.sync.tables.csv_rows import DELIMITERS, CsvLines
from catalog_search.sync.tables.footers import without_footer
from catalog_search.sync.tables.headers import (
    NOT_UTF_8,
    header_problem,
    is_not_utf_8,
    no_sku,
    unpriced,
)
from catalog_search.sync.tables.hidden import without_hidden
from catalog_search.sync.tables.photo_rows import joined
from catalog_search.sync.tables.spreadsheets import is_no_row, plain_cell, tells_types
from catalog_search.sync.tables.surveys import survey
from catalog_search.types import Problem, Record

NAMES = ("catalog.jsonl", "catalog.csv", "catalog.xml")
FOREIGN = _(
    "The file looks like an export of WooCommerce in a language that is not known: set the "
    "language of your account there to English, and export it again."
)

Row = tuple[int, Mapping[str, object]]
Rows = Iterator[Row | Problem]


def is_manifest(key: str) -> bool:
    """Return whether the key's file name is a manifest's, in any case."""
    return key.rpartition("/")[2].lower() in NAMES


def parse(stream: IO[bytes], key: str, prefix: str = "") -> Iterator[Record | Problem]:
    """Yield the products of the manifest `key`; image paths are relative to its folder."""
    start = stream.read(encodings.LOOKED_AT)
    stream.seek(0)
    if what := encodings.no_text(start):
        yield Problem(key, _("The file is %(what)s.", what=what), product_lost=True)
        return
    with encodings.as_utf8(stream) as (text, warning):
        if warning:
            yield Problem(key, warning, warning=True)
        yield from parse_text(text, key, prefix)


def parse_text(stream: IO[bytes], key: str, prefix: str) -> Iterator[Record | Problem]:
    """Yield the products of a manifest in UTF-8.

    The stream is read twice: how the file writes its cells shows in all of it.
    """
    folder = key[: key.rfind("/") + 1]
    read_rows = reader(stream, key)
    file = survey(map(with_meant_letters, read_rows(stream)))
    stream.seek(0)
    rows: Rows = map(with_meant_letters, read_rows(stream))
    style = file.style
    if file.is_empty:
        yield Problem(key, _("The file holds no products."), warning=True)
    if file.foreign:
        yield Problem(key, FOREIGN, product_lost=True)
        return
    if not file.export and not file.has_more_names and (reason := no_sku(file.targets)):
        yield Problem(key, reason, product_lost=True)
        yield from (replace(each, where=key) for each in rows if isinstance(each, Problem))
        return
    if file.export:
        rows = products(rows, file.export, style)
        if warning_text := unpriced(file.targets):
            yield Problem(key, warning_text, warning=True)
    else:
        rows = joined(without_hidden(rows, known_attributes()))
        own_columns = [name for name in file.targets if not is_below(name)]
        if warning := misnamed(own_columns, known_attributes()):
            yield replace(warning, where=key)
    for row_or_problem in rows:
        if isinstance(row_or_problem, Problem):
            yield replace(row_or_problem, where=key)
        else:
            line, row = row_or_problem
            for item in from_row(row, key, line, folder, prefix, style):
                yield with_addresses(item) if file.export else item


def with_meant_letters(row: Row | Problem) -> Row | Problem:
    """Return the row with the letters that were read in a wrong encoding on their way."""
    if isinstance(row, Problem):
        return row
    line, cells = row
    return line, {meant_text(name): as_meant(value) for name, value in cells.items()}


def known_attributes() -> list[str]:
    """Return the attributes that the settings name."""
    return [*conf.settings().facets, *conf.settings().shown_attributes]


def with_addresses(item: Record | Problem) -> Record | Problem:
    """Return an export's product; its images lie in the shop's own folders, not in the bucket's."""
    if isinstance(item, Problem):
        return item
    return replace(item, images=tuple(map(as_address, item.images)))


def reader(stream: IO[bytes], key: str) -> Callable[[IO[bytes]], Rows]:
    """Return what reads the rows, by what the file begins with rather than by its name."""
    start = stream.read(encodings.LOOKED_AT).removeprefix(codecs.BOM_UTF8).lstrip()
    stream.seek(0)
    named_json = key.lower().endswith(".jsonl")
    if key.lower().endswith(".xml") or (start.startswith(b"<") and not named_json):
        return feed.rows
    is_json = named_json and not begins_as_csv(start)
    return json_rows.rows if is_json or BEGINS_AS_JSON.match(start) else csv_rows


BEGINS_AS_JSON = re.compile(rb'[\[{]\s*(?:["{\[]|$)')


def begins_as_csv(start: bytes) -> bool:
    """Return whether the first line names the columns of a table."""
    first = start.partition(b"\n")[0].decode("utf-8", "replace")
    return any(is_header(split(first, delimiter)) for delimiter in DELIMITERS)


def csv_rows(stream: IO[bytes]) -> Rows:
    """Yield each row as a dictionary by column name; the first line names the columns."""
    return without_footer(lines_of(stream))


def lines_of(stream: IO[bytes]) -> Rows:
    header: list[str] = []
    below = 0
    for number, cells in CsvLines(stream, is_header).rows():
        if isinstance(cells, str):
            yield line_problem(number, cells)
        elif is_no_row(cells, header):
            continue
        elif not header:
            header = cells
            if not is_header(header):
                yield line_problem(number, header_problem(header))
                return
        elif (below := below + 1) == 1 and tells_types(cells):
            continue
        elif reason := cells_problem(cells, header):
            yield line_problem(number, reason)
        else:
            yield number, by_name(header, cells)


def by_name(header: list[str], cells: list[str]) -> dict[str, object]:
    """Return the cells by column; of columns with one name, the first that is filled."""
    row: dict[str, object] = {}
    for name, cell in zip(header, cells, strict=False):
        text = plain_cell(cell)
        if (before := row.get(name)) and text and column(name) == "images":
            row[name] = f"{before};{text}"
        else:
            row[name] = before or text
    return row


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


def line_problem(line: int, reason: str) -> Problem:
    return Problem("", reason, line, product_lost=True)
