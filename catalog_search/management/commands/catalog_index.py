"""Index stale photos, by hand or from cron, without Celery."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from catalog_search import conf
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import reconcile
from catalog_search.indexing.report import IndexingReport
from catalog_search.management.failures import failures_told
from catalog_search.models import Photo, Store, databases
from catalog_search.models.stores import open_store


class Command(BaseCommand):
    help = "Encode and index all stale photos. It can be stopped at any time and run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="slug of one store; default: all stores")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--reconcile",
            action="store_true",
            help="first compare rows and points one by one and repair differences",
        )
        parser.add_argument(
            "--no-wait",
            action="store_true",
            help="do not wait for photos that another, perhaps dead, process has claimed",
        )

    @databases.primary()
    def handle(self, *args: Any, **options: Any) -> None:
        with failures_told():
            store = open_store(options["store"]) if options["store"] else None
            if options["reconcile"]:
                self.reconcile()
            report = self.index(store, quiet=options["json"], wait=not options["no_wait"])
            conf.get_index().prepare()
        self.stdout.write(json.dumps(report.as_dict()) if options["json"] else self.summary(report))

    def reconcile(self) -> None:
        repaired = reconcile()
        self.stderr.write(
            f"{repaired.rows_without_point} rows without a point and "
            f"{repaired.points_of_other_content} whose point was made from something else will be "
            f"indexed again; deleted "
            f"{repaired.points_without_row} points without a row and "
            f"{repaired.thumbnails_without_photo} thumbnails without a photo."
        )

    def index(self, store: Store | None, *, quiet: bool, wait: bool) -> IndexingReport:
        report = IndexingReport()
        with tqdm(total=count_stale(store), unit="photo", disable=quiet or None) as bar:
            while True:
                before = report.total
                index_stale(
                    store=store, report=report, progress=lambda now: bar.update(now.total - bar.n)
                )
                if not wait or not count_stale(store):
                    return report
                if report.total == before:
                    time.sleep(1)

    def summary(self, report: IndexingReport) -> str:
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in report.seconds.items())
        note = "stages overlap; reading counts all its threads"
        return (
            f"{report.indexed} indexed, {report.refreshed} refreshed, {report.blocked} blocked, "
            f"{report.quarantined} quarantined, {report.gone} missing from the source, "
            f"{report.adopted} found in the index, "
            f"{report.deleted} points deleted.\n"
            f"Seconds by stage ({note}): {stages}."
        )


def count_stale(store: Store | None) -> int:
    photos = Photo.objects.stale(conf.get_index().create())
    return (photos.filter(store=store) if store else photos).count()
