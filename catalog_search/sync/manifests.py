"""Read the manifests catalog.jsonl and catalog.csv line by line into Records and Problems.

A line that cannot be read is skipped; its Problem gives the line number and the reason.
"""

import codecs
import json
from collections.abc import Iterator, Mapping
from typing import IO

from catalog_search.sync.cleaning import one_line
from catalog_search.sync.csv_rows import CsvLines
from catalog_search.sync.records import column, from_row
from catalog_search.sync.style import style_of
from catalog_search.types import Problem, Record

NAMES = ("catalog.jsonl", "catalog.csv")
LONGEST_LINE = 1 << 20
"""Bytes of a line of JSON."""

MAX_SHOWN = 20
"""Names of columns that a message lists."""

LONGEST_CELL = 500
"""Characters of a cell that show how its file writes prices or categories."""

Row = tuple[int, Mapping[str, object]]


def is_manifest(key: str) -> bool:
    """Return whether the key's file name is a manifest's, in any case."""
    return key.rpartition("/")[2].lower() in NAMES


def parse(stream: IO[bytes], key: str, prefix: str = "") -> Iterator[Record | Problem]:
    """Yield the products of the manifest `key`; image paths are relative to its folder.

    The stream is read twice: how the file writes its cells shows in all of it.
    """
    folder = key[: key.rfind("/") + 1]
    read_rows = json_rows if key.lower().endswith(".jsonl") else csv_rows
    style = style_of(cells_of(read_rows(stream), ("price", "category")))
    stream.seek(0)
    for row_or_problem in read_rows(stream):
        if isinstance(row_or_problem, Problem):
            problem = row_or_problem
            yield Problem(key, problem.reason, problem.line, product_lost=True)
        else:
            line, row = row_or_problem
            yield from from_row(row, key, line, folder, prefix, style)


def cells_of(rows: Iterator[Row | Problem], columns: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the different texts that stand in these columns."""
    cells: dict[str, set[str]] = {name: set() for name in columns}
    for row in rows:
        for name, value in () if isinstance(row, Problem) else row[1].items():
            if isinstance(value, str) and (documented := column(name)) in cells:
                cells[documented].add(value[:LONGEST_CELL])
    return cells


def json_rows(stream: IO[bytes]) -> Iterator[Row | Problem]:
    """Yield the object on each line; blank lines are skipped."""
    for number, line in enumerate(iter(lambda: read_line(stream), b""), start=1):
        text = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if not text.strip():
            continue
        try:
            yield number, json_object(text)
        except UnicodeDecodeError:
            yield line_problem(number, "The line is not UTF-8.")
        except RecursionError:
            yield line_problem(number, "The line is nested too deeply.")
        except ValueError as error:
            yield line_problem(number, f"The line is not a JSON object: {error}.")


def json_object(text: bytes) -> dict[str, object]:
    if len(text) >= LONGEST_LINE:
        raise ValueError(f"it is longer than {LONGEST_LINE} bytes")
    # NaN and Infinity are not JSON. Passed on as text, they fail their column's own check.
    value = json.loads(text.decode(), parse_constant=str)
    if not isinstance(value, dict):
        raise ValueError(f"it is a {type(value).__name__}")
    return value


def read_line(stream: IO[bytes]) -> bytes:
    """Return the next line; the end of an over-long line is read but dropped."""
    line = rest = stream.readline(LONGEST_LINE)
    while rest and not rest.endswith(b"\n"):
        rest = stream.readline(LONGEST_LINE)
    return line


def csv_rows(stream: IO[bytes]) -> Iterator[Row | Problem]:
    """Yield each row as a dictionary by column name; the first line names the columns."""
    header: list[str] = []
    for number, cells in CsvLines(stream, names_sku).rows():
        if isinstance(cells, str):
            yield line_problem(number, cells)
        elif not any(cell.strip() for cell in cells):
            continue
        elif not header:
            header = cells
            if not names_sku(header):
                yield line_problem(number, header_problem(header))
                return
        elif reason := cells_problem(cells, header):
            yield line_problem(number, reason)
        else:
            yield number, dict(zip(header, cells, strict=False))


def names_sku(cells: list[str]) -> bool:
    return "sku" in map(column, cells)


def header_problem(cells: list[str]) -> str:
    """Return what was found instead of a header with a sku, and what to do."""
    names = [one_line(cell) for cell in cells if cell.strip()]
    shown = ", ".join(repr(name[:40]) for name in names[:MAX_SHOWN])
    return (
        "The first line must name the columns, one of them 'sku'. "
        f"It names {shown}: rename the one that holds each product's key to 'sku'."
    )


def cells_problem(cells: list[str], header: list[str]) -> str:
    """Return why the cells are not a row under this header, or "" if they are."""
    if any(cells[len(header) :]):
        return (
            f"The line has {len(cells)} cells but there are {len(header)} columns: "
            "put quotes around values that contain commas."
        )
    if any("\udc80" <= char <= "\udcff" for cell in cells for char in cell):
        return "The line is not UTF-8: save the file as CSV UTF-8."
    return ""


def line_problem(line: int, reason: str) -> Problem:
    return Problem("", reason, line)
