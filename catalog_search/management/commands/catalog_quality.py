"""Look for photos that somebody should look at: duplicates, few pixels, writing, other things."""

from typing import Any

from django.core.management.base import CommandParser

from catalog_search.indexing import quality
from catalog_search.management.console import CatalogCommand, at_least_one
from catalog_search.management.failures import translated_message as _
from catalog_search.models import Finding, stores


class Command(CatalogCommand):
    help = (
        "Look at photos that were indexed since the last time; the desk lists what was found: "
        "duplicates, photos of few pixels or on another ground than most, writing over photos, "
        "photos and titles that disagree."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--store", help="slug of the store; default: the default store")
        parser.add_argument(
            "--limit", type=at_least_one, default=10**9, help="maximum number of photos"
        )
        parser.add_argument("--again", action="store_true", help="look at all photos once more")

    def handle(self, *args: Any, **options: Any) -> None:
        store = stores.open_store(options["store"] or stores.default_slug())
        if options["again"]:
            store.checked_until, store.checked_photo = None, 0
        looked_at = quality.check(store, options["limit"])
        open_findings = Finding.objects.filter(store=store, state=Finding.State.OPEN)
        self.stdout.write(
            _(
                "%(looked_at)s photos looked at, %(open_findings)s findings to look at.",
                looked_at=looked_at,
                open_findings=open_findings.count(),
            )
        )
