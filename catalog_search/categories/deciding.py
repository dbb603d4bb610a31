"""Carry out what a person decided on suggestions: in batches, and written down as one decision."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from catalog_search.categories import outcomes, prototypes
from catalog_search.categories.outcomes import DecidedCategory
from catalog_search.categories.suggestions import renew_next
from catalog_search.indexing.documents import refresh_digests
from catalog_search.models import (
    CategoryDecision,
    CategorySuggestion,
    Product,
    Rejection,
    Store,
    databases,
)
from catalog_search.models.locks import locked

logger = logging.getLogger(__name__)

BATCH = 200
"""Suggestions decided in one transaction."""

PRODUCT_FIELDS = ("category", "category_chosen_by", "decided_at", "updated_at")
DECIDED_FIELDS = (
    *("state", "category", "instead_of", "decision", "decided_by", "decided_at"),
    *("previous_category", "previous_chosen_by", "rejected"),
)

Change = Callable[[CategorySuggestion], bool]
"""Changes a suggestion and its product, unsaved; returns whether it did."""

Seen = Mapping[int, str]
"""The categories that a person saw suggested, by the suggestion's key."""


@dataclass
class Deciding:
    """One thing that a person does to suggestions, and what came of it so far."""

    change: Change
    by: str
    action: "CategoryDecision.Action | None" = None
    """None for an undo, which is written down with the decision that it takes back."""
    category: str = ""
    about: str = ""
    seen: Seen = field(default_factory=dict)
    made: dict[Store, CategoryDecision] = field(default_factory=dict)
    touched: dict[Store, set[str]] = field(default_factory=dict)
    count: int = 0

    def run(self, keys: Sequence[int]) -> None:
        """Decide on the suggestions with these keys; let categories learn from it."""
        for start in range(0, len(keys), BATCH):
            self.run_batch(keys[start : start + BATCH])
        for store in sorted(self.touched, key=lambda store: store.pk):
            learn(store, self.touched[store], besides=keys)
        logger.info("%s: %d suggestions, by %s", self.action or "undone", self.count, self.by)

    @databases.transaction()
    def run_batch(self, keys: Sequence[int]) -> None:
        rows = CategorySuggestion.objects.filter(pk__in=keys)
        rows = rows.select_related("product__store").order_by("product_id")
        suggestions = [
            suggestion
            for suggestion in locked(rows, "product")
            if self.seen.get(suggestion.pk, suggestion.category) == suggestion.category
        ]
        before = {each.pk: (each.product.category, each.category) for each in suggestions}
        decided_in = {each.pk: each.decision_id for each in suggestions}
        changed = [suggestion for suggestion in suggestions if self.change(suggestion)]
        for suggestion in changed:
            suggestion.decided_by, suggestion.decided_at = self.by, timezone.now()
            paths = {*before[suggestion.pk], suggestion.product.category, suggestion.category}
            self.touched.setdefault(suggestion.product.store, set()).update(paths - {""})
        if self.action:
            self.write_down(changed)
        else:
            count_undone(key for each in changed if (key := decided_in[each.pk]))
        write(changed)
        told = [decided(each, before[each.pk][0], self.by) for each in changed]
        outcomes.announce(told)
        self.count += len(changed)

    def write_down(self, changed: Sequence[CategorySuggestion]) -> None:
        """Make the changed suggestions part of their store's decision."""
        for suggestion in changed:
            store = suggestion.product.store
            if store not in self.made:
                self.made[store] = CategoryDecision.objects.create(
                    **{"store": store, "action": self.action, "by": self.by},
                    **{"category": self.category, "about": self.about[:300]},
                )
            suggestion.decision = self.made[store]
        for decision in self.made.values():
            added = sum(each.decision == decision for each in changed)
            decision.count += added
            rows = CategoryDecision.objects.filter(pk=decision.pk)
            rows.update(count=F("count") + added)


def count_undone(keys: Iterable[int]) -> None:
    """Add up in each of these decisions for how many products it is undone."""
    for key, count in Counter(keys).items():
        CategoryDecision.objects.filter(pk=key).update(undone=F("undone") + count)


def write(changed: Sequence[CategorySuggestion]) -> None:
    """Save the changed suggestions and their products."""
    products = [suggestion.product for suggestion in changed]
    for product in products:
        product.decided_at = product.updated_at = timezone.now()
    Product.objects.bulk_update(products, PRODUCT_FIELDS)
    CategorySuggestion.objects.bulk_update(changed, DECIDED_FIELDS)
    keep_rejections(changed)
    # A choice that was taken back leaves no suggestion behind where there was none.
    nothing = [suggestion.pk for suggestion in changed if not suggestion.category]
    CategorySuggestion.objects.filter(pk__in=nothing).exclude(state="corrected").delete()
    refresh_digests(products)


def decided(suggestion: CategorySuggestion, before: str, by: str) -> DecidedCategory:
    product = suggestion.product
    return DecidedCategory(product.store.slug, product.sku, product.category, before, by)


def keep_rejections(suggestions: Sequence[CategorySuggestion]) -> None:
    """Make the rows of rejections equal to what the suggestions remember."""
    rows = Rejection.objects.filter(product__in=[each.product_id for each in suggestions])
    stored = {(row.product_id, row.path): row.pk for row in rows}
    wanted = {
        (each.product_id, path): Rejection(
            store_id=each.product.store_id, product_id=each.product_id, path=path
        )
        for each in suggestions
        for path in each.rejected
    }
    Rejection.objects.filter(pk__in=[stored[key] for key in stored.keys() - wanted]).delete()
    Rejection.objects.bulk_create([row for key, row in wanted.items() if key not in stored])


def learn(store: Store, paths: set[str], besides: Iterable[int] = ()) -> None:
    """Let the categories learn from a decision, and renew the next suggestions."""
    if prototypes.renew_quietly(store, paths - {""}):
        renew_next(store, paths, besides=besides)
