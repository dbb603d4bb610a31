"""Add the categories of a taxonomy's file to a store."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from catalog_search.categories import taxonomy
from catalog_search.management.console import CatalogCommand
from catalog_search.management.failures import translated_message as _
from catalog_search.models import databases
from catalog_search.models.stores import default_slug, open_store
from catalog_search.sync.cells.categories.lines import levels_of
from catalog_search.sync.tables.encodings import LOOKED_AT
from catalog_search.sync.tables.no_tables import no_text

TABLES = (".csv", ".tsv", ".tab")
"""Endings of files whose first line names the columns."""


class Command(CatalogCommand):
    help = (
        "Add categories to a store: Google's or Shopify's published text file, or the shop's own "
        "tree (a path on each line, names indented below their parents, or CSV with the columns "
        "path, or id, parent, name, or level1, level2)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--store", help="slug of the store; default: the default store")
        parser.add_argument("--format", choices=sorted(taxonomy.STYLES), default="paths")
        parser.add_argument("--below", help="only this category and those below it")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be added")

    @databases.primary()
    def handle(self, *args: Any, **options: Any) -> None:
        file, dry_run = options["file"], options["dry_run"]
        try:
            check_kind(file)
            with file.open(encoding="utf-8-sig") as lines:
                store = open_store(options["store"] or default_slug())
                done = taxonomy.import_taxonomy(
                    store,
                    lines,
                    options["format"],
                    below=options["below"] or "",
                    dry_run=dry_run,
                    is_table=file.suffix.lower() in TABLES,
                    levels_of=levels_of,
                )
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(strerror)s.", file=file, strerror=error.strerror)
            ) from error
        except UnicodeDecodeError as error:
            raise CommandError(_("%(file)s is not UTF-8: save it as UTF-8.", file=file)) from error
        counts = {"count": done.categories, "new": done.new, "store": store.slug}
        if dry_run:
            summary = _("%(count)s categories, %(new)s would be added to %(store)s.", **counts)
        else:
            summary = _("%(count)s categories, %(new)s added to %(store)s.", **counts)
        self.stdout.write(summary)


def check_kind(file: Path) -> None:
    """Raise CommandError if the file is none of text, such as a workbook."""
    with file.open("rb") as stream:
        what = no_text(stream.read(LOOKED_AT))
    if what:
        raise CommandError(_("The file is %(what)s.", what=what))
