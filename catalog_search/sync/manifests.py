"""Manifests: catalog.jsonl and catalog.csv, line by line, as Records and Problems.

A line that cannot be read costs that line only, and its Problem tells its number and the reason.
"""

import codecs
import json
from collections.abc import Iterator, Mapping
from typing import IO

from catalog_search.sync.csv_rows import CsvLines
from catalog_search.sync.records import column, from_row
from catalog_search.types import Problem, Record

NAMES = ("catalog.jsonl", "catalog.csv")
LONGEST_LINE = 1 << 20
"""Bytes of a line of JSON."""

Row = tuple[int, Mapping[str, object]]


def is_manifest(key: str) -> bool:
    """Return whether the key's file name is that of a manifest, in any case."""
    return key.rpartition("/")[2].lower() in NAMES


def parse(stream: IO[bytes], key: str, prefix: str = "") -> Iterator[Record | Problem]:
    """Yield the products of the manifest `key`, whose images are paths from its own folder."""
    folder = key[: key.rfind("/") + 1]
    rows = json_rows if key.lower().endswith(".jsonl") else csv_rows
    for found in rows(stream):
        if isinstance(found, Problem):
            yield Problem(key, found.reason, found.line, product_lost=True)
        else:
            line, row = found
            yield from from_row(row, key, line, folder, prefix)


def json_rows(stream: IO[bytes]) -> Iterator[Row | Problem]:
    """Yield the object of each line; a blank line is none."""
    for number, line in enumerate(iter(lambda: whole_line(stream), b""), start=1):
        text = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if not text.strip():
            continue
        try:
            yield number, json_object(text)
        except UnicodeDecodeError:
            yield unread(number, "The line is not UTF-8.")
        except RecursionError:
            yield unread(number, "The line is nested too deep.")
        except ValueError as error:
            yield unread(number, f"The line is not one JSON object: {error}.")


def json_object(text: bytes) -> dict[str, object]:
    if len(text) >= LONGEST_LINE:
        raise ValueError(f"it is longer than {LONGEST_LINE} bytes")
    # NaN is no JSON; as a word it meets the checks of its column.
    found = json.loads(text.decode(), parse_constant=str)
    if not isinstance(found, dict):
        raise ValueError(f"it is a {type(found).__name__}")
    return found


def whole_line(stream: IO[bytes]) -> bytes:
    """Return the next line; of an over-long one only its beginning, the rest is passed over."""
    line = rest = stream.readline(LONGEST_LINE)
    while rest and not rest.endswith(b"\n"):
        rest = stream.readline(LONGEST_LINE)
    return line


def csv_rows(stream: IO[bytes]) -> Iterator[Row | Problem]:
    """Yield each row by its columns' names, which the first line gives."""
    header: list[str] = []
    for number, cells in CsvLines(stream).rows():
        if isinstance(cells, str):
            yield unread(number, cells)
        elif not any(cell.strip() for cell in cells):
            continue
        elif not header:
            header = cells
            if "sku" not in map(column, header):
                yield unread(number, "The first line must name the columns; none is 'sku'.")
                return
        elif wrong := misfit(cells, header):
            yield unread(number, wrong)
        else:
            yield number, dict(zip(header, cells, strict=False))


def misfit(cells: list[str], header: list[str]) -> str:
    if any(cells[len(header) :]):
        return f"{len(cells)} cells under {len(header)} columns: put quotes around commas."
    if any("\udc80" <= each <= "\udcff" for cell in cells for each in cell):
        return "The line is not UTF-8: save the file as CSV UTF-8."
    return ""


def unread(line: int, reason: str) -> Problem:
    return Problem("", reason, line)
