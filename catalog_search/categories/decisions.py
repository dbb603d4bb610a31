"""Accept, reject and undo category suggestions. A person's decision is never overwritten."""

import logging
from collections.abc import Callable, Iterable, Sequence

from django.utils import timezone

from catalog_search.categories.suggestions import withdraw
from catalog_search.indexing.documents import refresh_digests
from catalog_search.models import CategorySuggestion, Product, databases
from catalog_search.models.locks import locked

logger = logging.getLogger(__name__)

BATCH = 200
"""Suggestions decided in one transaction."""

State, ChosenBy = CategorySuggestion.State, Product.ChosenBy
PRODUCT_FIELDS = ("category", "category_chosen_by", "updated_at")
DECIDED_FIELDS = (
    "state",
    "decided_by",
    "decided_at",
    "previous_category",
    "previous_chosen_by",
    "rejected",
)

Decision = Callable[[CategorySuggestion, str], bool]
"""Changes a suggestion and its product, unsaved, in a user's name; returns whether it did."""


def accept(suggestions: Iterable[CategorySuggestion], *, by: str) -> int:
    """Give the products their suggested categories; return how many changed.

    Neither a sync nor a later suggestion changes such a category. The next indexing run updates
    the points.
    """
    return decide(suggestions, by, accept_one)


def reject(suggestions: Iterable[CategorySuggestion], *, by: str) -> int:
    """Reject the suggestions, so that they are not made again; return how many were open."""
    return decide(suggestions, by, reject_one)


def undo(suggestions: Iterable[CategorySuggestion], *, by: str) -> int:
    """Reopen decided suggestions and restore replaced categories; return how many changed."""
    return decide(suggestions, by, undo_one)


@databases.transaction()
def choose(product: Product, category: str) -> None:
    """Set the category that a person chose and withdraw the product's open suggestion."""
    product.category, product.category_chosen_by = category, ChosenBy.PERSON
    product.save(update_fields=PRODUCT_FIELDS)
    withdraw(CategorySuggestion.objects.filter(product=product, state=State.OPEN))
    refresh_digests([product])


def accept_one(suggestion: CategorySuggestion, by: str) -> bool:
    product = suggestion.product
    if suggestion.state != State.OPEN or product.category_chosen_by != ChosenBy.SOURCE:
        return False
    suggestion.previous_category = product.category
    suggestion.previous_chosen_by = product.category_chosen_by
    product.category, product.category_chosen_by = suggestion.category, ChosenBy.MODEL
    mark(suggestion, State.ACCEPTED, by)
    return True


def reject_one(suggestion: CategorySuggestion, by: str) -> bool:
    if suggestion.state != State.OPEN:
        return False
    suggestion.rejected = [*suggestion.rejected, suggestion.category]
    mark(suggestion, State.REJECTED, by)
    return True


def undo_one(suggestion: CategorySuggestion, by: str) -> bool:
    product = suggestion.product
    if suggestion.state == State.OPEN:
        return False
    if suggestion.state == State.ACCEPTED and product.category != suggestion.category:
        # The category was changed again after the suggestion was accepted; keep that change.
        return False
    if suggestion.state == State.ACCEPTED:
        product.category = suggestion.previous_category
        product.category_chosen_by = suggestion.previous_chosen_by
    suggestion.rejected = [path for path in suggestion.rejected if path != suggestion.category]
    mark(suggestion, State.OPEN, by)
    return True


def mark(suggestion: CategorySuggestion, state: CategorySuggestion.State, by: str) -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, by, timezone.now()


def decide(suggestions: Iterable[CategorySuggestion], by: str, decision: Decision) -> int:
    keys = [suggestion.pk for suggestion in suggestions]
    decided = sum(
        decide_batch(keys[start : start + BATCH], by, decision)
        for start in range(0, len(keys), BATCH)
    )
    logger.info("%s: %d suggestions, by %s", decision.__name__, decided, by)
    return decided


@databases.transaction()
def decide_batch(keys: Sequence[int], by: str, decision: Decision) -> int:
    rows = CategorySuggestion.objects.filter(pk__in=keys).select_related("product__store")
    suggestions = locked(rows.order_by("product_id"), "product")
    changed = [suggestion for suggestion in suggestions if decision(suggestion, by)]
    products = [suggestion.product for suggestion in changed]
    for product in products:
        product.updated_at = timezone.now()
    Product.objects.bulk_update(products, PRODUCT_FIELDS)
    CategorySuggestion.objects.bulk_update(changed, DECIDED_FIELDS)
    refresh_digests(products)
    return len(changed)
