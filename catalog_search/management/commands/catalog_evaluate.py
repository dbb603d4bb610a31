"""Measure the quality of a store's searches, with queries made from its own catalogue."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from catalog_search.management.console import CatalogCommand, at_least_one
from catalog_search.management.failures import translated_message as _
from catalog_search.models.indexing import collections
from catalog_search.models.stores import default_slug, open_store
from catalog_search.workshop.evaluation import report, summary
from catalog_search.workshop.evaluation.measuring import LIMIT, Evaluation, evaluate


class Command(CatalogCommand):
    help = "Measure text search, photo search and categories on an indexed store."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="slug of the store; default: the default store")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--html", type=Path, metavar="FILE", help="write a report with the worst answers"
        )
        parser.add_argument(
            "--judgements",
            type=Path,
            metavar="FILE",
            help="your own judgements: CSV or JSON lines of query, sku and grade (0 is wrong)",
        )
        parser.add_argument(
            "--judged", action="store_true", help="use what staff judged on the desk as well"
        )
        parser.add_argument(
            "--limit",
            type=at_least_one,
            default=LIMIT,
            help=f"maximum number of products to ask for, a random sample; default: {LIMIT}",
        )
        parser.add_argument(
            "--seed", type=int, default=0, help="seed of the random sample; default: 0"
        )
        parser.add_argument(
            "--split",
            metavar="NAME",
            help="ask only for products whose attribute 'split' is NAME; all products are searched",
        )
        parser.add_argument(
            "--by-subquery",
            action="store_true",
            help="text queries only; compare photo, title and word search and plain rank fusion",
        )

    @collections.serving()
    def handle(self, *args: Any, **options: Any) -> None:
        self.check_options(options)
        evaluation = self.measure(options)
        page = report.html(evaluation) if options["html"] else ""
        if page:
            self.write(options["html"], page)
        if options["json"]:
            self.stdout.write(json.dumps(summary.as_dict(evaluation), indent=2))
        else:
            self.stdout.write("\n".join(summary.lines(evaluation)))

    def check_options(self, options: dict[str, Any]) -> None:
        """Raise CommandError before the long measurement for options that would fail after it."""
        if options["limit"] < 1:
            raise CommandError(_("--limit must be 1 or more."))
        if options["seed"] < 0:
            raise CommandError(_("--seed must be 0 or more."))
        page = options["html"]
        if page and (page.is_dir() or not page.absolute().parent.is_dir()):
            raise CommandError(
                _("--html %(page)s must be a file in an existing folder.", page=page)
            )

    def measure(self, options: dict[str, Any]) -> Evaluation:
        with tqdm(unit="query", disable=options["json"] or None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            return evaluate(
                open_store(options["store"] or default_slug()),
                limit=options["limit"],
                seed=options["seed"],
                split=options["split"] or "",
                judgement_file=options["judgements"],
                use_judged=options["judged"],
                by_subquery=options["by_subquery"],
                progress=progress,
            )

    def write(self, path: Path, page: str) -> None:
        try:
            path.write_text(page, encoding="utf-8")
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(strerror)s.", path=path, strerror=error.strerror)
            ) from error
        self.stderr.write(_("Report: %(path)s", path=path))
