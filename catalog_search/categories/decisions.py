"""Accept, reject and undo category suggestions. A person's decision is never overwritten."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils import timezone

from catalog_search.categories import outcomes, prototypes
from catalog_search.categories.outcomes import DecidedCategory
from catalog_search.categories.suggestions import renew_next, withdraw
from catalog_search.indexing.documents import refresh_digests
from catalog_search.models import CategorySuggestion, Product, Rejection, Store, databases
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


Seen = Mapping[int, str]
"""The categories that a person saw suggested, by the suggestion's key."""


def accept(suggestions: Iterable[CategorySuggestion], *, by: str, seen: Seen | None = None) -> int:
    """Give the products their suggested categories; return how many changed.

    A suggestion that is no longer the one `seen` is left open: decisions move those that follow.
    Neither a sync nor a later suggestion changes such a category. The next indexing run updates
    the points.
    """
    return decide(suggestions, by, accept_one, seen)


def reject(suggestions: Iterable[CategorySuggestion], *, by: str, seen: Seen | None = None) -> int:
    """Reject the suggestions, so that they are not made again; return how many were open.

    As with accept(), one that is no longer the one `seen` is left open.
    """
    return decide(suggestions, by, reject_one, seen)


def undo(suggestions: Iterable[CategorySuggestion], *, by: str) -> int:
    """Reopen decided suggestions and restore replaced categories; return how many changed."""
    return decide(suggestions, by, undo_one)


def choose(product: Product, category: str, *, by: str = "") -> None:
    """Set the category that a person chose and withdraw the product's open suggestion.

    The categories it leaves and gets learn from it, and the next suggestions follow.
    """
    before = set_category(product, category, by)
    learn(product.store, {before, category})


@databases.transaction()
def set_category(product: Product, category: str, by: str) -> str:
    """Save the category that a person chose; return the one that the row had."""
    before = Product.objects.select_for_update().get(pk=product.pk).category
    product.category, product.category_chosen_by = category, ChosenBy.PERSON
    product.save(update_fields=PRODUCT_FIELDS)
    withdraw(CategorySuggestion.objects.filter(product=product, state=State.OPEN))
    refresh_digests([product])
    slug = product.store.slug
    outcomes.announce([DecidedCategory(slug, product.sku, category, before, by)])
    return before


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


def decide(
    suggestions: Iterable[CategorySuggestion], by: str, decision: Decision, seen: Seen | None = None
) -> int:
    keys = [suggestion.pk for suggestion in suggestions]
    touched: dict[Store, set[str]] = {}
    decided = sum(
        decide_batch(keys[start : start + BATCH], by, decision, seen or {}, touched)
        for start in range(0, len(keys), BATCH)
    )
    for store in sorted(touched, key=lambda store: store.pk):
        learn(store, touched[store], besides=keys)
    logger.info("%s: %d suggestions, by %s", decision.__name__, decided, by)
    return decided


@databases.transaction()
def decide_batch(
    keys: Sequence[int], by: str, decision: Decision, seen: Seen, touched: dict[Store, set[str]]
) -> int:
    """Decide on these suggestions; add the categories that are concerned to `touched`."""
    rows = CategorySuggestion.objects.filter(pk__in=keys).select_related("product__store")
    suggestions = [
        suggestion
        for suggestion in locked(rows.order_by("product_id"), "product")
        if seen.get(suggestion.pk, suggestion.category) == suggestion.category
    ]
    before = {suggestion.pk: suggestion.product.category for suggestion in suggestions}
    changed = [suggestion for suggestion in suggestions if decision(suggestion, by)]
    for suggestion in changed:
        paths = {before[suggestion.pk], suggestion.product.category, suggestion.category}
        touched.setdefault(suggestion.product.store, set()).update(paths - {""})
    products = [suggestion.product for suggestion in changed]
    for product in products:
        product.updated_at = timezone.now()
    Product.objects.bulk_update(products, PRODUCT_FIELDS)
    CategorySuggestion.objects.bulk_update(changed, DECIDED_FIELDS)
    keep_rejections(changed)
    refresh_digests(products)
    outcomes.announce([decided(each, before[each.pk], by) for each in changed])
    return len(changed)


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


def learn(store: Store, paths: set[str], besides: Sequence[int] = ()) -> None:
    """Let the categories learn from a decision, and renew the next suggestions."""
    if prototypes.renew_quietly(store, paths - {""}):
        renew_next(store, paths, besides=besides)
