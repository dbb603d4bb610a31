"""Propose categories, and say how right the model is where the source told the category."""

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog_search.categories import accuracy, suggestions
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import stores


class Command(BaseCommand):
    help = "Suggest categories for a store's products, and measure where the truth is known."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--store", help="Slug of the store; the default store without it.")
        parser.add_argument("--limit", type=int, help="Look at no more products than this.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            store = stores.open_store(options["store"] or stores.default_slug())
            suggested = suggestions.suggest(store, limit=options["limit"])
            measured = accuracy.measure(store, limit=options["limit"])
            alone = accuracy.measure(store, limit=options["limit"], titles=False)
        except CatalogSearchError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            told = {
                "store": store.slug,
                "suggested": dataclasses.asdict(suggested),
                "accuracy": dataclasses.asdict(measured) if measured else None,
                "accuracy_of_photos_alone": dataclasses.asdict(alone) if alone else None,
            }
            self.stdout.write(json.dumps(told, indent=2))
        else:
            self.tell(suggested, measured, alone)

    def tell(
        self,
        suggested: suggestions.SuggestionReport,
        measured: accuracy.Accuracy | None,
        alone: accuracy.Accuracy | None,
    ) -> None:
        self.stdout.write(
            f"{suggested.looked_at} products looked at, {suggested.proposed} suggestions open, "
            f"{suggested.withdrawn} withdrawn, {suggested.without_vectors} not in the index yet."
        )
        if measured is None or alone is None:
            self.stdout.write("No product with vectors has a category from the source to measure.")
            return
        self.stdout.write(
            f"Where the source told the category ({measured.products} products, "
            f"{measured.categories} categories, {measured.left_out} left out): "
            f"first right {measured.top1:.1%}, among the first three {measured.top3:.1%}. "
            f"By photos alone, without titles: {alone.top1:.1%} and {alone.top3:.1%}."
        )
        for one in measured.by_category:
            self.stdout.write(
                f"  {one.top1:6.1%}  {one.top3:6.1%}  {one.products:6d}  {one.category}"
            )
        self.stdout.write("Taking only suggestions of at least this confidence:")
        for line in measured.coverage:
            right = "–" if line.accuracy is None else f"{line.accuracy:.1%}"  # noqa: RUF001
            self.stdout.write(f"  {line.threshold:.2f}: {line.share:6.1%} of products, {right}")
