"""Bring stores up to date with their sources, by hand or from cron: no Celery needed."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog_search import conf
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import SyncRun
from catalog_search.models.stores import open_store
from catalog_search.sync.cleaning import one_line
from catalog_search.sync.runs import TALLIES
from catalog_search.sync.store import sync_store

EXIT_CODES = {SyncRun.State.DONE: 0, SyncRun.State.FAILED: 1, SyncRun.State.STOPPED: 3}
SHOWN = 20
"""Problems printed one by one; the admin lists a hundred."""


class Command(BaseCommand):
    help = (
        "Bring products and photos up to date with the stores' sources. "
        "Exit code 0: done; 1: failed; 3: stopped before deleting too much."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="slug of one store; default: all stores")
        parser.add_argument(
            "--allow-deletes",
            action="store_true",
            help="delete what the source lacks even if that is more than MAX_DELETED_SHARE",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object per store")

    def handle(self, *args: Any, **options: Any) -> None:
        slugs = [options["store"]] if options["store"] else list(conf.get("STORES"))
        outcomes = [self.sync(slug, options["allow_deletes"], options["json"]) for slug in slugs]
        for state in (SyncRun.State.FAILED, SyncRun.State.STOPPED):
            if messages := [told["message"] for told in outcomes if told["state"] == state]:
                raise CommandError("\n".join(messages), returncode=EXIT_CODES[state])

    def sync(self, slug: str, allow_deletes: bool, as_json: bool) -> dict[str, Any]:
        """Sync one store, print what came of it and return the same."""
        with tqdm(unit="row", desc=slug, disable=as_json or None) as bar:

            def progress(run: SyncRun) -> None:
                bar.update(run.products + run.photos - bar.n)

            try:
                run = sync_store(open_store(slug), allow_deletes=allow_deletes, progress=progress)
            except CatalogSearchError as error:
                told = {"store": slug, "state": SyncRun.State.FAILED, "message": f"{slug}: {error}"}
            else:
                tallies = {name: getattr(run, name) for name in TALLIES}
                told = {"store": slug, "state": run.state, "message": run.message, **tallies}
        if as_json or "products" in told:
            self.stdout.write(json.dumps(told) if as_json else summary(told))
        return told


def summary(told: dict[str, Any]) -> str:
    """Return a run in words: what there is, what was new, what could not be used."""
    lines = [
        f"{told['store']} {told['state']}: {told['products']} products "
        f"({told['products_changed']} new or changed, {told['products_deleted']} deleted), "
        f"{told['photos']} photos ({told['photos_new']} new, {told['photos_changed']} changed, "
        f"{told['photos_deleted']} deleted), {told['problem_count']} problems.",
        *map(problem_line, told["problems"][:SHOWN]),
    ]
    if (more := told["problem_count"] - SHOWN) > 0:
        lines.append(f"  ... and {more} more.")
    # A message that stopped the sync comes last, as an error.
    return "\n".join([*lines, told["message"]] if told["state"] == SyncRun.State.DONE else lines)


def problem_line(problem: dict[str, Any]) -> str:
    """Return a problem on one line; keys may hold line ends and worse."""
    line = f", line {problem['line']}" if problem["line"] else ""
    return f"  {one_line(problem['where'])}{line}: {one_line(problem['reason'])}"
