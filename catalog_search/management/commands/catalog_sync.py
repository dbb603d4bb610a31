"""Sync stores with their sources, by hand or from cron, without Celery."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from catalog_search import conf
from catalog_search.exceptions import read_message, translated
from catalog_search.management.console import CatalogCommand
from catalog_search.management.failures import FAILURES, words_for
from catalog_search.management.failures import translated_message as _
from catalog_search.models import SyncRun
from catalog_search.models.stores import open_store
from catalog_search.sync.problem_list import first_of_each
from catalog_search.sync.runs import TALLIES
from catalog_search.sync.store import sync_store
from catalog_search.text.cleaning import one_line

EXIT_CODES = {SyncRun.State.DONE: 0, SyncRun.State.FAILED: 1, SyncRun.State.STOPPED: 3}
MAX_PRINTED = 20
"""Problems printed; the admin lists up to 100."""


class Command(CatalogCommand):
    help = (
        "Update products and photos from the stores' sources. "
        "Exit code 0: done; 1: failed; 3: stopped before deleting too much."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="slug of one store; default: all stores")
        parser.add_argument(
            "--allow-deletes",
            action="store_true",
            help="delete all that is not in the source, even if it is more than MAX_DELETED_SHARE",
        )
        parser.add_argument(
            "--full",
            action="store_true",
            help="read and compare everything, even if nothing changed since the last sync",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object per store")

    def handle(self, *args: Any, **options: Any) -> None:
        slugs = [options["store"]] if options["store"] else list(conf.settings().stores)
        how = {name: options[name] for name in ("allow_deletes", "full")}
        outcomes = [self.sync(slug, how, options["json"]) for slug in slugs]
        for state in (SyncRun.State.FAILED, SyncRun.State.STOPPED):
            if messages := [
                translated(run["message"]) for run in outcomes if run["state"] == state
            ]:
                raise CommandError("\n".join(messages), returncode=EXIT_CODES[state])

    def sync(self, slug: str, how: dict[str, bool], as_json: bool) -> dict[str, Any]:
        """Sync one store, print the result and return it."""
        with tqdm(unit="row", desc=slug, disable=as_json or None) as bar:

            def progress(run: SyncRun) -> None:
                bar.update(run.products + run.photos - bar.n)

            try:
                run = sync_store(open_store(slug), progress=progress, **how)
            except FAILURES as error:
                message = f"{slug}: {words_for(error)}"
                result = {"store": slug, "state": SyncRun.State.FAILED, "message": message}
            else:
                tallies = {name: getattr(run, name) for name in TALLIES}
                tallies["problems"] = [
                    {**each, "reason": read_message(each["reason"])} for each in run.problems
                ]
                result = {"store": slug, "state": run.state, "message": run.message, **tallies}
        if as_json or "products" in result:
            self.stdout.write(json.dumps(result) if as_json else summary(result))
        return result


def summary(result: dict[str, Any]) -> str:
    """Return a run's counts and first problems as text."""
    lines = [
        _(
            "%(store)s %(state)s: %(products)s products (%(products_changed)s new or changed, "
            "%(products_deleted)s deleted), %(photos)s photos (%(photos_new)s new, "
            "%(photos_changed)s changed, %(photos_deleted)s deleted), %(problem_count)s problems.",
            **result,
        ),
        *map(problem_line, first_of_each(result["problems"], MAX_PRINTED)),
    ]
    if (more := result["problem_count"] - MAX_PRINTED) > 0:
        lines.append(_("  ... and %(count)s more.", count=more))
    # The message of a sync that did not finish is raised as an error instead.
    return "\n".join(
        [*lines, translated(result["message"])] if result["state"] == SyncRun.State.DONE else lines
    )


def problem_line(problem: dict[str, Any]) -> str:
    """Return a problem as one line, because keys may contain line breaks."""
    where, reason = one_line(problem["where"]), one_line(translated(problem["reason"]))
    if not problem["line"]:
        return f"  {where}: {reason}"
    return _(
        "  %(where)s, line %(line)s: %(reason)s", where=where, line=problem["line"], reason=reason
    )
