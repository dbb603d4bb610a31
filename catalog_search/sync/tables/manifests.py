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
from catalog_search.sync.exports import feed
from catalog_search.sync.exports.variants import products
from catalog_search.sync.photo_names.spellings import as_address
from catalog_search.sync.records.deep_cells import without_deep_cells
from catalog_search.sync.records.records import from_row
from catalog_search.sync.records.subcategories import is_below
from catalog_search.sync.tables import csv_tables, encodings, json_rows
from catalog_search.sync.tables.csv_cells import split
from catalog_search.sync.tables.csv_rows import DELIMITERS, MAX_PREAMBLE
from catalog_search.sync.tables.headers import (
    NOT_UTF_8,
    no_sku,
    unpriced,
)
from catalog_search.sync.tables.hidden import without_hidden
from catalog_search.sync.tables.left_out import located
from catalog_search.sync.tables.near_names import misnamed
from catalog_search.sync.tables.no_tables import failed, no_text
from catalog_search.sync.tables.photo_rows import joined
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
    """Yield the products of the manifest `key`; image paths are relative to its folder.

    Where there are none because it cannot be read, the last Problem is one that may pass: new
    photos wait, as it may name them.
    """
    last: Record | Problem | None = None
    is_lost = has_record = False
    for item in encodings.with_lost_letters_told(parse_file(stream, key, prefix)):
        if last is not None:
            yield last
        last = item
        has_record = has_record or isinstance(item, Record)
        is_lost = is_lost or (isinstance(item, Problem) and item.product_lost)
    if isinstance(last, Problem) and is_lost and not has_record:
        last = replace(last, passing=True)
    if last is not None:
        yield last


def parse_file(stream: IO[bytes], key: str, prefix: str) -> Iterator[Record | Problem]:
    start = stream.read(encodings.LOOKED_AT)
    stream.seek(0)
    if what := no_text(start) or told_failed(start, key):
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
    file = survey(readable(read_rows(stream)))
    stream.seek(0)
    rows = readable(read_rows(stream))
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
        if warning := misnamed(own_columns, known_attributes(), file.photos):
            yield replace(warning, where=key)
    for row_or_problem in rows:
        if isinstance(row_or_problem, Problem):
            yield located(row_or_problem, key, prefix, is_export=bool(file.export))
        else:
            line, row = row_or_problem
            for item in from_row(row, key, line, folder, prefix, style):
                yield with_addresses(item) if file.export else item


def readable(rows: Rows) -> Rows:
    """Yield the rows without cells that are nested too deeply, which are told before their row.

    Letters that were read in a wrong encoding on their way are those that were meant.
    """
    is_told = False
    for row in rows:
        if isinstance(row, Problem):
            is_encoding = row.reason in (NOT_UTF_8, json_rows.NOT_UTF_8)
            # A run lists a warning of one text once.
            yield replace(row, warning=True) if is_encoding and is_told else row
            is_told = is_told or is_encoding
            continue
        line, cells = row
        cells, problems = without_deep_cells(cells, "", line)
        yield from problems
        yield line, {meant_text(name): as_meant(value) for name, value in cells.items()}


def known_attributes() -> list[str]:
    """Return the attributes that the settings name."""
    return [*conf.settings().facets, *conf.settings().shown_attributes]


def with_addresses(item: Record | Problem) -> Record | Problem:
    """Return an export's product; its images lie in the shop's own folders, not in the bucket's."""
    if isinstance(item, Problem):
        return replace(item, left_out=tuple(map(as_address, item.left_out)))
    return replace(item, images=tuple(map(as_address, item.images)))


def reader(stream: IO[bytes], key: str) -> Callable[[IO[bytes]], Rows]:
    """Return what reads the rows, by what the file begins with rather than by its name."""
    start = stream.read(encodings.LOOKED_AT).removeprefix(codecs.BOM_UTF8).lstrip()
    stream.seek(0)
    named_json = key.lower().endswith(".jsonl")
    is_xml = start.startswith(b"<") and not named_json and not header_below(start)
    if key.lower().endswith(".xml") or is_xml:
        return feed.rows
    is_json = named_json and not begins_as_csv(start)
    return json_rows.rows if is_json or BEGINS_AS_JSON.match(start) else csv_tables.rows


IN_TAGS = re.compile(rb"\s*<(?:br|b|p|div|font|span|center|h\d|strong)\b|\s*<!--", re.IGNORECASE)
BEGINS_AS_JSON = re.compile(rb'[\[{]\s*(?:["{\[]|$)')


def begins_as_csv(start: bytes) -> bool:
    """Return whether the first line names the columns of a table."""
    first = start.partition(b"\n")[0].decode("utf-8", "replace")
    return any(csv_tables.is_header(split(first, delimiter)) for delimiter in DELIMITERS)


def told_failed(start: bytes, key: str) -> str:
    """Return what to do with a table that is lost below a message of a program, else ""."""
    is_lost = start.lstrip().startswith(b"<") and not key.lower().endswith(".jsonl")
    return failed(start.lstrip()) if is_lost and not header_below(start) else ""


def header_below(start: bytes) -> bool:
    """Return whether lines of HTML, as a program's message, stand above the header of a table."""
    if not IN_TAGS.match(start):
        return False
    return any(map(begins_as_csv, start.splitlines()[:MAX_PREAMBLE]))
