"""Carry out what a person decided on suggestions: in batches, and written down as one decision."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from catalog_search.categories import attributes, outcomes, prototypes
from catalog_search.categories.attributes.values import CHANGED_FIELDS, values_of
from catalog_search.categories.suggestions import renew_next
from catalog_search.categories.undoing import snapshot
from catalog_search.indexing.documents import refresh_digests
from catalog_search.models import (
    CategoryDecision,
    CategorySuggestion,
    Rejection,
    Store,
    databases,
)
from catalog_search.models.locks import locked
from catalog_search.signals import DecidedAttribute, DecidedCategory

logger = logging.getLogger(__name__)

BATCH = 200
"""Suggestions decided in one transaction."""

PRODUCT_FIELDS = ("category", "category_chosen_by", "decided_at", "updated_at")
DECIDED_FIELDS = (
    *("state", "category", "instead_of", "decision", "decided_by", "decided_at"),
    *("previous_category", "previous_chosen_by", "rejected", "earlier"),
)

Change = Callable[[CategorySuggestion], bool]
"""Changes a suggestion and its product, unsaved; returns whether it did."""

ShownCategories = Mapping[int, str]
"""The categories that a person saw suggested, by the suggestion's key."""

Subject = tuple[Store, str]
"""The learner of a decision: a store's categories, as "", or one of its attributes."""


@dataclass
class Deciding:
    """One thing that a person does to suggestions, and what came of it so far."""

    change: Change
    by: str
    action: "CategoryDecision.Action | None" = None
    """None for an undo, which is written down with the decision that it takes back."""
    category: str = ""
    attribute: str = ""
    about: str = ""
    shown_categories: ShownCategories = field(default_factory=dict)
    made: dict[Store, CategoryDecision] = field(default_factory=dict)
    touched: dict[Subject, set[str]] = field(default_factory=dict)
    count: int = 0

    def run(self, keys: Sequence[int]) -> None:
        """Decide on the suggestions with these keys; let categories learn from it."""
        for start in range(0, len(keys), BATCH):
            self.run_batch(keys[start : start + BATCH])
        for store, attribute in sorted(self.touched, key=lambda each: (each[0].pk, each[1])):
            learn(store, attribute, self.touched[store, attribute], besides=keys)
        logger.info("%s: %d suggestions, by %s", self.action or "undone", self.count, self.by)

    @databases.transaction()
    def run_batch(self, keys: Sequence[int]) -> None:
        rows = CategorySuggestion.objects.filter(pk__in=keys)
        rows = rows.select_related("product__store").order_by("product_id", "pk")
        suggestions = [
            suggestion
            for suggestion in locked(rows, "product")
            if self.shown_categories.get(suggestion.pk, suggestion.category) == suggestion.category
        ]
        # Suggestions of the same product must change one instance of it.
        products = {each.product_id: each.product for each in suggestions}
        for suggestion in suggestions:
            suggestion.product = products[suggestion.product_id]
        decided_in = {each.pk: each.decision_id for each in suggestions}
        made = [(each, has) for each in suggestions if (has := self.made_of(each)) is not None]
        changed = [suggestion for suggestion, _ in made]
        if self.action:
            self.write_down(changed)
        else:
            count_undone(key for each in changed if (key := decided_in[each.pk]))
        write(changed)
        outcomes.announce([decided(each, before, self.by) for each, before in made])
        self.count += len(changed)

    def made_of(self, suggestion: CategorySuggestion) -> tuple[str, ...] | None:
        """Change the suggestion; return what its product had before, None if nothing changed."""
        before, proposed = had(suggestion), (*suggestion.rejected, suggestion.category)
        earlier = [*suggestion.earlier, snapshot(suggestion)] if suggestion.decision_id else []
        suggestion.decided_by, suggestion.decided_at = self.by, timezone.now()
        if not self.change(suggestion):
            return None
        if self.action:
            suggestion.earlier = earlier
        after = *had(suggestion), *suggestion.rejected, suggestion.category
        touched = {*before, *proposed, *after} - {""}
        subject = suggestion.product.store, suggestion.attribute
        self.touched.setdefault(subject, set()).update(touched)
        return before

    def write_down(self, changed: Sequence[CategorySuggestion]) -> None:
        """Make the changed suggestions part of their store's decision."""
        for suggestion in changed:
            store = suggestion.product.store
            if store not in self.made:
                self.made[store] = CategoryDecision.objects.create(
                    **{"store": store, "action": self.action, "by": self.by},
                    **{"category": self.category, "about": self.about[:300]},
                    attribute=self.attribute,
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
    products = list({each.product_id: each.product for each in changed}.values())
    for product in products:
        product.decided_at = product.updated_at = timezone.now()
    further = CHANGED_FIELDS if any(each.attribute for each in changed) else ()
    databases.write_fields(products, [*PRODUCT_FIELDS, *further])
    databases.write_fields(changed, DECIDED_FIELDS)
    keep_rejections(changed)
    # A row without a category was made for a choice that is undone now: it is deleted.
    nothing = [suggestion.pk for suggestion in changed if not suggestion.category]
    CategorySuggestion.objects.filter(pk__in=nothing).exclude(state="corrected").delete()
    refresh_digests(products)


def had(suggestion: CategorySuggestion) -> tuple[str, ...]:
    """Return the product's category, or its values of the attribute."""
    product = suggestion.product
    if suggestion.attribute:
        return values_of(product, suggestion.attribute)
    return (product.category,)


def decided(
    suggestion: CategorySuggestion, before: tuple[str, ...], by: str
) -> DecidedCategory | DecidedAttribute:
    product, name = suggestion.product, suggestion.attribute
    if name:
        now = values_of(product, name)
        return DecidedAttribute(product.store.slug, product.sku, name, now, before, by)
    return DecidedCategory(product.store.slug, product.sku, product.category, before[0], by)


def keep_rejections(suggestions: Sequence[CategorySuggestion]) -> None:
    """Make the rows of rejections equal to the `rejected` of the suggestions."""
    products = [each.product_id for each in suggestions]
    concerned = {(each.product_id, each.attribute, each.asked) for each in suggestions}
    stored = {
        (row.product_id, row.attribute, row.path): row.pk
        for row in Rejection.objects.filter(product__in=products)
        # Rejections of the product's other suggestions stay.
        if {(row.product_id, row.attribute, asked_value) for asked_value in ("", row.path)}
        & concerned
    }
    remembered = {
        (each.product_id, each.attribute, path): Rejection(
            store_id=each.product.store_id,
            product_id=each.product_id,
            attribute=each.attribute,
            path=path,
        )
        for each in suggestions
        for path in each.rejected
    }
    Rejection.objects.filter(pk__in=[stored[key] for key in stored.keys() - remembered]).delete()
    Rejection.objects.bulk_create([row for key, row in remembered.items() if key not in stored])


def learn(store: Store, attribute: str, paths: set[str], besides: Iterable[int] = ()) -> None:
    """Let the categories, or the attribute, learn from a decision; renew the next suggestions."""
    if attribute:
        attributes.learn(store, attribute, paths, besides=besides)
    elif prototypes.renew_quietly(store, paths):
        renew_next(store, paths, besides=besides)
