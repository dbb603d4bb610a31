"""Write the categories and attributes that people decided on, for the shop's own system."""

import csv
import json
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path, PurePosixPath
from typing import Any, TextIO, cast

from django.core.management.base import CommandError
from django.utils.dateparse import parse_date, parse_datetime

from catalog_search import conf
from catalog_search.categories import outcomes
from catalog_search.management.console import CatalogCommand, ConsoleOutput
from catalog_search.management.failures import failures_told
from catalog_search.management.failures import translated_message as _
from catalog_search.models import Store, databases
from catalog_search.models.clock import as_stored
from catalog_search.models.stores import default_slug, open_store
from catalog_search.sync.tables.manifests import NAMES
from catalog_search.text.spreadsheets import harmless

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
        with failures_told():
            store = open_store(options["store"] or default_slug())
        if name:
            with failures_told():
                self.write_to_source(store, name, options["since"])
            return
        columns, rows = outcomes.columns(store), outcomes.rows(store, options["since"])
        with output_file(out) as file:
            written = write(file, columns, rows, lines=is_lines(out))
        self.stderr.write(_("%(written)s products.", written=written))

    def write_to_source(self, store: Store, name: str, since: datetime | None) -> None:
        columns, rows = outcomes.columns(store), outcomes.rows(store, since)
        source = conf.get_source(store.slug)
        if not hasattr(source, "write"):
            kind = type(source).__name__
            raise CommandError(
                _("%(kind)s cannot be written to: use --out and carry the file over.", kind=kind)
            )
        with tempfile.SpooledTemporaryFile(MEMORY) as file:
            text = TextIOWrapper(file, "utf-8", newline="")
            written = write(text, columns, rows, lines=name.endswith(".jsonl"))
            text.flush()
            file.seek(0)
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


def is_lines(out: Path | None) -> bool:
    return out is not None and out.suffix == ".jsonl"


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


@contextmanager
def output_file(out: Path | None) -> Iterator[TextIO]:
    """Yield the file to write to. It takes the place of an older one when it is whole."""
    if out is None:
        yield cast(TextIO, ConsoleOutput(sys.stdout, ending=""))
        return
    temporary = out.with_name(f"{out.name}.new")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            yield file
        temporary.replace(out)
    except OSError as error:
        raise CommandError(
            _("%(out)s cannot be written: %(strerror)s.", out=out, strerror=error.strerror)
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def write(file: TextIO, columns: list[str], rows: Iterator[dict[str, str]], *, lines: bool) -> int:
    written = 0
    table = csv.DictWriter(file, columns)
    if not lines:
        table.writeheader()
    for row in rows:
        if lines:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            table.writerow({name: harmless(text) for name, text in row.items()})
        written += 1
    return written
