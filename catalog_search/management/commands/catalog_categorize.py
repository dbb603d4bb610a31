"""Suggest categories, and measure the model on products with a category from the source."""

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog_search import conf
from catalog_search.categories import accuracy, suggestions
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import collections, stores


class Command(BaseCommand):
    help = (
        "Suggest categories for a store's products, and measure the model's accuracy on products "
        "whose category the source gives."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--store", help="slug of the store; default: the default store")
        parser.add_argument("--limit", type=int, help="maximum number of products")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    @collections.serving()
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            store = stores.open_store(options["store"] or stores.default_slug())
            suggested = suggestions.suggest(store, limit=options["limit"])
            measured = accuracy.measure(store, limit=options["limit"])
            by_photos = accuracy.measure(store, limit=options["limit"], titles=False)
        except CatalogSearchError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            output = {
                "store": store.slug,
                "suggested": dataclasses.asdict(suggested),
                "accuracy": dataclasses.asdict(measured) if measured else None,
                "accuracy_of_photos_alone": dataclasses.asdict(by_photos) if by_photos else None,
            }
            self.stdout.write(json.dumps(output, indent=2))
        else:
            self.print_report(suggested, measured, by_photos)

    def print_report(
        self,
        suggested: suggestions.SuggestionReport,
        measured: accuracy.Accuracy | None,
        by_photos: accuracy.Accuracy | None,
    ) -> None:
        self.stdout.write(
            f"{suggested.looked_at} products looked at, {suggested.proposed} suggestions open, "
            f"{suggested.withdrawn} withdrawn, {suggested.without_vectors} not in the index yet."
        )
        if conf.settings().attributes:
            self.stdout.write(f"{suggested.attributes} suggestions of attributes open.")
        if measured is None or by_photos is None:
            self.stdout.write(
                "No product with vectors has a category from the source, so accuracy is unknown."
            )
            return
        self.stdout.write(
            f"Accuracy on products with a category from the source ({measured.products} products, "
            f"{measured.categories} categories, {measured.left_out} left out): "
            f"first right {measured.top1:.1%}, among the first three {measured.top3:.1%}. "
            f"With photos only, without titles: {by_photos.top1:.1%} and {by_photos.top3:.1%}."
        )
        self.stdout.write("By category: first right, among the first three, products, category")
        for row in measured.by_category:
            self.stdout.write(
                f"  {row.top1:6.1%}  {row.top3:6.1%}  {row.products:6d}  {row.category}"
            )
        self.stdout.write("By minimum confidence: products with a suggestion, share of them right")
        for line in measured.coverage:
            right = "–" if line.accuracy is None else f"{line.accuracy:.1%}"  # noqa: RUF001
            self.stdout.write(f"  {line.threshold:.2f}: {line.share:6.1%} of products, {right}")
