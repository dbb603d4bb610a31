"""Suggest categories, and measure the model on products with a category from the source."""

import dataclasses
import json
from typing import Any

from django.core.management.base import CommandParser

from catalog_search import conf
from catalog_search.categories import accuracy, suggestions
from catalog_search.management.console import CatalogCommand, at_least_one
from catalog_search.management.failures import translated_message as _
from catalog_search.models import stores
from catalog_search.models.indexing import collections
from catalog_search.models.numbers import percent


class Command(CatalogCommand):
    help = (
        "Suggest categories for a store's products, and measure the model's accuracy on products "
        "whose category the source gives."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--store", help="slug of the store; default: the default store")
        parser.add_argument("--limit", type=at_least_one, help="maximum number of products")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    @collections.serving()
    def handle(self, *args: Any, **options: Any) -> None:
        store = stores.open_store(options["store"] or stores.default_slug())
        suggested = suggestions.suggest(store, limit=options["limit"])
        measured = accuracy.measure(store, limit=options["limit"])
        by_photos = accuracy.measure(store, limit=options["limit"], titles=False)
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
        self.print_suggestions(suggested)
        if measured is None or by_photos is None:
            self.stdout.write(
                _("No product with vectors has a category from the source, so accuracy is unknown.")
            )
        else:
            self.print_accuracy(measured, by_photos)
            self.print_tables(measured)

    def print_suggestions(self, suggested: suggestions.SuggestionReport) -> None:
        self.stdout.write(
            _(
                "%(looked_at)s products looked at, %(proposed)s suggestions open, "
                "%(withdrawn)s withdrawn, %(without_vectors)s not in the index yet.",
                looked_at=suggested.looked_at,
                proposed=suggested.proposed,
                withdrawn=suggested.withdrawn,
                without_vectors=suggested.without_vectors,
            )
        )
        if conf.settings().attributes:
            self.stdout.write(
                _("%(attributes)s suggestions of attributes open.", attributes=suggested.attributes)
            )

    def print_accuracy(self, measured: accuracy.Accuracy, by_photos: accuracy.Accuracy) -> None:
        self.stdout.write(
            _(
                "Accuracy on products with a category from the source (%(products)s "
                "products, %(categories)s categories, %(left_out)s left out): first "
                "right %(top1)s, among the first three %(top3)s. With photos only, "
                "without titles: %(photos_top1)s and %(photos_top3)s.",
                products=measured.products,
                categories=measured.categories,
                left_out=measured.left_out,
                top1=percent(measured.top1, 1),
                top3=percent(measured.top3, 1),
                photos_top1=percent(by_photos.top1, 1),
                photos_top3=percent(by_photos.top3, 1),
            )
        )

    def print_tables(self, measured: accuracy.Accuracy) -> None:
        """Print the accuracy of each category, and that of suggestions of each confidence."""
        self.stdout.write(_("By category: first right, among the first three, products, category"))
        for row in measured.by_category:
            self.stdout.write(
                f"  {row.top1:6.1%}  {row.top3:6.1%}  {row.products:6d}  {row.category}"
            )
        self.stdout.write(
            _("By minimum confidence: products with a suggestion, share of them right")
        )
        for line in measured.coverage:
            right = "–" if line.accuracy is None else percent(line.accuracy, 1)  # noqa: RUF001
            self.stdout.write(
                _(
                    "  %(threshold)s: %(share)s of products, %(right)s",
                    threshold=f"{line.threshold:.2f}",
                    share=f"{line.share:6.1%}",
                    right=right,
                )
            )
