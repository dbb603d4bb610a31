"""Write the categories and attributes that people decided on, for the shop's own system."""

import csv
import json
import shutil
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from io import TextIOWrapper
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.core.management.base import CommandError
from django.utils.dateparse import parse_date, parse_datetime

from catalog_search import conf
from catalog_search.categories import outcomes
from catalog_search.categories.attributes.values import listed
from catalog_search.conf import COLOR
from catalog_search.management.console import CatalogCommand, ConsoleOutput
from catalog_search.management.failures import translated_message as _
from catalog_search.models import Store, databases
from catalog_search.models.clock import as_stored
from catalog_search.models.stores import default_slug, open_store
from catalog_search.sync.tables.manifests import NAMES, parse
from catalog_search.text.spreadsheets import harmless
from catalog_search.types import Record

IN_BUCKET = ".catalog_search/categories.csv"
"""A name that a sync leaves out, as everything in a hidden folder."""
MEMORY = 4 * 2**20
"""Bytes that are kept in memory before they are written to the bucket."""


class Command(CatalogCommand):
    help = (
        "Write the SKU, category, declared attributes and tags of each product that a person "
        "decided on, as a manifest has them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="slug of the store; default: the default store")
        parser.add_argument("--out", type=Path, help=".csv or .jsonl; default: CSV to the screen")
        parser.add_argument(
            "--to-bucket",
            nargs="?",
            const=IN_BUCKET,
            metavar="NAME",
            help=f"write it to the store's source; default name: {IN_BUCKET}, which no sync reads",
        )
        parser.add_argument("--since", type=moment, help="only what changed since, in ISO 8601")

    @databases.primary()
    def handle(self, *args: Any, **options: Any) -> None:
        out: Path | None = options["out"]
        if name := options["to_bucket"]:
            refuse_name(name, out)
        if out and out.suffix not in (".csv", ".jsonl"):
            raise CommandError(_("%(out)s must end in .csv or .jsonl.", out=out))
        store = open_store(options["store"] or default_slug())
        if name:
            self.write_to_source(store, name, options["since"])
            return
        with self.exported(store, options["since"], out or IN_BUCKET) as (file, written):
            if out:
                write_out(out, file)
            else:
                screen = ConsoleOutput(sys.stdout, ending="")
                for line in file:
                    screen.write(line.decode())
        self.stderr.write(_("%(written)s products.", written=written))

    @contextmanager
    def exported(
        self, store: Store, since: datetime | None, name: object
    ) -> Iterator[tuple[IO[bytes], int]]:
        """Yield the file of this name to be read, and how many products it has.

        What a sync would read otherwise is told.
        """
        rows = partial(outcomes.rows, store, since)
        with tempfile.SpooledTemporaryFile(MEMORY) as file:
            is_lines = str(name).endswith(".jsonl")
            written = write(file, outcomes.columns(store), rows(), lines=is_lines)
            file.seek(0)
            for text in read_otherwise(file, str(name), rows()):
                self.stderr.write(text)
            file.seek(0)
            yield file, written

    def write_to_source(self, store: Store, name: str, since: datetime | None) -> None:
        source = conf.get_source(store.slug)
        if not hasattr(source, "write"):
            kind = type(source).__name__
            raise CommandError(
                _("%(kind)s cannot be written to: use --out and carry the file over.", kind=kind)
            )
        with self.exported(store, since, name) as (file, written):
            place = source.write(name, file)
        self.stderr.write(
            _("%(written)s products, written to %(place)s", written=written, place=place)
        )


def refuse_name(name: str, out: Path | None) -> None:
    """Raise CommandError unless a file of this name may be written to a source."""
    path = PurePosixPath(name)
    if out:
        raise CommandError(_("Use --out or --to-bucket, not both."))
    if path.suffix not in (".csv", ".jsonl") or path.is_absolute() or ".." in path.parts:
        raise CommandError(
            _("%(name)s must be a relative name that ends in .csv or .jsonl.", name=name)
        )
    if path.name in NAMES and not path.parts[0].startswith("."):
        raise CommandError(_("%(name)s would be read as a catalogue by the next sync.", name=name))


def moment(text: str) -> datetime:
    try:
        day = parse_date(text)
        parsed = datetime(day.year, day.month, day.day) if day else parse_datetime(text)
        stored = as_stored(parsed) if parsed else None
    except (ValueError, OverflowError):
        stored = None
    if stored is None:
        raise ArgumentTypeError(f"{text} is no date or time, such as 2026-11-27T12:00")
    return stored


def write_out(out: Path, file: IO[bytes]) -> None:
    """Write the file, which takes the place of an older one when it is whole."""
    temporary = out.with_name(f"{out.name}.new")
    try:
        with temporary.open("wb") as written:
            shutil.copyfileobj(file, written)
        temporary.replace(out)
    except OSError as error:
        raise CommandError(
            _("%(out)s cannot be written: %(strerror)s.", out=out, strerror=error.strerror)
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def write(
    file: IO[bytes], columns: list[str], rows: Iterator[dict[str, Any]], *, lines: bool
) -> int:
    written, text = 0, TextIOWrapper(file, "utf-8", newline="")
    table = csv.DictWriter(text, columns)
    if not lines:
        table.writeheader()
    for row in rows:
        if lines:
            text.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            table.writerow({name: harmless(cell_of(name, row[name])) for name in columns})
        written += 1
    text.detach()
    return written


def cell_of(column: str, value: Any) -> str:
    if column == "sku":
        return str(value)
    return (" > " if column == "category" else "|").join(value)


def read_otherwise(file: IO[bytes], name: str, rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Yield what a sync would read otherwise than it is in the file of this name.

    The rows are those of the file, in its order.
    """
    waiting: dict[str, dict[str, Any]] = {}
    for record in parse(file, name):
        if not isinstance(record, Record):
            continue
        while record.sku not in waiting and (row := next(rows, None)):
            waiting[row["sku"]] = row
        if row := waiting.pop(record.sku, None):
            yield from read_as(record, row)
    for row in chain(waiting.values(), rows):
        yield _("%(sku)s: a sync would leave out the line.", sku=row["sku"])


def read_as(record: Record, row: dict[str, Any]) -> Iterator[str]:
    """Yield which cells of the row a sync would read otherwise."""
    values: dict[str, Any] = {each: list(listed(record.attributes.get(each))) for each in row}
    values |= {"sku": record.sku, "category": list(record.category), COLOR: list(record.colors)}
    for column, value in row.items():
        if values[column] != value:
            told, taken = cell_of(column, value), cell_of(column, values[column])
            details = {"sku": record.sku, "column": column, "value": told, "taken": taken}
            yield _("%(sku)s: a sync would read %(column)s %(value)r as %(taken)r.", **details)
