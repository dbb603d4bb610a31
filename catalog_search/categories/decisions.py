"""Accept, reject, correct and undo categories and attributes. No decision is ever overwritten."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog_search.categories.attributes import values
from catalog_search.categories.deciding import BATCH, Change, Deciding, ShownCategories
from catalog_search.categories.existing import if_it_exists
from catalog_search.categories.undoing import undo_one
from catalog_search.models import CategoryDecision, CategorySuggestion, Product, databases

State, ChosenBy = CategorySuggestion.State, Product.ChosenBy
Action = CategoryDecision.Action

Suggestions = Iterable[CategorySuggestion]


def accept(
    suggestions: Suggestions, *, by: str, shown_categories: ShownCategories | None = None
) -> int:
    """Give the products their suggested categories; return how many changed.

    `shown_categories` has the category of each suggestion as the person saw it. A suggestion that
    has another one by now is left open: a decision may have moved it. Neither a sync nor a later
    suggestion changes the products' categories. The next indexing run updates the points.
    """
    return total(carry_out(Action.ACCEPTED, suggestions, by=by, shown_categories=shown_categories))


def reject(
    suggestions: Suggestions, *, by: str, shown_categories: ShownCategories | None = None
) -> int:
    """Reject the suggestions, so that they are not made again; return how many were open.

    As with accept(), one that differs from `shown_categories` is left open.
    """
    return total(carry_out(Action.REJECTED, suggestions, by=by, shown_categories=shown_categories))


def carry_out(
    action: CategoryDecision.Action,
    suggestions: Suggestions,
    *,
    by: str,
    category: str = "",
    attribute: str = "",
    shown_categories: ShownCategories | None = None,
    about: str = "",
) -> list[CategoryDecision]:
    """Accept or reject the suggestions, or choose `category` instead of the suggested.

    With `attribute` the chosen category is a value of it; suggestions of others are left open then.
    Return what was decided: one for each store in which anything changed. `about` says of which
    products. As with accept(), a suggestion that differs from `shown_categories` is left open.
    """
    rows = list(suggestions)
    named = (category, attribute) if action == Action.CHOSEN else common(rows)
    change = change_of(action, category, attribute)
    return decide(rows, Deciding(change, by, action, *named, about, shown_categories or {}))


def change_of(action: str, category: str, attribute: str) -> Change:
    """Return the change that the action makes to a suggestion."""
    changes: dict[str, Change] = {
        Action.ACCEPTED: if_it_exists(accept_one),
        Action.REJECTED: reject_one,
        Action.CHOSEN: if_it_exists(
            partial(correct_one, category=category, attribute=attribute), category
        ),
    }
    return changes[action]


def choose(product: Product, category: str, *, by: str = "") -> None:
    """Set the category that a person chose, whatever the product had; settle its suggestion.

    The categories it leaves and gets learn from it, and the next suggestions follow.
    """
    choose_many([product], category, by=by, about=product.title)
    product.category, product.category_chosen_by = category, ChosenBy.PERSON


def choose_many(
    products: Sequence[Product], category: str, *, by: str, about: str = ""
) -> list[CategoryDecision]:
    """Set the category that a person chose for these products; return what was decided."""
    change = partial(choose_one, category=category)
    rows = [
        row
        for start in range(0, len(products), BATCH)
        for row in suggestions_of(products[start : start + BATCH])
    ]
    return decide(rows, Deciding(change, by, Action.CHOSEN, category, about=about))


def undo(suggestions: Suggestions, *, by: str) -> int:
    """Reopen decided suggestions and restore replaced categories; return how many changed.

    A category that a person chose later, and not instead of the suggested, is left.
    """
    keys = [suggestion.pk for suggestion in suggestions]
    made = CategoryDecision.objects.filter(suggestions__in=keys)
    decision_pks = list(made.values_list("pk", flat=True).distinct())
    undoing = Deciding(undo_one, by)
    undoing.run(keys)
    left = CategorySuggestion.objects.filter(decision=OuterRef("pk"))
    mark_undone(CategoryDecision.objects.filter(~Exists(left), pk__in=decision_pks), by)
    return undoing.count


def undo_decision(decision: CategoryDecision, *, by: str) -> int:
    """Undo a whole decision, as undo() does; return how many products changed.

    Products that were decided on again since, or have another category by now, are left. What was
    decided on them before, and was undone for other products meanwhile, is undone with it.
    """
    keys = list(decision.suggestions.values_list("pk", flat=True))
    undoing = Deciding(partial(undo_one, decision=decision), by)
    undoing.run(keys)
    if undoing.count:
        mark_undone(CategoryDecision.objects.filter(pk=decision.pk), by)
        earlier = CategoryDecision.objects.filter(suggestions__in=keys, undone_at__isnull=False)
        for each in earlier.exclude(pk=decision.pk).distinct():
            undo_decision(each, by=by)
    return undoing.count


def mark_undone(decisions: "QuerySet[CategoryDecision]", by: str) -> None:
    decisions.filter(undone_at=None).update(undone_by=by, undone_at=timezone.now())


def decide(suggestions: Suggestions, deciding: Deciding) -> list[CategoryDecision]:
    deciding.run([suggestion.pk for suggestion in suggestions])
    return list(deciding.made.values())


def total(decisions: Iterable[CategoryDecision]) -> int:
    return sum(decision.count for decision in decisions)


def common(suggestions: Sequence[CategorySuggestion]) -> tuple[str, str]:
    """Return the category and the attribute that all suggest; "" where they differ."""
    attributes = {suggestion.attribute for suggestion in suggestions}
    paths = {suggestion.category for suggestion in suggestions}
    attribute = next(iter(attributes)) if len(attributes) == 1 else ""
    return (next(iter(paths)) if len({*paths}) == len(attributes) == 1 else ""), attribute


@databases.transaction()
def suggestions_of(products: Sequence[Product]) -> list[CategorySuggestion]:
    """Return the products' suggestions; those that have none get a settled one."""
    keys = [product.pk for product in products]
    rows = list(Product.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    about_categories = CategorySuggestion.objects.filter(product__in=keys, attribute="")
    with_suggestion = set(about_categories.values_list("product_id", flat=True))
    CategorySuggestion.objects.bulk_create(
        CategorySuggestion(store_id=row.store_id, product=row, confidence=0, state=State.REJECTED)
        for row in rows
        if row.pk not in with_suggestion
    )
    return list(about_categories.order_by("product_id"))


def accept_one(suggestion: CategorySuggestion) -> bool:
    if not is_undecided(suggestion):
        return False
    give(suggestion, suggestion.category, ChosenBy.MODEL)
    suggestion.state = State.ACCEPTED
    return True


def correct_one(suggestion: CategorySuggestion, category: str, attribute: str) -> bool:
    applies = suggestion.attribute == attribute and is_undecided(suggestion, category)
    return applies and choose_one(suggestion, category)


def choose_one(suggestion: CategorySuggestion, category: str) -> bool:
    was_open = suggestion.state == State.OPEN
    suggestion.instead_of = suggestion.category if was_open else ""
    give(suggestion, category, ChosenBy.PERSON)
    suggestion.state, suggestion.category = State.CORRECTED, category
    return True


def is_undecided(suggestion: CategorySuggestion, category: str = "") -> bool:
    """Return whether the product may still get what is suggested, or `category`."""
    if suggestion.state != State.OPEN:
        return False
    if suggestion.attribute:
        return values.accepts(suggestion, category or suggestion.category)
    return bool(suggestion.product.category_chosen_by == ChosenBy.SOURCE)


def give(suggestion: CategorySuggestion, category: str, chosen_by: "Product.ChosenBy") -> None:
    if suggestion.attribute:
        values.give(suggestion, category)
        return
    product = suggestion.product
    suggestion.previous_category = product.category
    suggestion.previous_chosen_by = product.category_chosen_by
    product.category, product.category_chosen_by = category, chosen_by


def reject_one(suggestion: CategorySuggestion) -> bool:
    if suggestion.state != State.OPEN:
        return False
    suggestion.rejected = [*suggestion.rejected, suggestion.category]
    suggestion.state = State.REJECTED
    return True
