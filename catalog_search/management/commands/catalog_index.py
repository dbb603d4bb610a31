"""Index stale photos, by hand or from cron, without Celery."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from catalog_search import conf
from catalog_search.categories import requests
from catalog_search.exceptions import translated
from catalog_search.indexing.changing_model import next_model, switching
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import reconcile
from catalog_search.indexing.stages import pauses
from catalog_search.indexing.stages.report import IndexingReport
from catalog_search.management.console import CatalogCommand
from catalog_search.management.failures import translated_message as _
from catalog_search.models import Photo, Store, databases, installations
from catalog_search.models.indexing import collections
from catalog_search.models.stores import configured, open_store
from catalog_search.search import clicks


class Command(CatalogCommand):
    help = "Encode and index all stale photos. It can be stopped at any time and run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="slug of one store; default: all stores")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--reconcile",
            action="store_true",
            help="first compare rows and points one by one and repair differences",
        )
        copies = parser.add_mutually_exclusive_group()
        copies.add_argument(
            "--snapshot",
            metavar="DIR",
            help="only copy the index to a new folder; of a server also 'server', to keep it there",
        )
        copies.add_argument(
            "--restore",
            metavar="DIR",
            help="first put such a copy, or a snapshot that the server has by this name, in the "
            "place of the index, and reconcile",
        )
        parser.add_argument(
            "--no-wait",
            action="store_true",
            help="do not wait for photos that another, perhaps dead, process has claimed",
        )
        self.add_actions(parser.add_mutually_exclusive_group())

    def add_actions(self, group: Any) -> None:
        for name, text in {
            "--switch": "let searches use NEXT_ENCODER, whose collection is full, from now on",
            "--rollback": "let searches use ENCODER and its collection again",
            "--drop-old": "delete the collections that searches do not use any more",
            "--new-installation": "in a copy of a database: fill a collection of its own",
            "--moved": "the database was moved: let it write to its collection again",
        }.items():
            group.add_argument(name, action="store_true", help=text)

    @databases.primary()
    def handle(self, *args: Any, **options: Any) -> None:
        if action := self.action(options):
            self.stdout.write(action())
            return
        store = open_store(options["store"]) if options["store"] else None
        with collections.serving():
            if options["snapshot"]:
                self.stdout.write(
                    _(
                        "Snapshot: %(snapshot)s",
                        snapshot=conf.get_index().snapshot(options["snapshot"]),
                    )
                )
                return
            if options["restore"]:
                conf.get_index().restore(options["restore"])
            if options["reconcile"] or options["restore"]:
                self.reconcile()
            requests.carry_out_requests()
            report = self.index(store, quiet=options["json"], wait=not options["no_wait"])
        if next_model.next_entry():
            self.fill_next(quiet=options["json"])
        for each in [store] if store else configured():
            clicks.renew(each)
        switching.carry_out_requests()
        switching.prepare_collections()
        self.stdout.write(json.dumps(report.as_dict()) if options["json"] else self.summary(report))

    def action(self, options: dict[str, Any]) -> Callable[[], str] | None:
        """Return the function of the option that replaces indexing, None without such an option.

        It returns what to print. Raises CommandError where a store is named beside it.
        """
        actions = {
            "switch": self.switch,
            "rollback": self.roll_back,
            "drop_old": self.drop_old,
            "new_installation": self.new_installation,
            "moved": self.moved,
        }
        name = next((name for name in actions if options[name]), None)
        if name and options["store"]:
            text = _(
                "--%(option)s is for all stores, which share the index: leave --store out.",
                option=name.replace("_", "-"),
            )
            raise CommandError(text)
        return actions[name] if name else None

    def switch(self) -> str:
        coverage = switching.switch()
        return _(
            "Searches use %(model)s now, whose collection has %(found)s. To go back: "
            "catalog_index --rollback. To stay: move NEXT_ENCODER to ENCODER in the "
            "settings, then catalog_index --drop-old.",
            model=self.live_model(),
            found=coverage,
        )

    def roll_back(self) -> str:
        coverage = switching.roll_back()
        return _(
            "Searches use %(model)s again, whose collection has %(found)s. "
            "catalog_index brings it up to date.",
            model=self.live_model(),
            found=coverage,
        )

    def live_model(self) -> str:
        with collections.serving():
            return conf.get_encoder().model_id

    def drop_old(self) -> str:
        if names := switching.drop_old():
            return _("Dropped: %(names)s.", names=", ".join(names))
        return _("There is no old collection.")

    def new_installation(self) -> str:
        return _(
            "This is the installation %(name)s now; run catalog_index.",
            name=installations.renew().name,
        )

    def moved(self) -> str:
        with collections.serving():
            conf.get_index().take_over()
        return _("The collection is this database's; run catalog_index.")

    def fill_next(self, *, quiet: bool) -> None:
        """Fill the collection of the next model, and say how full it is."""
        with tqdm(unit="photo of the next model", disable=quiet or None) as bar:
            report = next_model.fill_next(progress=lambda now: bar.update(now.total - bar.n))
        self.stderr.write(
            _(
                "The collection of the next model has %(coverage)s. To use it: "
                "catalog_index --switch.",
                coverage=report.coverage,
            )
        )

    def reconcile(self) -> None:
        repaired = reconcile()
        self.stderr.write(
            _(
                "%(rows_without_point)s rows without a point and "
                "%(points_of_other_content)s whose point was made from something else "
                "will be indexed again; deleted %(points_without_row)s points without a "
                "row and %(thumbnails_without_photo)s thumbnails without a photo.",
                rows_without_point=repaired.rows_without_point,
                points_of_other_content=repaired.points_of_other_content,
                points_without_row=repaired.points_without_row,
                thumbnails_without_photo=repaired.thumbnails_without_photo,
            )
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
        if report.postponed:
            self.stderr.write(
                _(
                    "Photos that could not be read for the moment: %(postponed)s. Later runs try "
                    "them again. The first: %(reason)s",
                    postponed=report.postponed,
                    reason=translated(report.problem),
                )
            )
        return _(
            "%(indexed)s indexed, %(refreshed)s refreshed, %(blocked)s blocked, "
            "%(quarantined)s quarantined, %(gone)s missing from the source, "
            "%(adopted)s found in the index, %(deleted)s points deleted.\n"
            "Seconds by stage (stages overlap; reading counts all its threads): %(stages)s.",
            indexed=report.indexed,
            refreshed=report.refreshed,
            blocked=report.blocked,
            quarantined=report.quarantined,
            gone=report.gone,
            adopted=report.adopted,
            deleted=report.deleted,
            stages=stages,
        )


def count_stale(store: Store | None) -> int:
    photos = Photo.objects.stale(conf.get_index().create()).filter(pauses.due())
    return photos.filter(store__in=[store] if store else configured()).count()
