"""Index what is stale, by hand or from cron: no Celery needed."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog_search import conf
from catalog_search.exceptions import CatalogSearchError
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import reconcile
from catalog_search.indexing.report import IndexingReport
from catalog_search.models import Photo, Store
from catalog_search.models.stores import open_store


class Command(BaseCommand):
    help = "Encode and index every stale photo; safe to stop at any moment and to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="slug of one store; default: all stores")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--reconcile",
            action="store_true",
            help="first compare rows and points one by one and mend the difference",
        )
        parser.add_argument(
            "--no-wait",
            action="store_true",
            help="leave photos that another, perhaps dead, process has claimed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        store = open_store(options["store"]) if options["store"] else None
        try:
            if options["reconcile"]:
                self.mend()
            report = self.index(store, quiet=options["json"], wait=not options["no_wait"])
        except CatalogSearchError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(report.as_dict()) if options["json"] else self.summary(report))

    def mend(self) -> None:
        found = reconcile()
        self.stderr.write(
            f"{found.rows_without_point} rows lacked their point, "
            f"{found.points_without_row} points lacked their row, "
            f"{found.thumbnails_without_photo} thumbnails lacked their photo."
        )

    def index(self, store: Store | None, *, quiet: bool, wait: bool) -> IndexingReport:
        report = IndexingReport()
        with tqdm(total=stale(store), unit="photo", disable=quiet or None) as bar:
            while True:
                done = report.total
                index_stale(
                    store=store, report=report, progress=lambda now: bar.update(now.total - bar.n)
                )
                if not wait or not stale(store):
                    return report
                if report.total == done:
                    time.sleep(1)

    def summary(self, report: IndexingReport) -> str:
        stages = ", ".join(f"{name} {took:.1f}" for name, took in report.seconds.items())
        return (
            f"{report.indexed} indexed, {report.refreshed} refreshed, {report.blocked} blocked, "
            f"{report.quarantined} quarantined, {report.gone} gone, {report.deleted} deleted.\n"
            f"Seconds by stage: {stages or 'none'}."
        )


def stale(store: Store | None) -> int:
    photos = Photo.objects.stale(conf.get_encoder().model_id)
    return (photos.filter(store=store) if store else photos).count()
